import pLimit from 'p-limit';
import { WinhardenError } from '../core/errors.ts';
import type { App, AssociationRun, AssociationTarget, Identity, Machine, RunFolder, Where } from '../core/ports.ts';
import type { NodeReport } from '../core/report/model.ts';
import type { NodeOutcome, RunResult } from '../core/results/model.ts';
import { outcomeOfReport, outcomeWithoutReport } from '../core/results/node-outcome.ts';
import { keepInBucket, placesOf } from '../core/run/bucket-record.ts';
import { hasEnded, neverStarted } from '../core/run/invocation-status.ts';
import type { RunIo, RunSummary } from '../core/run/model.ts';
import { ResultParts } from '../core/run/result-parts.ts';
import { callsSince } from '../core/run/run-context.ts';
import { ScheduledResult, scheduledRunId } from '../core/schedule/scheduled-result.ts';
import { LaterRuns } from './later-runs.ts';
import { summaryOf } from './list-runs.ts';
import type { ScheduleApp } from './plan-schedule.ts';
import { isPassing, mayCome, type Ran, remarked, reportOfNode, someCameLate } from './report-of-node.ts';
import type { Held } from './what-was-held.ts';

export type CollectApp = ScheduleApp & Pick<App, 'commands' | 'runs' | 'calls' | 'version'>;

export interface CollectIo extends Pick<RunIo, 'emit' | 'signal'> {
  /** A run that is written down. */
  kept(runId: string): Promise<void>;
}

/** `new`: collected now; `known`: was collected before; `underWay`: has nodes that have not ended; `unreadable`: `reason` says why. */
export interface CollectedRun {
  runId: string;
  schedule: string;
  started: string;
  state: 'new' | 'known' | 'underWay' | 'unreadable';
  reason?: string;
  /** What `run list` tells of it. */
  run?: RunSummary;
  /** Nodes whose report nothing but itself vouches for. */
  unverified: number;
  /** Nodes whose report came with a later run. */
  late: number;
}

/** A run of a schedule, as State Manager tells of it. */
export interface Execution {
  schedule: string;
  associationId: string;
  run: AssociationRun;
  /** Those after it, the next one first: a report may have come with one of them. */
  later: AssociationRun[];
}

interface Context {
  app: CollectApp;
  io: CollectIo;
  identity: Identity;
  /** Where it was told to look. */
  where?: Where;
  /** What a version of the schedule held its nodes to, or why that is not known. */
  held(version: string): Promise<Held | string>;
}

/** Nodes whose reports are fetched at the same time. */
const MOST_READS = 8;
const INSTANCE = /^m?i-[0-9a-f]{8,17}$/;

/** Collects one run of a schedule, unless nothing can be added to what is known of it. Errors: RunBusy and those of AWS. */
export async function collectRun(context: Context, execution: Execution): Promise<CollectedRun> {
  const { app } = context;
  const { schedule, associationId, run } = execution;
  const started = run.started ?? new Date(0);
  const runId = scheduledRunId(associationId, run.id, started);
  const told = { runId, schedule, started: started.toISOString(), unverified: 0, late: 0 };
  const before = await keptResult(app, runId);
  const missing = before?.nodes.outcomes.filter(mayCome) ?? [];
  const known = before && { ...told, state: 'known' as const, ...summed(before) };
  if (known && missing.length === 0) return known;
  const targets = (await app.associations.targets(associationId, run.id)).filter(({ instanceId }) =>
    INSTANCE.test(instanceId),
  );
  if (![run, ...targets].every(isOver)) return { ...told, state: 'underWay' };
  const held = await context.held(run.version);
  const passing = missing.some(isPassing);
  if (typeof held === 'string') return known && !passing ? known : { ...told, state: 'unreadable', reason: held };
  const laterRuns = new LaterRuns(app, associationId, execution.later);
  const ended = { ...execution, runId, started, targets, held, before, laterRuns };
  if (known && !passing && !(await someCameLate(ended, missing))) return known;
  const result = await written(context, ended);
  await context.io.kept(runId);
  return { ...told, state: before ? 'known' : 'new', ...summed(result) };
}

const isOver = ({ status }: { status: string }) => hasEnded({ instanceId: '', status, details: '', output: '' });

async function keptResult({ runs }: CollectApp, runId: string): Promise<RunResult | null> {
  if (!(await runs.list()).includes(runId)) return null;
  return (await (await runs.open(runId)).read('result.json')) as RunResult | null;
}

const summed = (result: RunResult) => ({
  run: summaryOf(result),
  unverified: result.nodes.outcomes.filter(({ report }) => report?.unverified).length,
  late: result.nodes.outcomes.filter(({ report }) => report?.late).length,
});

interface Ended extends Execution, Ran {
  runId: string;
  targets: AssociationTarget[];
  /** What is known of it already. */
  before: RunResult | null;
}

