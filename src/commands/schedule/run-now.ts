import { LISTING_SCHEDULES, MAY_ENTER } from '../../terminal/actions.ts';
import { requireAnswerable } from '../../terminal/confirm.ts';
import { awsFlags } from '../../terminal/flags.ts';
import { ScheduleCommand } from '../../terminal/schedule-command.ts';
import { askFlags } from '../../terminal/schedule-flags.ts';
import { nameArg } from '../../terminal/schedule-input.ts';

export default class ScheduleRunNow extends ScheduleCommand {
  static override summary = 'Have a schedule run now, whatever its times.';
  static override description =
    'Starts the association once, on the nodes that its targets mean now, and does not wait for it. A run of it that is still at work is timed out by the new one.';
  static override usage = 'schedule run-now NAME [--yes]';
  static override examples = [
    '<%= config.bin %> schedule run-now nightly',
    '<%= config.bin %> schedule run-now nightly --yes --json',
  ];
  static override args = { name: nameArg };
  static override actions: readonly string[] = [...LISTING_SCHEDULES, 'ssm:StartAssociationsOnce'];
  static override optionalActions: readonly string[] = [...MAY_ENTER];
  static override flags = { ...awsFlags, yes: askFlags.yes };

  async run() {
    const { args, flags } = await this.parse(ScheduleRunNow);
    if (!flags.yes) requireAnswerable(process.stdin);
    const { app } = await this.openSchedules(flags);
    const { runScheduleNow } = await import('../../actions/list-schedules.ts');
    const result = await runScheduleNow(
      app,
      args.name,
      async ({ operation, baseline, document, targets }) =>
        flags.yes || this.ask(`${operation ?? 'run'} ${baseline ?? document.name} on ${targets} now?`),
    );
    this.show(() => (result.started ? `Started ${result.name} (${result.id}).` : 'Nothing was started.'));
    return result;
  }
}
