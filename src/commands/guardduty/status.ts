import { boolean, option } from '@oclif/core/flags';
import type { RegionStatus } from '../../actions/guardduty-status.ts';
import { EXIT, WinhardenError } from '../../core/errors.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import { askYesNo, requireAnswerable } from '../../terminal/confirm.ts';
import type { ExitName } from '../../terminal/exit-codes.ts';
import { awsFlags } from '../../terminal/flags.ts';
import { guardDutyStatusView } from '../../terminal/views/guardduty-view.ts';
import { whereOf } from '../../terminal/where.ts';

const COST =
  'GuardDuty is billed by what it reads: VPC flow logs, DNS queries and CloudTrail events. Turned on anew it comes with its ' +
  'protection plans, all but Runtime Monitoring; the first 30 days of an account in a Region are free. ' +
  'https://aws.amazon.com/guardduty/pricing has the prices.';

export default class GuardDutyStatus extends BaseCommand {
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage', 'notCompliant'];
  static override actions = ['guardduty:ListDetectors', 'guardduty:GetDetector'];
  static override optionalActions = [
    'ec2:DescribeRegions',
    'guardduty:CreateDetector',
    'guardduty:UpdateDetector',
    'iam:CreateServiceLinkedRole',
  ];
  static override summary = 'Show whether Amazon GuardDuty is on, Region by Region.';
  static override description =
    'In all Regions that the account has enabled, or those of --region; with the protection plans that are on. ' +
    'Nothing is turned on without --enable, which says what that costs and asks.';
  static override usage = 'guardduty status [--region REGION] [--enable] [--fail-on off]';
  static override examples = [
    '<%= config.bin %> guardduty status',
    {
      description: 'Turn it on where the nodes are:',
      command: '<%= config.bin %> guardduty status --region eu-west-1 --enable',
    },
    {
      description: 'In a pipeline: ends with 3 where it is off.',
      command: '<%= config.bin %> guardduty status --region eu-west-1,eu-central-1 --fail-on off --json',
    },
  ];
  static override flags = {
    enable: boolean({
      summary: 'Turn it on in each --region where it is off or suspended.',
      dependsOn: ['region'],
      env: 'WINHARDEN_GUARDDUTY_ENABLE',
    }),
    yes: boolean({ char: 'y', summary: 'Do not ask; for pipelines.', env: 'WINHARDEN_YES' }),
    'fail-on': option({
      options: ['off'] as const,
      summary: 'End with 3 where it is not on in every Region that was asked.',
      env: 'WINHARDEN_FAIL_ON',
    })(),
    region: awsFlags.region,
    profile: awsFlags.profile,
    lab: awsFlags.lab,
  };

  async run() {
    const { flags } = await this.parse(GuardDutyStatus);
    if (flags.enable && !flags.yes) requireAnswerable(process.stdin);
    const { app } = await this.openSession(flags);
    const { guardDutyStatus } = await import('../../actions/guardduty-status.ts');
    const regions = await guardDutyStatus(app, {
      regions: whereOf(flags)?.regions ?? [],
      enable: flags.enable ? (off) => this.mayEnable(off, flags.yes) : null,
    });
    if (regions.every(({ status }) => status === 'unknown')) throw nothingKnown(regions);
    if (flags['fail-on'] === 'off' && regions.some(({ status }) => status !== 'enabled'))
      process.exitCode = EXIT.notCompliant;
    for (const { region, failure } of regions) if (failure !== null) this.warn(`${region}: ${failure}`);
    this.show((style) => guardDutyStatusView(regions, style));
    return { regions };
  }

  private async mayEnable(off: RegionStatus[], yes: boolean): Promise<boolean> {
    const names = off.map(({ region }) => region).join(', ');
    process.stderr.write(`${COST}\n`);
    if (yes) return true;
    const question = `Turn GuardDuty on in ${names}?`;
    return askYesNo(question, new AbortController().signal, { input: process.stdin, output: process.stderr });
  }
}

const nothingKnown = ([first]: RegionStatus[]) =>
  new WinhardenError({
    code: 'GuardDutyUnknown',
    message: `GuardDuty could not be asked in any Region: ${first?.failure ?? 'there are none'}`,
    suggestions: ['name Regions that your account has enabled and that have GuardDuty with --region'],
  });
