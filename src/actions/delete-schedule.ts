import type { Association } from '../core/ports.ts';
import { PREFIX } from '../core/schedule/model.ts';
import { type ChangeOptions, type ChangeResult, type ConfirmChanges, changeSchedules } from './change-schedules.ts';
import { type PlannedChange, requireSchedule, type ScheduleApp } from './plan-schedule.ts';

/** Takes a schedule away; its document and its reports stay. Errors: NoSuchSchedule. */
export async function deleteSchedule(
  app: ScheduleApp,
  name: string,
  options: Pick<ChangeOptions, 'dryRun'>,
  confirm: ConfirmChanges,
): Promise<ChangeResult> {
  const change = deletion(await requireSchedule(app, name));
  return changeSchedules(app, [change], { ...options, confirmed: [], runNow: false }, confirm);
}

export const deletion = (association: Association): PlannedChange => ({
  name: association.name.slice(PREFIX.length),
  action: 'delete',
  content: null,
  differences: [],
  tags: null,
  nodes: null,
  dangers: [],
  runsAtOnce: false,
  nextRuns: [],
  warnings: [],
  association,
  document: null,
});
