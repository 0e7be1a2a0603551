import { MAY_ENTER, MAY_SCHEDULE, MAY_SELECT, SELECTING, WRITING_SCHEDULES } from '../../terminal/actions.ts';
import { ScheduleCommand } from '../../terminal/schedule-command.ts';
import { createFlags, scheduleSettings, scheduleTargets, scheduleWhat } from '../../terminal/schedule-flags.ts';
import { changeOptions, nameArg } from '../../terminal/schedule-input.ts';

export default class ScheduleCreate extends ScheduleCommand {
  static override summary = 'Have State Manager audit or apply a baseline at set times.';
  static override description =
    'Publishes the baseline as an SSM document and makes an association of it that is pinned to this version. Its nodes are found anew at each run, ' +
    'so that new ones take part by themselves. Times are UTC; the next five runs are shown before anything is done. ' +
    'A schedule that is there already as it is asked for is left as it is.';
  static override usage = 'schedule create NAME --baseline NAME --tag KEY=VALUE --cron CRON [FLAGS]';
  static override examples = [
    {
      description: 'Look every night at two, and put the reports into a bucket:',
      command:
        '<%= config.bin %> schedule create nightly --baseline cis-l1 --tag eks:nodegroup=windows-ng --cron "0 2 * * ? *" --bucket my-reports',
    },
    {
      description: 'Apply three days after Patch Tuesday, ten nodes at a time, for four hours at most:',
      command:
        '<%= config.bin %> schedule create after-patches --baseline cis-l1 --operation apply --tag env=prod --cron "0 2 ? * TUE#2 *" --offset-days 3 --max-concurrency 10 --duration-hours 4 --bucket my-reports',
    },
    {
      description: 'Every week from now on, which also hardens new nodes as soon as they come:',
      command:
        '<%= config.bin %> schedule create weekly --baseline cis-l1 --operation apply --tag env=prod --rate "7 days" --bucket my-reports',
    },
    {
      description: 'Try it here, against a simulated AWS:',
      command:
        '<%= config.bin %> schedule create nightly --baseline eks-node --tag eks:nodegroup=windows-ng --cron "0 2 * * ? *" --lab ./lab --run-now --yes',
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
  static override flags = createFlags;

  async run() {
    const { args, flags } = await this.parse(ScheduleCreate);
    const settings = scheduleSettings(flags);
    return this.change(flags, async ({ app, bucket }, confirm) => {
      const { createSchedule } = await import('../../actions/create-schedule.ts');
      const ask = {
        name: args.name,
        what: scheduleWhat(flags),
        targets: scheduleTargets(flags) ?? { tags: [], instanceIds: [] },
        settings: bucket && settings.bucket === undefined ? { ...settings, bucket } : settings,
      };
      return createSchedule(app, ask, changeOptions(flags), confirm);
    });
  }
}
