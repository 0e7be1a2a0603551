import { LISTING_SCHEDULES, LOOKING_BACK, MAY_ENTER } from '../../terminal/actions.ts';
import { awsFlags } from '../../terminal/flags.ts';
import { ScheduleCommand } from '../../terminal/schedule-command.ts';
import { nameArg } from '../../terminal/schedule-input.ts';
import { scheduleShowView } from '../../terminal/views/schedule-show-view.ts';

export default class ScheduleShow extends ScheduleCommand {
  static override summary = 'Show a schedule: all that it says, its next runs, and how the last ones went.';
  static override usage = 'schedule show NAME';
  static override examples = [
    '<%= config.bin %> schedule show nightly',
    '<%= config.bin %> schedule show nightly --json',
  ];
  static override args = { name: nameArg };
  static override actions: readonly string[] = [...LISTING_SCHEDULES, ...LOOKING_BACK, 'ssm:ListTagsForResource'];
  static override optionalActions: readonly string[] = [...MAY_ENTER];
  static override flags = awsFlags;

  async run() {
    const { args, flags } = await this.parse(ScheduleShow);
    const { app } = await this.openSchedules(flags);
    const { showSchedule } = await import('../../actions/list-schedules.ts');
    const schedule = await showSchedule(app, args.name);
    this.show((style) => scheduleShowView(schedule, style));
    return schedule;
  }
}
