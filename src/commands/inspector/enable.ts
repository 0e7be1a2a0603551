import { boolean, integer, string } from '@oclif/core/flags';
import { EXIT } from '../../core/errors.ts';
import { askYesNo, requireAnswerable } from '../../terminal/confirm.ts';
import type { ExitName } from '../../terminal/exit-codes.ts';
import { awsFlags, changeFlags, listOf } from '../../terminal/flags.ts';
import { InspectorCommand } from '../../terminal/inspector-command.ts';
import { startProgress } from '../../terminal/progress.ts';
import { enableQuestion, inspectorEnableView } from '../../terminal/views/inspector-enable-view.ts';

export default class InspectorEnable extends InspectorCommand {
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage', 'partly', 'inProgress'];
  static override actions = ['iam:CreateServiceLinkedRole', 'inspector2:BatchGetAccountStatus', 'inspector2:Enable'];
  static override summary = 'Turn on Amazon Inspector for EC2 instances, after asking; AWS bills it by instance.';
  static override description =
    'Turns on EC2 scanning alone, no scanning of container images or functions, and waits until it is on. AWS bills every instance ' +
    'that is scanned by the month, all of the account and Region and not only Windows; CIS scans are billed apart. Where it is on already ' +
    'nothing is changed. No other command turns it on.';
  static override usage = 'inspector enable [--member ACCOUNT] [--yes]';
  static override examples = [
    '<%= config.bin %> inspector enable',
    {
      description: 'As the delegated administrator of an organization, for two members:',
      command: '<%= config.bin %> inspector enable --member 111122223333 --member 444455556666 --yes',
    },
  ];
  static override flags = {
    member: string({
      helpValue: 'ACCOUNT',
      summary:
        'A member account to turn it on for, by the delegated administrator; repeat for several. Your own without.',
      env: 'WINHARDEN_MEMBER',
      multiple: true,
      multipleNonGreedy: true,
    }),
    wait: integer({
      helpValue: 'MINUTES',
      summary: 'How long to wait until it is on; after it the exit code is 69.',
      env: 'WINHARDEN_WAIT',
      min: 1,
      default: 10,
    }),
    yes: changeFlags.yes,
    quiet: boolean({ summary: 'No progress on stderr.', env: 'WINHARDEN_QUIET' }),
    ...awsFlags,
  };

  async run() {
    const { flags } = await this.parse(InspectorEnable);
    if (!flags.yes) requireAnswerable(process.stdin);
    const app = await this.openInspector(flags);
    const { emit, stop } = startProgress(process.stderr, flags.quiet);
    const { enableInspector } = await import('../../actions/enable-inspector.ts');
    const enabled = await enableInspector(app, {
      members: listOf(flags.member),
      waitMinutes: flags.wait,
      emit,
      confirm: async (accounts, region) => flags.yes || this.ask(enableQuestion(accounts, region)),
    }).finally(stop);
    if (enabled.state === 'declined') process.exitCode = EXIT.failed;
    if (enabled.state === 'enabling') process.exitCode = EXIT.inProgress;
    if (enabled.failed.length > 0) process.exitCode = EXIT.partly;
    this.show((style) => inspectorEnableView(enabled, style));
    return enabled;
  }

  private ask(question: string): Promise<boolean> {
    return askYesNo(question, new AbortController().signal, { input: process.stdin, output: process.stderr });
  }
}
