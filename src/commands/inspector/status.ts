import { option } from '@oclif/core/flags';
import { EXIT } from '../../core/errors.ts';
import type { ExitName } from '../../terminal/exit-codes.ts';
import { awsFlags, targetFlags } from '../../terminal/flags.ts';
import { InspectorCommand, NODE_ACTIONS, selectorOrAll } from '../../terminal/inspector-command.ts';
import { inspectorStatusView } from '../../terminal/views/inspector-status-view.ts';

export default class InspectorStatus extends InspectorCommand {
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage', 'notCompliant'];
  static override actions = [...NODE_ACTIONS, 'inspector2:BatchGetAccountStatus', 'inspector2:ListCoverage'];
  static override summary = 'Show whether Amazon Inspector scans your Windows nodes, and why it does not.';
  static override description =
    'Says whether EC2 scanning is on, and of each node whether Inspector covers it, when it scanned it last, and what to do where it ' +
    'cannot. Nodes whose last audit by eks-node found the agent of Inspector Classic, which ended on 2026-05-20, are named. Without ' +
    'a selection all Windows nodes that Systems Manager manages are meant. Changes nothing.';
  static override usage = 'inspector status [--tag KEY=VALUE] [--fail-on uncovered]';
  static override examples = [
    '<%= config.bin %> inspector status',
    {
      description: 'In a pipeline; ends with 3 where a node is not covered:',
      command: '<%= config.bin %> inspector status --tag eks:nodegroup=windows-ng --fail-on uncovered --json',
    },
  ];
  static override flags = {
    ...targetFlags,
    'fail-on': option({
      options: ['uncovered'] as const,
      summary: 'End with 3 where Inspector does not cover a node.',
      env: 'WINHARDEN_FAIL_ON',
    })(),
    ...awsFlags,
  };

  async run() {
    const { flags } = await this.parse(InspectorStatus);
    const selector = selectorOrAll(flags);
    const app = await this.openInspector(flags);
    const { showInspectorStatus } = await import('../../actions/show-inspector-status.ts');
    const status = await showInspectorStatus(app, selector);
    if (flags['fail-on'] === 'uncovered' && status.covered < status.nodes.length) process.exitCode = EXIT.notCompliant;
    this.show((style) => inspectorStatusView(status, style));
    return status;
  }
}
