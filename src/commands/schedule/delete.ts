import { LISTING_SCHEDULES, MAY_ENTER } from '../../terminal/actions.ts';
import { awsFlags } from '../../terminal/flags.ts';
import { ScheduleCommand } from '../../terminal/schedule-command.ts';
import { askFlags } from '../../terminal/schedule-flags.ts';
import { nameArg } from '../../terminal/schedule-input.ts';

export default class ScheduleDelete extends ScheduleCommand {
  static override summary = 'Take a schedule away.';
  static override description =
    'Deletes the association. Its SSM document, its reports and what it changed on nodes stay.';
  static override usage = 'schedule delete NAME [--yes]';
  static override examples = [
    '<%= config.bin %> schedule delete nightly',
    '<%= config.bin %> schedule delete nightly --yes --json',
  ];
  static override args = { name: nameArg };
  static override actions: readonly string[] = [...LISTING_SCHEDULES, 'ssm:DeleteAssociation'];
  static override optionalActions: readonly string[] = [...MAY_ENTER];
  static override flags = { ...awsFlags, ...askFlags };

  async run() {
    const { args, flags } = await this.parse(ScheduleDelete);
    return this.change(flags, async ({ app }, confirm) => {
      const { deleteSchedule } = await import('../../actions/delete-schedule.ts');
      return deleteSchedule(app, args.name, { dryRun: flags['dry-run'] }, confirm);
    });
  }
}