async function written(context: Context, ended: Ended): Promise<RunResult> {
  const { app } = context;
  const folder = await app.runs.create(ended.runId);
  const free = await folder.occupy();
  try {
    const { sent, controls } = ended.held;
    const machines = await machinesOf(context, ended);
    await folder.write('plan.json', { ...sent, controls });
    await folder.write('run.json', { format: 1, fleet: { nodes: machines } });
    const recordInBucket = await manifestWritten(context, ended, machines);
    const names = new Map(machines.map(({ instanceId, tags }) => [instanceId, tags['Name']]));
    const result = await settleAll(context, { ...ended, names, recordInBucket }, folder);
    const spec = specOf(ended);
    if (recordInBucket)
      await keepInBucket({ ports: app, spec, runId: ended.runId, io: context.io }, 'result.json', result);
    await folder.write('result.json', result);
    return result;
  } finally {
    await free();
  }
}

type Known = Pick<Machine, 'instanceId' | 'tags'>;

/** EC2's names and tags of the nodes, as they are now; a node that is gone has none, and nobody has to be allowed to ask. */
async function machinesOf({ app, io }: Context, { targets }: Ended): Promise<Known[]> {
  try {
    const machines = await app.inventory.machinesById(targets.map(({ instanceId }) => instanceId));
    return machines.map(({ instanceId, tags }) => ({ instanceId, tags }));
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    io.emit({ type: 'warning', text: `the nodes are without names and tags: ${error.message}` });
    return [];
  }
}

const specOf = ({ held: { sent, association } }: Ended) => ({
  options: { ...(association.content.s3 ?? { prefix: '' }) },
  document: { step: sent.operation },
});

async function manifestWritten({ app, io, identity }: Context, ended: Ended, machines: Known[]): Promise<boolean> {
  const { runId, held, targets, associationId } = ended;
  const { sent, association } = held;
  const { name, version } = association.content.document;
  const spec = specOf(ended);
  const manifest = {
    format: 1,
    runId,
    operation: sent.operation,
    baseline: sent.baseline,
    plan: sent.hash,
    waves: [{ number: 1, canary: false, nodes: targets.map(({ instanceId }) => instanceId) }],
    identity,
    tags: Object.fromEntries(machines.map(({ instanceId, tags }) => [instanceId, tags])),
    document: { name, version, hash: null },
    winharden: app.version,
    ...placesOf({ spec, runId }, ['{instance id}', associationId, '{time}']),
  };
  return keepInBucket({ ports: app, spec, runId, io }, 'manifest.json', manifest);
}

interface Settling extends Ended {
  /** EC2's, by instance id. */
  names: ReadonlyMap<string, string | undefined>;
  recordInBucket: boolean;
}

/** Each node is counted, written down and forgotten: a fleet of reports is more than memory holds. */
async function settleAll(context: Context, ended: Settling, folder: RunFolder): Promise<RunResult> {
  const { app, io, identity } = context;
  const { sent, association, controls } = ended.held;
  const common = {
    runId: ended.runId,
    operation: sent.operation,
    baseline: sent.baseline,
    planHash: sent.hash,
    controls,
  };
  const rows = new ResultParts({ ports: app, io }, ended.recordInBucket ? association.content.s3 : null, {
    ...common,
    ...identity,
  });
  const record = new ScheduledResult({
    ...common,
    association,
    executionId: ended.run.id,
    policy: ended.held.policy,
    where: context.where,
    started: ended.started,
    finished: new Date(
      Math.max(...[ended.started, ...ended.targets.map((target) => target.ended ?? ended.started)].map(Number)),
    ),
    folder: folder.path,
    calls: callsSince(app.calls(), app.calls),
  });
  const limit = pLimit(MOST_READS);
  const settle = async (target: AssociationTarget) => {
    const { outcome, report } =
      (await knownNode(ended, folder, target)) ?? (await newNode(context, ended, folder, target));
    record.add(outcome, report);
    await rows.add(outcome, report ?? undefined);
  };
  await Promise.all(ended.targets.map((target) => limit(settle, target)));
  await rows.finish([]);
  return record.result();
}

interface Node {
  outcome: NodeOutcome;
  report: NodeReport | null;
}

/** Systems Manager forgets, so that what was verified once is not looked for again. */
async function knownNode(
  { before }: Ended,
  folder: RunFolder,
  { instanceId }: AssociationTarget,
): Promise<Node | null> {
  const outcome = before?.nodes.outcomes.find((node) => node.instanceId === instanceId);
  if (!outcome?.report || outcome.report.unverified) return null;
  const report = (await folder.read(`nodes/${instanceId}.json`)) as NodeReport | null;
  return report && { outcome, report };
}

async function newNode(context: Context, ended: Settling, folder: RunFolder, target: AssociationTarget): Promise<Node> {
  const { instanceId, details, status } = target;
  const name = ended.names.get(instanceId);
  const location = context.where && context.identity.locations?.[0];
  const node = { instanceId, ...(location && { location }), ...(name && { name }), wave: 1, ssmStatus: details };
  if (neverStarted({ instanceId, status, details, output: '' })) {
    const why = 'State Manager stopped the run after too many errors';
    return { outcome: outcomeWithoutReport(node, 'NotSent', why), report: null };
  }
  const found = await reportOfNode(context.app, ended, target);
  if ('refused' in found) return { outcome: outcomeWithoutReport(node, 'NoReport', found), report: null };
  for (const warning of found.warnings) context.io.emit({ type: 'warning', text: `${instanceId}: ${warning}` });
  await folder.write(`nodes/${instanceId}.json`, found.report);
  const outcome = outcomeOfReport(node, found.report, found.source);
  return { outcome: remarked(outcome), report: found.report };
}
