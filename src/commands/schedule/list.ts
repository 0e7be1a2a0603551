import { LISTING_SCHEDULES, MAY_ENTER } from '../../terminal/actions.ts';
import { awsFlags } from '../../terminal/flags.ts';
import { ScheduleCommand } from '../../terminal/schedule-command.ts';
import { scheduleListView } from '../../terminal/views/schedule-list-view.ts';

export default class ScheduleList extends ScheduleCommand {
  static override summary = 'List the schedules of this account and Region, with their next and last runs.';
  static override examples = [
    '<%= config.bin %> schedule list',
    '<%= config.bin %> schedule list --region eu-west-1 --json',
  ];
  static override actions: readonly string[] = [...LISTING_SCHEDULES];
  static override optionalActions: readonly string[] = [...MAY_ENTER];
  static override flags = awsFlags;

  async run() {
    const { flags } = await this.parse(ScheduleList);
    const { app } = await this.openSchedules(flags);
    const { listSchedules } = await import('../../actions/list-schedules.ts');
    const schedules = await listSchedules(app);
    this.show((style) => scheduleListView(schedules, style));
    return { schedules };
  }
}
