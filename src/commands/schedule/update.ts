import { MAY_ENTER, MAY_SCHEDULE, MAY_SELECT, SELECTING, WRITING_SCHEDULES } from '../../terminal/actions.ts';
import { ScheduleCommand } from '../../terminal/schedule-command.ts';
import { scheduleSettings, scheduleTargets, scheduleWhat, updateFlags } from '../../terminal/schedule-flags.ts';
import { changeOptions, nameArg, requireBaseline } from '../../terminal/schedule-input.ts';

export default class ScheduleUpdate extends ScheduleCommand {
  static override summary = 'Change what is asked of a schedule, and nothing else.';
  static override description =
    'Reads the association, changes what the flags say, and sends all of it, because State Manager takes away what an update leaves out. ' +
    'With --baseline the document is made anew; say all choices that are to hold. Variables that other commands read are not asked: those of this one begin with WINHARDEN_UPDATE_. ' +
    'A schedule that does not run only at its times runs as soon as it is changed; what is shown before says so.';
  static override usage = 'schedule update NAME [FLAGS]';
  static override examples = [
    {
      description: 'Another time:',
      command: '<%= config.bin %> schedule update nightly --cron "0 4 * * ? *"',
    },
    {
      description: 'What has changed in the baseline or in winharden.yaml:',
      command: '<%= config.bin %> schedule update nightly --baseline cis-l1 --config winharden.yaml',
    },
    {
      description: 'From looking to applying, a fifth of the nodes at a time:',
      command:
        '<%= config.bin %> schedule update nightly --baseline cis-l1 --operation apply --max-concurrency 20% --dry-run',
    },
  ];
  static override args = { name: nameArg };
  static override actions: readonly string[] = [...WRITING_SCHEDULES];
  static override optionalActions: readonly string[] = [
    ...MAY_SCHEDULE,
    's3:ListBucket',
    ...MAY_SELECT,
    ...SELECTING,
    ...MAY_ENTER,
  ];
  static override flags = updateFlags;

  async run() {
    const { args, flags } = await this.parse(ScheduleUpdate);
    requireBaseline(flags);
    const settings = scheduleSettings(flags);
    return this.change(flags, async ({ app }, confirm) => {
      const { updateSchedule } = await import('../../actions/update-schedule.ts');
      const ask = {
        name: args.name,
        what: scheduleWhat(flags),
        targets: scheduleTargets(flags),
        settings,
      };
      return updateSchedule(app, ask, changeOptions(flags), confirm);
    });
  }
}
