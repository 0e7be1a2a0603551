import { option } from '@oclif/core/flags';
import { EXIT, WinhardenError } from '../../core/errors.ts';
import { parseSelectorOrAll } from '../../core/fleet/selector.ts';
import { MAY_ASK_ROLES, MAY_SELECT, SELECTING } from '../../terminal/actions.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import type { ExitName } from '../../terminal/exit-codes.ts';
import { awsFlags, listOf, otherBaselineFlag, resultFlags, targetFlags } from '../../terminal/flags.ts';
import { rawSelectorOf } from '../../terminal/run-input.ts';
import { tellSteps } from '../../terminal/tell-steps.ts';
import { accessCheckView } from '../../terminal/views/access-view.ts';
import { whereOf } from '../../terminal/where.ts';

const FAILURES = ['unreachable', 'problem'] as const;

export default class AccessCheck extends BaseCommand {
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage', 'notCompliant'];
  static override actions: readonly string[] = SELECTING;
  static override optionalActions: readonly string[] = [
    'ssm:GetConnectionStatus',
    'ssm:GetDocument',
    ...MAY_SELECT,
    ...MAY_ASK_ROLES,
  ];
  static override summary = 'Check whether nodes can be reached by Session Manager, so that nobody needs RDP.';
  static override description =
    'Whether the agent answers, is new enough and holds a connection to Session Manager, and whether the role of the node has the ' +
    'rights for it; what the account demands of sessions (key, logs, times); whether this machine has the AWS CLI and its plugin; ' +
    'and which controls of baselines would end shells or the agent. Of all managed Windows nodes, or those that are named. Changes nothing.';
  static override usage = 'access check [--tag KEY=VALUE] [--baseline NAME] [--fail-on unreachable|problem]';
  static override examples = [
    '<%= config.bin %> access check',
    {
      description: 'One node group, before it is held to a baseline:',
      command: '<%= config.bin %> access check --tag eks:nodegroup=windows-ng --baseline cis-l1',
    },
    {
      description: 'In a pipeline: ends with 3 where a node cannot be reached.',
      command: '<%= config.bin %> access check --fail-on unreachable --json',
    },
  ];
  static override flags = {
    ...targetFlags,
    baseline: otherBaselineFlag,
    'fail-on': option({
      options: FAILURES,
      summary: 'End with 3 where a node cannot be reached, or where anything may stand in the way.',
      env: 'WINHARDEN_FAIL_ON',
    })(),
    quiet: resultFlags.quiet,
    ...awsFlags,
  };

  async run() {
    const { flags } = await this.parse(AccessCheck);
    const where = whereOf(flags);
    if (where && (where.regions.length > 1 || where.accounts.length > 1)) throw severalLocations();
    const selector = parseSelectorOrAll(rawSelectorOf(flags));
    const { app } = await this.openSession(flags);
    const { checkAccess } = await import('../../actions/check-access.ts');
    const steps = tellSteps(process.stderr, flags.quiet || this.jsonEnabled());
    const { warnings, ...check } = await checkAccess(where ? await app.within(where) : app, {
      selector,
      baselines: listOf(flags.baseline),
      tell: steps.tell,
    }).finally(steps.stop);
    for (const warning of warnings) this.warn(warning);
    const limit = flags['fail-on'];
    const isBad = check.nodes.some(({ reachable, problems }) =>
      limit === 'problem' ? problems.length > 0 : reachable === false,
    );
    const isOpen = check.nodes.some(({ reachable }) => reachable === null);
    if (limit && isOpen && !isBad) this.warn('--fail-on cannot tell whether every node can be reached');
    if (limit && (isBad || isOpen)) process.exitCode = isBad ? EXIT.notCompliant : EXIT.failed;
    this.show((style) => accessCheckView(check, style));
    return check;
  }
}

const severalLocations = () =>
  new WinhardenError({
    code: 'SeveralLocations',
    message: 'access check looks at one Region of one account at a time',
    suggestions: ['name one --region and one --account, and start it for each'],
    exit: EXIT.usage,
  });
