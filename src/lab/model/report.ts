import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Outcome } from './outcome.ts';
import type { WinhardenScript } from './script.ts';

/** What tells one node's report from another's with the same outcome. */
export interface Identity {
  instanceId: string;
  computerName: string;
  commandId: string;
  runId: string;
  /** ISO dates to the second. */
  started: string;
  finished: string;
  backup: { path: string; sha256: string; entries: number } | null;
}

/** Characters that earlier reports may take after the own one. */
const LATE_ROOM = 64_000;

/** What the engine prints (docs/formats.md, "The report"), and the report's JSON. `earlier`: those of the schedule, newest first. */
export function printReport(
  script: WinhardenScript,
  outcome: Outcome,
  identity: Identity,
  earlier: readonly string[],
): { json: string; stdout: string } {
  const late = fitting(earlier.map((json) => textOf(json, 'gzip')));
  const json = reportJson(script, outcome, identity, late.map(digestIn));
  return { json, stdout: [textOf(json, script.encoding), ...late].join('') };
}

/** Those that there is room for, one after the other. */
function fitting(texts: string[]): string[] {
  const lengths = texts.map((_, at) => texts.slice(0, at + 1).reduce((sum, text) => sum + text.length, 0));
  return texts.filter((_, at) => (lengths[at] ?? 0) <= LATE_ROOM);
}

/** A report as it is printed: two lines. */
function textOf(json: string, encoding: WinhardenScript['encoding']): string {
  const sha256 = createHash('sha256').update(json).digest('hex');
  const body = encoding === 'gzip' ? gzipSync(json).toString('base64') : json;
  return `winharden-report/1 bytes=${json.length} sha256=${sha256} encoding=${encoding}\n${body}\n`;
}

const digestIn = (text: string) => /[0-9a-f]{64}/.exec(text)?.[0];

/** The parts that nodes of one outcome share are made once: in a large fleet they are nearly all of the report. */
const shared = new WeakMap<Outcome, { controls: string; changes: string }>();

function sharedJson(outcome: Outcome): { controls: string; changes: string } {
  const known = shared.get(outcome) ?? { controls: ascii(outcome.controls), changes: ascii(outcome.changes) };
  shared.set(outcome, known);
  return known;
}

function reportJson(
  { operation }: WinhardenScript,
  outcome: Outcome,
  identity: Identity,
  late: readonly unknown[],
): string {
  const { instanceId, computerName, commandId, runId, started, finished, backup } = identity;
  const { facts, baseline, plan, rebootRequired, rebootPending, rebooted } = outcome;
  const { vitalServices, suspects, restored, error } = outcome;
  const { controls, changes } = sharedJson(outcome);
  const node = { instanceId, computerName, ...facts };
  const head = ascii({ format: 1, operation, runId, commandId, baseline, plan, started, finished, node }).slice(0, -1);
  const tail = ascii({
    rebootRequired,
    rebootPending,
    rebooted,
    vitalServices,
    suspects,
    restored,
    backup,
    error,
    ...(late.length > 0 && { late }),
  }).slice(1);
  return `${head},"controls":${controls},"changes":${changes},${tail}`;
}

/** JSON in pure ASCII. */
export function ascii(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
