import { option, string } from '@oclif/core/flags';
import type { Need } from '../core/doctor/permission-checks.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import { parseSelectorOrAll } from '../core/fleet/selector.ts';
import { MAY_ASK_ROLES, MAY_ENTER, MAY_SELECT, SELECTING } from '../terminal/actions.ts';
import { BaseCommand } from '../terminal/base-command.ts';
import type { ExitName } from '../terminal/exit-codes.ts';
import { awsFlags, listOf, resultFlags, targetFlags } from '../terminal/flags.ts';
import { rawSelectorOf } from '../terminal/run-input.ts';
import { tellSteps } from '../terminal/tell-steps.ts';
import { doctorView } from '../terminal/views/doctor-view.ts';
import { whereOf } from '../terminal/where.ts';

/** What a command says of itself in oclif's manifest. */
interface Declared {
  id: string;
  actions?: readonly string[];
  optionalActions?: readonly string[];
}

export default class Doctor extends BaseCommand {
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage', 'notCompliant'];
  static override summary = 'Look whether everything is there that runs need, and say how to get what is not.';
  static override description =
    'Your identity and Region, the clock, the endpoints, your permissions (asked of IAM, else tried with harmless requests), ' +
    'the bucket (encryption, public access, ownership, TLS only, versioning, lifecycle), the nodes that are selected, their SSM agents, ' +
    "their instance profiles' right to write to the bucket, quotas. Each line is ok, a warning, failed, or unknown, with what to do. Changes nothing.";
  static override usage = 'doctor [--bucket NAME] [--tag KEY=VALUE] [--command NAME]';
  static override examples = [
    { description: 'What an audit needs besides nodes:', command: '<%= config.bin %> doctor --command audit' },
    {
      description: 'All that a fleet with a bucket needs:',
      command: '<%= config.bin %> doctor --bucket my-results --tag eks:nodegroup=windows-ng',
    },
    {
      description: 'In a pipeline, before anything is applied:',
      command: '<%= config.bin %> doctor --bucket my-results --command apply --fail-on warning --json',
    },
  ];
  static override actions = [...SELECTING, 'ssm:ListCommands'];
  static override optionalActions = [
    ...MAY_SELECT,
    ...MAY_ASK_ROLES,
    ...MAY_ENTER,
    'iam:GetRole',
    's3:GetBucketOwnershipControls',
    's3:GetBucketPolicy',
    's3:GetBucketPublicAccessBlock',
    's3:GetBucketVersioning',
    's3:GetEncryptionConfiguration',
    's3:GetLifecycleConfiguration',
    's3:ListBucket',
    'ssm:ListAssociations',
    'ssm:ListDocuments',
  ];
  static override flags = {
    command: string({
      helpValue: 'NAME',
      summary: 'The command whose permissions are looked at, as `audit` or `schedule create`; repeat for several.',
      env: 'WINHARDEN_DOCTOR_COMMAND',
      multiple: true,
      multipleNonGreedy: true,
      default: ['audit', 'apply', 'rollback'],
    }),
    'fail-on': option({
      options: ['failed', 'warning'] as const,
      summary: 'End with 3 where something failed, or is worth a warning.',
      env: 'WINHARDEN_FAIL_ON',
      default: 'failed',
    })(),
    ...targetFlags,
    bucket: resultFlags.bucket,
    prefix: resultFlags.prefix,
    'bucket-owner': resultFlags['bucket-owner'],
    quiet: resultFlags.quiet,
    ...awsFlags,
  };

  async run() {
    const { flags } = await this.parse(Doctor);
    const where = whereOf(flags);
    if (where && (where.regions.length > 1 || where.accounts.length > 1)) throw severalLocations();
    const selector = parseSelectorOrAll(rawSelectorOf(flags));
    const needs = needsOf(this.config.commands as unknown as Declared[], listOf(flags.command));
    const session = await this.openSession(flags);
    const app = where ? await session.app.within(where) : session.app;
    const { examine } = await import('../actions/examine.ts');
    const steps = tellSteps(process.stderr, flags.quiet || this.jsonEnabled());
    const diagnosis = await examine(app, {
      bucket: flags.bucket ?? session.bucket ?? null,
      prefix: flags.prefix,
      selector,
      needs,
      overrides: Object.keys(process.env)
        .filter((name) => name.startsWith('AWS_ENDPOINT_URL'))
        .sort(),
      tell: steps.tell,
    }).finally(steps.stop);
    const { failed, warning } = diagnosis.counts;
    if (failed > 0 || (warning > 0 && flags['fail-on'] === 'warning')) process.exitCode = EXIT.notCompliant;
    this.show((style) => doctorView(diagnosis, style));
    return diagnosis;
  }
}

/** Each action once, with the commands that need it; what one of them needs is needed. Errors: UnknownCommand. */
function needsOf(commands: readonly Declared[], names: readonly string[]): Need[] {
  const known = new Map(commands.map((command) => [command.id.replaceAll(':', ' '), command]));
  const needs = new Map<string, Need>();
  for (const name of names) {
    const command = known.get(name);
    if (!command) throw unknownCommand(name, [...known.keys()]);
    const { actions = [], optionalActions = [] } = command;
    for (const action of [...actions, ...optionalActions]) {
      const before = needs.get(action);
      const optional = !actions.includes(action) && (before?.optional ?? true);
      needs.set(action, { action, commands: [...(before?.commands ?? []), name], optional });
    }
  }
  return [...needs.values()].sort((a, b) => (a.action < b.action ? -1 : 1));
}

const unknownCommand = (name: string, names: string[]) =>
  new WinhardenError({
    code: 'UnknownCommand',
    message: `there is no command "${name}"`,
    suggestions: [`commands are ${names.sort().join(', ')}`],
    exit: EXIT.usage,
  });

const severalLocations = () =>
  new WinhardenError({
    code: 'SeveralLocations',
    message: 'doctor looks at one Region of one account at a time',
    suggestions: ['name one --region and one --account, and start it for each'],
    exit: EXIT.usage,
  });
