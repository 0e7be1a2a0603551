import { EXIT, WinhardenError } from '../core/errors.ts';
import { type ChangeOptions, type ChangeResult, type ConfirmChanges, changeSchedules } from './change-schedules.ts';
import { findSchedule, planSchedule, type ScheduleApp, type ScheduleAsk } from './plan-schedule.ts';

/** Makes a schedule; one that is there already as it is asked for is left. Errors: ScheduleExists and those of `planSchedule`. */
export async function createSchedule(
  app: ScheduleApp,
  ask: ScheduleAsk,
  options: ChangeOptions,
  confirm: ConfirmChanges,
): Promise<ChangeResult> {
  const change = await planSchedule(app, ask, await findSchedule(app, ask.name));
  if (change.action === 'update') {
    throw new WinhardenError({
      code: 'ScheduleExists',
      message: `there is a schedule "${ask.name}" already, and it is otherwise: ${change.differences
        .map(({ what, from, to }) => `${what} ${from ?? 'none'} and not ${to ?? 'none'}`)
        .join('; ')}`,
      suggestions: [`winharden schedule update ${ask.name} changes it`, 'or choose another name'],
      exit: EXIT.usage,
    });
  }
  return changeSchedules(app, [change], options, confirm);
}
