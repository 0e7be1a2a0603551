import type { Association, Where } from '../core/ports.ts';
import { PREFIX } from '../core/schedule/model.ts';
import { type CollectApp, type CollectedRun, type CollectIo, collectRun, type Execution } from './collect-run.ts';
import { requireSchedule } from './plan-schedule.ts';
import { type Held, heldTo } from './what-was-held.ts';

export interface CollectInput {
  /** Names of schedules; none: all of this account and Region. */
  names: string[];
  since: Date;
  /** Which account and Region that is, where it was told. */
  where?: Where;
}

/** The newest ones of each schedule. */
const MOST_RUNS = 500;

/**
 * Writes what the runs of schedules found into the run folder, and rows of it into their bucket, as if each had been started by
 * hand. Done twice it changes nothing, but looks again for reports that were missing.
 * Errors: NoSuchSchedule, RunBusy and those of AWS; what was collected before them is kept.
 */
export async function collectSchedules(
  app: CollectApp,
  { names, since, where }: CollectInput,
  io: CollectIo,
): Promise<CollectedRun[]> {
  const schedules = names.length > 0 ? await named(app, names) : await app.associations.list(PREFIX);
  const identity = await app.inventory.identity();
  const collected: CollectedRun[] = [];
  for (const { id, name } of schedules) {
    const schedule = name.slice(PREFIX.length);
    const runs = await app.associations.runs(id, MOST_RUNS, since);
    if (runs.length === MOST_RUNS) io.emit({ type: 'warning', text: older(schedule) });
    const held = versions(app, id);
    for (const [index, run] of runs.entries()) {
      if (io.signal.aborted) return collected;
      const later = runs.slice(0, index).toReversed();
      const execution: Execution = { schedule, associationId: id, run, later };
      collected.push(await collectRun({ app, io, identity, held, ...(where && { where }) }, execution));
    }
  }
  return collected.sort((one, other) => (one.runId > other.runId ? -1 : 1));
}

const named = (app: CollectApp, names: string[]): Promise<Association[]> =>
  Promise.all([...new Set(names)].map((name) => requireSchedule(app, name)));

const older = (schedule: string) =>
  `the schedule ${schedule} ran more often than ${MOST_RUNS} times: its newest runs are looked at; --since names a later day`;

/** Many runs are of one version. */
function versions(app: CollectApp, id: string): (version: string) => Promise<Held | string> {
  const known = new Map<string, Promise<Held | string>>();
  return (version) => {
    const held = known.get(version) ?? heldTo(app, id, version);
    known.set(version, held);
    return held;
  };
}
