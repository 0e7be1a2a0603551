import type { AssociationRun, AssociationSummary } from '../core/ports.ts';
import { partsOf, targetsText } from '../core/schedule/differences.ts';
import { type Difference, PREFIX } from '../core/schedule/model.ts';
import { nextRunsOf } from '../core/schedule/next-runs.ts';
import { requireSchedule, type ScheduleApp } from './plan-schedule.ts';

export interface ListedSchedule {
  name: string;
  id: string;
  /** Null where somebody has put another document in. */
  operation: string | null;
  baseline: string | null;
  document: AssociationSummary['document'];
  targets: string;
  schedule: string | null;
  /** UTC, five at most. */
  nextRuns: string[];
  lastRun: string | null;
  /** State Manager's word for the last run. */
  status: string;
  /** Nodes of the last run by status. */
  counts: Record<string, number>;
}

/** The schedules of this account and Region that winharden made, by name. */
export async function listSchedules({
  associations,
  clock,
}: Pick<ScheduleApp, 'associations' | 'clock'>): Promise<ListedSchedule[]> {
  const found = await associations.list(PREFIX);
  return found.map((association) => listed(association, clock.now())).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function listed(association: AssociationSummary, now: Date): ListedSchedule {
  const [, baseline = null, operation = null] = /^winharden-(.+)-(audit|apply)$/.exec(association.document.name) ?? [];
  return {
    name: association.name.slice(PREFIX.length),
    id: association.id,
    operation,
    baseline,
    document: association.document,
    targets: targetsText(association),
    schedule: association.expression,
    nextRuns: nextRunsOf(association, now),
    lastRun: association.lastRun?.toISOString() ?? null,
    status: association.status,
    counts: association.counts,
  };
}

export interface ShownSchedule extends ListedSchedule {
  created: string | null;
  updated: string | null;
  /** How often it was changed, as State Manager counts. */
  version: string;
  settings: Pick<Difference, 'what' | 'to'>[];
  tags: Record<string, string>;
  /** The newest first. */
  runs: (Omit<AssociationRun, 'version' | 'started'> & { started: string | null })[];
}

const SHOWN_RUNS = 10;

/** One schedule with all that it says and its last runs. Errors: NoSuchSchedule. */
export async function showSchedule(app: ScheduleApp, name: string): Promise<ShownSchedule> {
  const association = await requireSchedule(app, name);
  const [tags, runs] = await Promise.all([
    app.associations.tags(association.id),
    app.associations.runs(association.id, SHOWN_RUNS),
  ]);
  return {
    ...listed(association, app.clock.now()),
    created: association.created?.toISOString() ?? null,
    updated: association.updated?.toISOString() ?? null,
    version: association.version,
    settings: partsOf(association.content).map(({ what, to }) => ({ what, to })),
    tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
    runs: runs.map(({ version: _, ...run }) => ({ ...run, started: run.started?.toISOString() ?? null })),
  };
}

/** Has a schedule run now, whatever its times. Errors: NoSuchSchedule. */
export async function runScheduleNow(
  app: ScheduleApp,
  name: string,
  confirm: (schedule: ListedSchedule) => Promise<boolean>,
): Promise<{ name: string; id: string; started: boolean }> {
  const association = await requireSchedule(app, name);
  const started = await confirm(listed(association, app.clock.now()));
  if (started) await app.associations.start(association.id);
  return { name, id: association.id, started };
}
