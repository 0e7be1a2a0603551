import type { NodeFindings } from '../drift/model.ts';
import { requirementText, valueText } from '../present/values.ts';
import type { ControlResult, Status } from '../report/model.ts';
import type { NodeOutcome, RunResult } from '../results/model.ts';
import type { CisLevel, CisResult, CisStatus } from './model.ts';

/** Why two verdicts are not the same, or why there is only one. */
export type Reason =
  | 'waived'
  | 'remediatedSince'
  | 'changedSince'
  | 'readDifferently'
  | 'unread'
  | 'notApplicable'
  | 'manual'
  | 'skipped'
  | 'severalControls'
  | 'level'
  | 'benchmark';

export type Agreement = 'agree' | 'differ' | 'onlyInspector' | 'onlyWinharden';

/** One control on one node, as both see it. */
export interface Pair {
  control: string;
  instanceId: string;
  name?: string;
  title: string;
  level: CisLevel | null;
  agreement: Agreement;
  inspector: CisStatus | null;
  winharden: Status | null;
  /** Our controls that stand behind `winharden`, where they are several. */
  controls?: string[];
  found: string | null;
  required: string | null;
  reason: Reason | null;
  /** The reason in a sentence. */
  why: string;
}

/** What Inspector said of one node. */
export interface ScannedNode {
  instanceId: string;
  results: CisResult[];
}

/** A run of ours beside a scan of Inspector's. */
export interface Comparison {
  run: Pick<RunResult, 'runId' | 'baseline' | 'operation' | 'started' | 'finished'>;
  /** ISO; null where Inspector does not say. */
  scanned: string | null;
  level: CisLevel | null;
}

/** The number of the benchmark in what Inspector calls a check: `1.1.1`, or within a longer id. */
const controlNumber = (checkId: string): string => /\d+(?:\.\d+)+/.exec(checkId)?.[0] ?? checkId;

const MET: readonly Status[] = ['Compliant', 'Remediated'];
/** Worst first, for what several controls of ours come to. */
const WORST: readonly Status[] = [
  'Error',
  'NonCompliant',
  'Waived',
  'Manual',
  'Remediated',
  'Compliant',
  'NotApplicable',
];

/**
 * Inspector's checks and our controls of each node, by their numbers in the benchmark. `findings`: what our run knows of the same
 * nodes; a node that one side alone knows has no pairs.
 */
export function sideBySide(
  comparison: Comparison,
  scanned: ScannedNode[],
  {
    findings,
    outcomes,
    controls,
  }: { findings: NodeFindings[]; outcomes: NodeOutcome[]; controls: RunResult['controls'] },
): Pair[] {
  const ours = new Map(findings.map((node) => [node.instanceId, node.controls]));
  const names = new Map(outcomes.map(({ instanceId, name }) => [instanceId, name]));
  const facts = new Map(controls.map((control) => [control.id, control]));
  return scanned
    .flatMap(({ instanceId, results }) => {
      const own = ours.get(instanceId);
      if (!own) return [];
      const name = names.get(instanceId);
      const node = { instanceId, ...(name !== undefined && { name }) };
      return pairsOf(comparison, node, byNumber(own), results, facts);
    })
    .sort((a, b) => compareNumbers(a.control, b.control) || (a.instanceId < b.instanceId ? -1 : 1));
}

type Facts = Map<string, Pick<RunResult['controls'][number], 'title' | 'level'>>;
type Node = Pick<Pair, 'instanceId' | 'name'>;

function byNumber(controls: ControlResult[]): Map<string, ControlResult[]> {
  return Map.groupBy(controls, ({ id }) => id);
}

function pairsOf(
  comparison: Comparison,
  node: Node,
  ours: Map<string, ControlResult[]>,
  results: CisResult[],
  facts: Facts,
): Pair[] {
  const checks = Map.groupBy(results, ({ checkId }) => controlNumber(checkId));
  const used = new Set<string>();
  const pairs = [...checks].map(([number, its]) => {
    const found = matching(ours, number);
    for (const { id } of found) used.add(id);
    return pairOf(comparison, node, number, its, found, facts);
  });
  const left = [...ours].filter(([id, [first]]) => !used.has(id) && first?.status !== 'NotApplicable');
  return [...pairs, ...left.map(([id, its]) => alone(comparison, node, id, its[0] as ControlResult, facts))];
}

/** The control of that number, or those below it where ours are finer. */
function matching(ours: Map<string, ControlResult[]>, number: string): ControlResult[] {
  const exact = ours.get(number);
  if (exact) return exact;
  return [...ours].filter(([id]) => id.startsWith(`${number}.`)).flatMap(([, its]) => its);
}

function pairOf(
  comparison: Comparison,
  node: Node,
  number: string,
  checks: CisResult[],
  ours: ControlResult[],
  facts: Facts,
): Pair {
  const inspector = worstCheck(checks);
  const { title, level } = inspector;
  const common = { control: number, ...node, title: titleOf(facts, ours, title), level, inspector: inspector.status };
  const [worst] = [...ours].sort((a, b) => WORST.indexOf(a.status) - WORST.indexOf(b.status));
  if (!worst) return { ...common, ...NOTHING_OURS, ...whyNotOurs(comparison, level) };
  const ids = [...new Set(ours.map(({ id }) => id))];
  const several = ids.length > 1;
  return {
    ...common,
    winharden: worst.status,
    ...(several && { controls: ids }),
    found: valueText(worst.found),
    required: requirementText(worst.required),
    ...judged(comparison, inspector, worst, several),
  };
}

