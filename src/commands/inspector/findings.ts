import { boolean, integer, option, string } from '@oclif/core/flags';
import { EXIT } from '../../core/errors.ts';
import { FINDING_TYPES, SEVERITIES } from '../../core/inspector/model.ts';
import type { ExitName } from '../../terminal/exit-codes.ts';
import { awsFlags, targetFlags } from '../../terminal/flags.ts';
import { InspectorCommand, NODE_ACTIONS, selectorOrAll } from '../../terminal/inspector-command.ts';
import { inspectorFindingsView } from '../../terminal/views/inspector-findings-view.ts';

export default class InspectorFindings extends InspectorCommand {
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage', 'notCompliant'];
  static override actions = [...NODE_ACTIONS, 'inspector2:BatchGetAccountStatus', 'inspector2:ListFindings'];
  static override summary = 'List the vulnerabilities that Amazon Inspector found on Windows nodes, worst first.';
  static override description =
    'Active findings, one line for each CVE with the nodes that have it and the update that mends it, and open ways over the network ' +
    '(Remote Desktop 3389, WinRM 5985, SMB 445). Of the same severity what is most likely to be used (EPSS) comes first. Without a ' +
    'selection all Windows nodes that Systems Manager manages are meant. Changes nothing.';
  static override usage = 'inspector findings [--severity critical] [--fixable] [--fail-on high]';
  static override examples = [
    '<%= config.bin %> inspector findings --tag eks:nodegroup=windows-ng',
    {
      description: 'What an update mends, of the two worst severities:',
      command: '<%= config.bin %> inspector findings --severity critical --severity high --fixable',
    },
    {
      description: 'Open ways over the network:',
      command: '<%= config.bin %> inspector findings --type network',
    },
    {
      description: 'In a pipeline; ends with 3 where something is high or critical:',
      command: '<%= config.bin %> inspector findings --fail-on high --json',
    },
  ];
  static override flags = {
    ...targetFlags,
    severity: option({
      options: SEVERITIES,
      summary: 'Only of this severity; repeat for several.',
      env: 'WINHARDEN_SEVERITY',
      multiple: true,
      multipleNonGreedy: true,
    })(),
    type: option({
      options: FINDING_TYPES,
      summary: 'Only in packages, over the network, or in code; repeat for several.',
      env: 'WINHARDEN_TYPE',
      multiple: true,
      multipleNonGreedy: true,
    })(),
    since: string({
      helpValue: 'DAY',
      summary: 'Only what was first seen since this day (UTC).',
      env: 'WINHARDEN_SINCE',
    }),
    fixable: boolean({ summary: 'Only what an update mends.', env: 'WINHARDEN_FIXABLE' }),
    limit: integer({
      helpValue: 'N',
      summary: 'At most so many lines.',
      env: 'WINHARDEN_LIMIT',
      min: 1,
      max: 10_000,
      default: 50,
    }),
    'fail-on': option({
      options: SEVERITIES,
      summary: 'End with 3 where a finding is as bad as this, or worse.',
      env: 'WINHARDEN_FAIL_ON',
    })(),
    ...awsFlags,
  };

  async run() {
    const { flags } = await this.parse(InspectorFindings);
    const selector = selectorOrAll(flags);
    const app = await this.openInspector(flags);
    const { listVulnerabilities } = await import('../../actions/list-vulnerabilities.ts');
    const { since, fixable, limit, 'fail-on': least } = flags;
    const found = await listVulnerabilities(app, {
      selector,
      severities: flags.severity ?? [],
      types: flags.type ?? [],
      ...(since !== undefined && { since }),
      fixable,
      limit,
    });
    const asBad = SEVERITIES.slice(0, SEVERITIES.indexOf(least ?? 'critical') + 1);
    if (least && asBad.some((severity) => found.counts[severity] > 0)) process.exitCode = EXIT.notCompliant;
    this.show((style) => inspectorFindingsView(found, style));
    return found;
  }
}
