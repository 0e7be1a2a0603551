import { boolean, integer, option, string } from '@oclif/core/flags';
import { EXIT } from '../../../core/errors.ts';
import { cisSchedule } from '../../../core/inspector/scan-schedule.ts';
import type { ExitName } from '../../../terminal/exit-codes.ts';
import { awsFlags, targetFlags } from '../../../terminal/flags.ts';
import { InspectorCommand, rawSelector } from '../../../terminal/inspector-command.ts';
import { startProgress } from '../../../terminal/progress.ts';
import { cisScanBegunView } from '../../../terminal/views/cis-scan-begun-view.ts';

export default class InspectorCisScanRun extends InspectorCommand {
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage', 'inProgress'];
  static override actions = [
    'autoscaling:DescribeAutoScalingGroups',
    'ec2:DescribeInstances',
    'inspector2:BatchGetAccountStatus',
    'inspector2:CreateCisScanConfiguration',
    'inspector2:ListCisScanConfigurations',
    'inspector2:ListCisScanResultsAggregatedByTargetResource',
    'inspector2:ListCisScans',
    'inspector2:TagResource',
  ];
  static override summary = 'Have Amazon Inspector scan nodes against the CIS benchmark, once or at set times.';
  static override description =
    'Makes a scan configuration. Inspector selects nodes by tags alone, up to five with up to five values each: values of one key are ' +
    'alternatives, and a node needs one of each key. Without a schedule it scans once, now; --wait follows that. A configuration ' +
    'of the same --name that says the same is used, not made twice. Nodes need AmazonInspector2ManagedCisPolicy in their role ' +
    'besides AmazonSSMManagedInstanceCore. AWS bills each node and scan.';
  static override usage =
    'inspector cis-scan run --tag KEY=VALUE [--level 1|2] [--daily|--weekly|--monthly TIME] [--wait MINUTES]';
  static override examples = [
    {
      description: 'Once, and follow it:',
      command: '<%= config.bin %> inspector cis-scan run --tag eks:nodegroup=windows-ng --level 1 --wait 60',
    },
    {
      description: 'Every night at two, local time:',
      command:
        '<%= config.bin %> inspector cis-scan run --tag env=prod --level 2 --name nightly --daily 02:00 --time-zone Europe/Berlin',
    },
    {
      description: 'On the first Sunday of each month:',
      command: '<%= config.bin %> inspector cis-scan run --tag env=prod --name monthly --monthly "SUN 02:00"',
    },
  ];
  static override flags = {
    ...targetFlags,
    level: option({
      options: ['1', '2'] as const,
      summary: 'Level 1, or Level 1 and 2.',
      env: 'WINHARDEN_LEVEL',
      default: '1',
    })(),
    name: string({
      helpValue: 'NAME',
      summary: 'What to call it; by default by level and, of a scan made once, by time.',
      env: 'WINHARDEN_NAME',
    }),
    daily: string({ helpValue: 'HH:MM', summary: 'Scan every day at this time.', env: 'WINHARDEN_DAILY' }),
    weekly: string({
      helpValue: '"DAYS HH:MM"',
      summary: 'Scan every week on these days, as "MON,THU 02:00".',
      env: 'WINHARDEN_WEEKLY',
    }),
    monthly: string({
      helpValue: '"DAY HH:MM"',
      summary: 'Scan every month on its first such weekday, as "SUN 02:00"; Inspector takes no date.',
      env: 'WINHARDEN_MONTHLY',
    }),
    'time-zone': string({
      helpValue: 'ZONE',
      summary: 'Of those times, as Europe/Berlin.',
      env: 'WINHARDEN_TIME_ZONE',
      default: 'UTC',
    }),
    wait: integer({
      helpValue: 'MINUTES',
      summary: 'Follow a scan that is made once until it has ended; after so long the exit code is 69.',
      env: 'WINHARDEN_WAIT',
      min: 1,
    }),
    quiet: boolean({ summary: 'No progress on stderr.', env: 'WINHARDEN_QUIET' }),
    ...awsFlags,
  };

  async run() {
    const { flags } = await this.parse(InspectorCisScanRun);
    const { daily, weekly, monthly, name, wait } = flags;
    const schedule = cisSchedule({
      ...(daily !== undefined && { daily }),
      ...(weekly !== undefined && { weekly }),
      ...(monthly !== undefined && { monthly }),
      zone: flags['time-zone'],
    });
    const app = await this.openInspector(flags);
    const { emit, stop } = startProgress(process.stderr, flags.quiet);
    const { runCisScan } = await import('../../../actions/run-cis-scan.ts');
    const begun = await runCisScan(app, {
      selector: rawSelector(flags),
      ...(name !== undefined && { name }),
      level: flags.level === '2' ? 2 : 1,
      schedule,
      waitMinutes: wait ?? null,
      emit,
    }).finally(stop);
    const isAtWork = begun.scan === null || begun.scan.status === 'IN_PROGRESS';
    if (wait !== undefined && schedule.every === 'once' && isAtWork) process.exitCode = EXIT.inProgress;
    if (begun.scan?.status === 'FAILED' || begun.scan?.status === 'CANCELLED') process.exitCode = EXIT.failed;
    this.show((style) => cisScanBegunView(begun, style));
    return begun;
  }
}