const NOTHING_OURS = { agreement: 'onlyInspector' as const, winharden: null, found: null, required: null };

const titleOf = (facts: Facts, ours: ControlResult[], title: string) =>
  title || (ours.flatMap(({ id }) => facts.get(id)?.title ?? [])[0] ?? '');

function worstCheck(checks: CisResult[]): CisResult {
  const order: readonly CisStatus[] = ['FAILED', 'SKIPPED', 'PASSED'];
  return [...checks].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status))[0] as CisResult;
}

/** Level 2 includes Level 1, and our baselines say theirs in their names. */
function whyNotOurs({ run }: Comparison, level: CisLevel | null): Pick<Pair, 'reason' | 'why'> {
  if (level === 2 && run.baseline === 'cis-l1')
    return { reason: 'level', why: 'Level 2 in Inspector, and the run held the node to cis-l1' };
  return {
    reason: 'benchmark',
    why: `${run.baseline} has no control of this number: Inspector may go by another version of the benchmark`,
  };
}

function alone(comparison: Comparison, node: Node, id: string, control: ControlResult, facts: Facts): Pair {
  const { title = '', level = '' } = facts.get(id) ?? {};
  const own: CisLevel | null = level === 'L2' ? 2 : level === 'L1' ? 1 : null;
  const above = own === 2 && comparison.level === 1;
  return {
    control: id,
    ...node,
    title,
    level: own,
    agreement: 'onlyWinharden',
    inspector: null,
    winharden: control.status,
    found: valueText(control.found),
    required: requirementText(control.required),
    reason: above ? 'level' : 'benchmark',
    why: above
      ? 'Level 2, and the scan was of Level 1'
      : 'Inspector has no check of this number: it may go by another version of the benchmark, or leaves this one to people',
  };
}

type Judgement = Pick<Pair, 'agreement' | 'reason' | 'why'>;

const agree: Judgement = { agreement: 'agree', reason: null, why: '' };

function judged(comparison: Comparison, inspector: CisResult, ours: ControlResult, several: boolean): Judgement {
  const { status, withoutWaiver, message = '' } = ours;
  const said = message ? `: ${message}` : '';
  if (inspector.status === 'SKIPPED') {
    if (status === 'NotApplicable' || status === 'Manual') return agree;
    const why = `Inspector skipped it${inspector.reason ? `: ${inspector.reason}` : ''}`;
    return { agreement: 'onlyWinharden', reason: 'skipped', why };
  }
  const passed = inspector.status === 'PASSED';
  switch (status) {
    case 'Manual':
      return { agreement: 'onlyInspector', reason: 'manual', why: `winharden leaves it to people${said}` };
    case 'NotApplicable':
      return { agreement: 'onlyInspector', reason: 'notApplicable', why: `it does not concern the node${said}` };
    case 'Error':
      return { agreement: 'onlyInspector', reason: 'unread', why: `winharden could not read it${said}` };
    case 'Waived':
      if (passed && withoutWaiver !== undefined && MET.includes(withoutWaiver)) return agree;
      return { agreement: 'differ', reason: 'waived', why: `waived in winharden${said}` };
    default:
      return MET.includes(status) === passed ? agree : differing(comparison, ours, several);
  }
}

function differing(
  { run, scanned }: Comparison,
  { status, found, required }: ControlResult,
  several: boolean,
): Judgement {
  const differ = (reason: Reason, why: string): Judgement => ({ agreement: 'differ', reason, why });
  const values = `winharden found ${valueText(found)} and asks for ${requirementText(required)}`;
  const scannedFirst = scanned !== null && scanned < (run.finished ?? run.started);
  if (status === 'Remediated' && scannedFirst)
    return differ('remediatedSince', `run ${run.runId} put it right after Inspector had looked (${scanned})`);
  if (several)
    return differ('severalControls', `Inspector has one check where winharden has several controls; ${values}`);
  if (scanned !== null && hoursBetween(scanned, run.started) > NEAR_HOURS) {
    const order = scannedFirst ? 'before' : 'after';
    return differ(
      'changedSince',
      `Inspector looked ${order} winharden, at ${scanned}, and it may have changed between; ${values}`,
    );
  }
  return differ('readDifferently', `${values}: Inspector reads or asks for another value`);
}

/** A look within these is one at the same node, as far as anybody can tell. */
const NEAR_HOURS = 24;

const hoursBetween = (one: string, other: string) => Math.abs(Date.parse(one) - Date.parse(other)) / 3_600_000;

/** `2.2.9` comes before `2.2.10`. */
export function compareNumbers(one: string, other: string): number {
  const [a, b] = [one.split('.'), other.split('.')];
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = Number(a[at] ?? -1) - Number(b[at] ?? -1);
    if (Number.isNaN(difference)) return one < other ? -1 : 1;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** How often each. */
export function agreementCounts(pairs: Pair[]): Record<Agreement, number> {
  const counts = { agree: 0, differ: 0, onlyInspector: 0, onlyWinharden: 0 };
  for (const { agreement } of pairs) counts[agreement]++;
  return counts;
}
