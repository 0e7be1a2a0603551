import { type ChangeOptions, type ChangeResult, type ConfirmChanges, changeSchedules } from './change-schedules.ts';
import { planSchedule, requireSchedule, type ScheduleApp, type ScheduleAsk } from './plan-schedule.ts';

/** Changes what is asked of a schedule, and nothing else. Errors: NoSuchSchedule and those of `planSchedule`. */
export async function updateSchedule(
  app: ScheduleApp,
  ask: ScheduleAsk,
  options: ChangeOptions,
  confirm: ConfirmChanges,
): Promise<ChangeResult> {
  const association = await requireSchedule(app, ask.name);
  const change = await planSchedule(app, ask, association, association.content);
  return changeSchedules(app, [change], options, confirm);
}
