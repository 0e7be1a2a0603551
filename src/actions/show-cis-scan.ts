import { nearest } from '../core/baseline/nearest.ts';
import type { PastRun } from '../core/drift/model.ts';
import { windowOf } from '../core/drift/window.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import type { CisCheck, CisScan, CisTarget } from '../core/inspector/model.ts';
import {
  type Agreement,
  agreementCounts,
  type Comparison,
  compareNumbers,
  type Pair,
  type Reason,
  sideBySide,
} from '../core/inspector/side-by-side.ts';
import { type InspectorApp, requireScanning } from './inspector-place.ts';
import { openRun, type Place, pastRuns } from './past-runs.ts';

interface ShowInput {
  /** ARN, the end of it or a beginning of that, or a name. */
  scan: string;
  runId?: string;
  place?: Place;
  /** What agrees too, and checks that all nodes passed. */
  all: boolean;
}

export interface SideBySide {
  run: Comparison['run'];
  /** Nodes that both know. */
  nodes: number;
  counts: Record<Agreement, number>;
  reasons: Partial<Record<Reason, number>>;
  pairs: Pair[];
}

export interface ShownScan {
  scan: CisScan;
  targets: CisTarget[];
  checks: CisCheck[];
  /** Null where no run of ours looked at the same nodes. */
  sideBySide: SideBySide | null;
}

/** How far back a run of ours is looked for. */
const RUN_DAYS = 90;
/** Nodes that are asked for at the same time. */
const AT_ONCE = 4;

/** A CIS scan of Inspector's, beside what winharden found on the same nodes. Errors: InspectorOff, NoSuchScan, NoSuchRun. */
export async function showCisScan(app: InspectorApp, input: ShowInput): Promise<ShownScan> {
  await requireScanning(app);
  const scan = await findScan(app, input.scan);
  const [targets, checks] = await Promise.all([app.inspector.targets(scan.arn), app.inspector.checks(scan.arn)]);
  const run = await runBeside(app, targets, input);
  return {
    scan,
    targets,
    checks: checks
      .filter(({ failed }) => input.all || failed > 0)
      .sort((a, b) => b.failed - a.failed || compareNumbers(a.id, b.id)),
    sideBySide: run && (await compare(app, scan, targets, run, input.all)),
  };
}

const idOf = ({ arn }: CisScan) => arn.split('/').at(-1) ?? arn;

/** Of several scans of a name the newest is meant. */
async function findScan({ inspector }: InspectorApp, wanted: string): Promise<CisScan> {
  const known: CisScan[] = [];
  for await (const page of inspector.scans(wanted.startsWith('arn:') ? { arn: wanted } : {})) {
    const found = page.find(
      (scan) => scan.arn === wanted || scan.name === wanted || idOf(scan) === wanted.toLowerCase(),
    );
    if (found) return found;
    known.push(...page);
  }
  const begun = known.filter((scan) => wanted.length >= LEAST_BEGINNING && idOf(scan).startsWith(wanted.toLowerCase()));
  if (begun.length === 1) return begun[0] as CisScan;
  throw noSuchScan(wanted, known, begun);
}

/** Of an id, as people copy it. */
const LEAST_BEGINNING = 4;

function noSuchScan(wanted: string, known: CisScan[], begun: CisScan[]): WinhardenError {
  const near = nearest(
    wanted,
    known.flatMap((scan) => [scan.name, idOf(scan)]),
  );
  return new WinhardenError({
    code: 'NoSuchScan',
    message:
      begun.length > 1
        ? `"${wanted}" is the beginning of ${begun.length} scans`
        : `there is no CIS scan "${wanted}" here`,
    suggestions: [
      ...near.map((name) => `near miss: ${name}`),
      known.length > 0 ? 'winharden inspector cis-scan list shows them' : 'winharden inspector cis-scan run makes one',
    ],
    exit: EXIT.usage,
  });
}

/** What several baselines together are called has their names in it. */
const isCis = (baseline: string) => /(^|_)cis-l[12](_|$)/.test(baseline);

/** The run that is named, or the newest of a CIS baseline that knows a node of the scan. */
async function runBeside(
  app: InspectorApp,
  targets: CisTarget[],
  { runId, place }: ShowInput,
): Promise<PastRun | null> {
  if (runId !== undefined) return openRun(app, runId, place);
  const ids = new Set(targets.map(({ instanceId }) => instanceId));
  const runs = await pastRuns(app, windowOf({ days: RUN_DAYS, now: app.clock.now() }), place);
  const fit = runs.find(
    ({ result }) =>
      result.operation !== 'rollback' &&
      result.partOf === undefined &&
      isCis(result.baseline) &&
      result.nodes.outcomes.some(({ instanceId, report }) => report && ids.has(instanceId)),
  );
  return fit ?? null;
}

async function compare(
  { inspector }: InspectorApp,
  scan: CisScan,
  targets: CisTarget[],
  { result, findings: reported }: PastRun,
  all: boolean,
): Promise<SideBySide> {
  const { runId, baseline, operation, started, finished } = result;
  const run = { runId, baseline, operation, started, finished };
  const comparison = { run, scanned: scan.date, level: scan.level };
  const findings = await reported();
  const ours = new Set(findings.map(({ instanceId }) => instanceId));
  const both = targets.filter(({ instanceId, status }) => ours.has(instanceId) && status === 'COMPLETED');
  const pairs: Pair[] = [];
  const told: SideBySide = { run, nodes: both.length, counts: agreementCounts([]), reasons: {}, pairs };
  const known = { findings, outcomes: result.nodes.outcomes, controls: result.controls };
  for (let at = 0; at < both.length; at += AT_ONCE) {
    const scanned = await Promise.all(
      both.slice(at, at + AT_ONCE).map(async ({ account, instanceId }) => ({
        instanceId,
        results: await inspector.results(scan.arn, { account, instanceId }),
      })),
    );
    const some = sideBySide(comparison, scanned, known);
    count(told, some);
    pairs.push(...some.filter(({ agreement }) => all || agreement === 'differ'));
  }
  pairs.sort((a, b) => compareNumbers(a.control, b.control) || (a.instanceId < b.instanceId ? -1 : 1));
  return told;
}

function count({ counts, reasons }: SideBySide, pairs: Pair[]): void {
  for (const [agreement, number] of Object.entries(agreementCounts(pairs))) counts[agreement as Agreement] += number;
  for (const { reason } of pairs) if (reason) reasons[reason] = (reasons[reason] ?? 0) + 1;
}
