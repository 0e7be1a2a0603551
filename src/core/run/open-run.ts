import { EXIT, WinhardenError } from '../errors.ts';
import type { RunFolder } from '../ports.ts';
import type { NodeReport } from '../report/model.ts';
import type { RunResult } from '../results/model.ts';
import { followSends, journalledFolder } from './journalled-folder.ts';
import { type KnownRun, knownRun } from './known-run.ts';
import type { KeptRun, RunIo } from './model.ts';
import { callsSince, type RunContext, type RunPorts, waitFrom } from './run-context.ts';
import { RunRecord } from './run-record.ts';
import { startResults } from './start-results.ts';

/** A run as its folder tells of it. */
export interface OpenedRun {
  context: Omit<RunContext, 'lock'>;
  known: KnownRun;
  /** What was journalled before anything was sent. */
  started: NonNullable<KnownRun['started']>;
}

/** Reads what is kept of a run, to go on with it; nothing is asked of AWS. Errors: NothingSent, ScheduledRun, DamagedRun. */
export async function openRun(
  app: RunPorts,
  folder: RunFolder,
  io: RunIo,
  waitMinutes: number | undefined,
): Promise<OpenedRun> {
  const journal = await folder.takeUpJournal();
  const known = knownRun(journal);
  const { started } = known;
  if (started === null) throw (await wasScheduled(folder)) ?? nothingSent(folder);
  const kept = (await folder.read('run.json')) as KeptRun | null;
  if (kept?.format !== 1) throw damaged(folder);
  const { fleet, document } = kept;
  const spec = { ...kept.spec, plan: await folder.read('plan.json') };
  const ports = { ...app, calls: callsSince(app.calls(), app.calls) };
  const { runId, waves } = started;
  const facts = { runId, started: kept.started, folder: folder.path, document, calls: ports.calls, waves };
  const record = new RunRecord(spec, fleet, facts);
  const recordInBucket = spec.options.bucket !== undefined;
  const results = startResults({ ports, io, spec, runId }, started.identity, recordInBucket);
  const context = {
    ports,
    spec,
    runId,
    started: new Date(facts.started),
    waitUntil: waitFrom(ports.clock.now(), waitMinutes ?? spec.options.waitMinutes),
    cancelled: known.cancelling,
    document,
    folder: journalledFolder(folder, record),
    record,
    io,
    recordInBucket,
    results,
  };
  if (known.newcomers) record.join(known.newcomers.wave, known.newcomers.nodes);
  for (const entry of journal) followSends(record, entry);
  return { context, known, started };
}

/** Counts again what the nodes reported that have ended, and adds their rows again. */
export async function recount({ folder, io, record, results }: RunContext, { nodes, waves }: KnownRun): Promise<void> {
  for (const node of nodes) {
    const report = node.report ? ((await folder.read(`nodes/${node.instanceId}.json`)) as NodeReport | null) : null;
    if (node.report && report === null) {
      const text = `the report of ${node.instanceId} is not in ${folder.path} any more: its controls are not counted`;
      io.emit({ type: 'warning', text });
    }
    record.nodeEnded(node, report ?? undefined);
    if (report) io.reported?.(report);
    await results.add(node, report ?? undefined);
  }
  for (const wave of waves) record.waveEnded(wave);
}

/** A run that State Manager began has no journal. */
async function wasScheduled(folder: RunFolder): Promise<WinhardenError | null> {
  const { schedule } = ((await folder.read('result.json')) ?? {}) as Partial<RunResult>;
  if (!schedule) return null;
  return new WinhardenError({
    code: 'ScheduledRun',
    message: `there is nothing to go on with: the schedule ${schedule.name} ran it, and it has ended`,
    suggestions: [`winharden schedule collect ${schedule.name} looks again for reports that are missing`],
    exit: EXIT.usage,
  });
}

const nothingSent = ({ path }: RunFolder) =>
  new WinhardenError({
    code: 'NothingSent',
    message: `there is nothing to go on with: the program ended before anything was sent (${path})`,
    suggestions: ['start the run anew, as you did before'],
  });

const damaged = ({ path }: RunFolder) =>
  new WinhardenError({
    code: 'DamagedRun',
    message: `${path} holds no run.json of this version, without which nobody can go on with the run`,
    suggestions: [
      'commands already sent go on to their end; the bucket, where there is one, has their reports',
      'start a new run: a node that is as required is not changed again',
    ],
  });
