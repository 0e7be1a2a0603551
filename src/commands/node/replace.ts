import { boolean } from '@oclif/core/flags';
import type { ReplaceIo } from '../../actions/replace-nodes.ts';
import { EXIT, WinhardenError } from '../../core/errors.ts';
import { exitCodeOf } from '../../core/replace/exit-code.ts';
import { OUTCOMES } from '../../core/replace/outcomes.ts';
import { MAY_ENTER, MAY_SELECT, SELECTING } from '../../terminal/actions.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import { askYesNo, requireAnswerable } from '../../terminal/confirm.ts';
import type { ExitName } from '../../terminal/exit-codes.ts';
import { flagText } from '../../terminal/flag-text.ts';
import { awsFlags, changeFlags, dryRunFlag, resultFlags, targetFlags } from '../../terminal/flags.ts';
import { listenForInterrupt } from '../../terminal/interrupt.ts';
import { type Progress, startProgress } from '../../terminal/progress.ts';
import { replaceFlags, replaceOptionsOf } from '../../terminal/replace-flags.ts';
import { rawSelectorOf } from '../../terminal/run-input.ts';
import { replacePlanView, replaceResultView } from '../../terminal/views/replace-view.ts';
import { whereOf } from '../../terminal/where.ts';

export default class NodeReplace extends BaseCommand {
  static override actions: readonly string[] = SELECTING;
  /** For groups of the one kind and of the other; the first of each only with --execute. */
  static override optionalActions: readonly string[] = [
    'eks:UpdateNodegroupVersion',
    'eks:DescribeCluster',
    'eks:DescribeNodegroup',
    'eks:DescribeUpdate',
    'eks:ListUpdates',
    'autoscaling:StartInstanceRefresh',
    'autoscaling:DescribeInstanceRefreshes',
    'ec2:CreateLaunchTemplateVersion',
    'ec2:CreateTags',
    'ec2:DescribeLaunchTemplateVersions',
    'ec2:DescribeImages',
    'ec2:RunInstances',
    'iam:PassRole',
    'ssm:GetParameters',
    ...MAY_SELECT,
    ...MAY_ENTER,
  ];
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage', 'partly', 'inProgress', 'interrupted'];
  static override summary =
    'Show how nodes are replaced by ones from a newer image, step by step; with --execute, have it done.';
  static override description =
    'Nodes are replaced by their groups: a managed nodegroup by EKS, which drains its nodes; an Auto Scaling group by an instance refresh, ' +
    'which does not; an instance of no group not at all. Without --execute nothing is changed, and the commands are printed with all names filled in. ' +
    'With it, one group follows the other until one fails. An update or refresh that is under way is followed, not started again. ' +
    'Ctrl-C and the end of --wait only stop the watching: AWS goes on.';
  static override usage = 'node replace --tag KEY=VALUE [--execute] [FLAGS]';
  static override examples = [
    {
      description: 'The steps, to copy:',
      command: '<%= config.bin %> node replace --tag eks:nodegroup-name=windows-ng',
    },
    {
      description: 'Have it done, and follow it for two hours:',
      command: '<%= config.bin %> node replace --tag eks:nodegroup-name=windows-ng --execute --wait 120',
    },
    {
      description: 'A self-managed group, by an image of your own:',
      command:
        '<%= config.bin %> node replace --tag aws:autoscaling:groupName=windows --image-id ami-0123456789abcdef0 --execute',
    },
    {
      description: 'All of the group of one node, in a pipeline:',
      command: '<%= config.bin %> node replace --instance-id i-0123456789abcdef0 --whole-group --execute --yes --json',
    },
  ];
  static override flags = {
    ...targetFlags,
    execute: boolean({ summary: 'Have AWS replace the nodes, and follow it.', env: 'WINHARDEN_EXECUTE' }),
    ...replaceFlags,
    'dry-run': dryRunFlag,
    yes: changeFlags.yes,
    quiet: resultFlags.quiet,
    ...awsFlags,
  };

  async run() {
    const { flags } = await this.parse(NodeReplace);
    const execute = flags.execute && !flags['dry-run'];
    const asks = execute && !flags.yes;
    if (asks) requireAnswerable(process.stdin);
    const progress = startProgress(process.stderr, flags.quiet);
    const { app, comeBack } = await this.openOne(flags);
    const { replaceNodes } = await import('../../actions/replace-nodes.ts');
    const { region } = await app.inventory.identity();
    const io = this.io(progress, asks);
    const result = await replaceNodes(
      app,
      {
        selector: rawSelectorOf(flags),
        options: replaceOptionsOf(flags),
        where: {
          aws: flagText({ region, profile: flags.profile }),
          winharden: `${flagText({ region })}${comeBack ?? ''}`,
        },
        execute,
        wholeGroup: flags['whole-group'],
        asks,
        concurrency: flags['max-concurrency'],
        waitMinutes: flags.wait,
        pollSeconds: flags['poll-interval'],
      },
      io,
    ).finally(progress.stop);
    process.exitCode = exitCodeOf(result, io.signal.aborted);
    this.show((style) => replaceResultView(result, style));
    return result;
  }

  /** The one account and Region whose nodes are meant, or the lab. Errors: OneLocation. */
  private async openOne(flags: Parameters<typeof this.openSession>[0]) {
    const where = whereOf(flags);
    const { app, comeBack } = await this.openSession(flags);
    const { replacements, ...ports } = where ? await app.within(where) : app;
    if (!replacements) throw oneLocation();
    return { app: { ...ports, replacements }, comeBack };
  }

  private io(progress: Progress, asks: boolean): ReplaceIo {
    const { signal, release } = listenForInterrupt(() => {
      progress.stop();
      process.stderr.write(
        '\nNot following any more; AWS goes on with what it has begun. Press Ctrl-C again to leave at once.\n',
      );
    });
    this.closeAtEnd(async () => release());
    return {
      signal,
      emit: (event) => {
        if (event.type === 'warning') this.warnings.push(event.text);
        progress.emit(event);
      },
      confirm: async ({ groups }) => {
        progress.stop();
        progress.show((style) =>
          replacePlanView(
            groups.map((group) => ({ ...group, outcome: OUTCOMES[group.state] })),
            style,
          ),
        );
        if (!asks) return true;
        const nodes = groups.flatMap((group) => (group.state === 'ready' ? group.nodes : []));
        const others = nodes.filter(({ selected }) => !selected).length;
        const also = others > 0 ? `, ${others} of which were not selected` : '';
        return askYesNo(`Replace ${nodes.length} nodes${also}?`, signal, {
          input: process.stdin,
          output: process.stderr,
        });
      },
    };
  }
}

const oneLocation = () =>
  new WinhardenError({
    code: 'OneLocation',
    message: 'nodes are replaced in one account and Region at a time, and several are named',
    suggestions: ['call it once for each'],
    exit: EXIT.usage,
  });
