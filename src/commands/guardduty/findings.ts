import { boolean, integer, option, string } from '@oclif/core/flags';
import { EXIT, WinhardenError } from '../../core/errors.ts';
import { parseSelectorOrAll } from '../../core/fleet/selector.ts';
import { leastOf, THREAT_SEVERITIES } from '../../core/guardduty/model.ts';
import { MAY_SELECT, SELECTING } from '../../terminal/actions.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import type { ExitName } from '../../terminal/exit-codes.ts';
import { awsFlags, listOf, targetFlags } from '../../terminal/flags.ts';
import { rawSelectorOf } from '../../terminal/run-input.ts';
import { guardDutyFindingsView } from '../../terminal/views/guardduty-view.ts';
import { whereOf } from '../../terminal/where.ts';

export default class GuardDutyFindings extends BaseCommand {
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage', 'notCompliant'];
  static override actions = [
    'guardduty:ListDetectors',
    'guardduty:GetDetector',
    'guardduty:ListFindings',
    'guardduty:GetFindings',
  ];
  static override optionalActions = [...SELECTING, ...MAY_SELECT];
  static override summary = 'Show what Amazon GuardDuty found about nodes, with what it means and what to do.';
  static override description =
    'Attempts to log in over RDP, WinRM and SSH, probes of open ports, scans, mining, command and control, and whatever else ' +
    'GuardDuty finds about EC2 instances: of the selected nodes, or of all Windows instances of the Region. The gravest come first.';
  static override usage = 'guardduty findings [--tag KEY=VALUE] [--severity NAME] [--days N] [--fail-on NAME]';
  static override examples = [
    '<%= config.bin %> guardduty findings',
    {
      description: 'About a node group, of the last week:',
      command: '<%= config.bin %> guardduty findings --tag eks:nodegroup=windows-ng --days 7',
    },
    {
      description: 'In a pipeline: ends with 3 where something is high or critical.',
      command: '<%= config.bin %> guardduty findings --fail-on high --json',
    },
  ];
  static override flags = {
    severity: option({
      options: THREAT_SEVERITIES,
      summary: 'Only findings of this severity and graver.',
      env: 'WINHARDEN_SEVERITY',
    })(),
    type: string({
      helpValue: 'TYPE',
      summary: 'Only of this type, as UnauthorizedAccess:EC2/RDPBruteForce; repeat for several.',
      env: 'WINHARDEN_GUARDDUTY_TYPE',
      multiple: true,
      multipleNonGreedy: true,
    }),
    days: integer({
      helpValue: 'N',
      summary: 'Only what was seen or changed in the last N days.',
      env: 'WINHARDEN_DAYS',
      min: 1,
      max: 90,
    }),
    archived: boolean({ summary: 'Archived findings too.', env: 'WINHARDEN_ARCHIVED' }),
    'fail-on': option({
      options: THREAT_SEVERITIES,
      summary: 'End with 3 where a finding is as grave as this.',
      env: 'WINHARDEN_FAIL_ON',
    })(),
    ...targetFlags,
    region: awsFlags.region,
    profile: awsFlags.profile,
    lab: awsFlags.lab,
  };

  async run() {
    const { flags } = await this.parse(GuardDutyFindings);
    const where = whereOf(flags);
    if (where && where.regions.length > 1) throw oneRegion(where.regions);
    const selector = parseSelectorOrAll(rawSelectorOf(flags));
    const { app } = await this.openSession(flags);
    const { guardDutyFindings } = await import('../../actions/guardduty-findings.ts');
    const found = await guardDutyFindings(where ? await app.within(where) : app, {
      selector,
      days: flags.days ?? null,
      least: flags.severity ?? null,
      types: listOf(flags.type),
      archived: flags.archived,
    });
    const limit = flags['fail-on'];
    if (limit !== undefined && found.findings.some(({ score }) => score >= leastOf(limit)))
      process.exitCode = EXIT.notCompliant;
    this.show((style) => guardDutyFindingsView(found, style));
    return found;
  }
}

const oneRegion = (regions: string[]) =>
  new WinhardenError({
    code: 'SeveralLocations',
    message: `GuardDuty's findings are those of one Region, and ${regions.length} are named`,
    suggestions: ['name one --region, and start it for each'],
    exit: EXIT.usage,
  });
