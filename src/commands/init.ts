import { boolean, integer, option, string } from '@oclif/core/flags';
import { EXIT, WinhardenError } from '../core/errors.ts';
import { GROUPS } from '../core/permissions/grant.ts';
import { FORMATS, type Format } from '../core/setup/model.ts';
import { BaseCommand } from '../terminal/base-command.ts';
import { askYesNo, requireAnswerable } from '../terminal/confirm.ts';
import { declaredActions } from '../terminal/declared-actions.ts';
import { awsFlags, changeFlags, listOf, pastAwsFlags } from '../terminal/flags.ts';
import type { AwsFlagValues } from '../terminal/session.ts';
import { styleFor } from '../terminal/style.ts';
import { deployedView, stackChangesView, stackEventLine } from '../terminal/views/setup-view.ts';
import { writtenView } from '../terminal/views/written-view.ts';
import { writeNew } from '../terminal/write-new.ts';

const groups = (what: string, env: string) =>
  option({
    options: GROUPS,
    summary: what,
    env,
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
  })();

export default class Init extends BaseCommand {
  static override summary =
    'Write a template of what winharden needs in an account: bucket, key, least-privilege policies, roles.';
  static override description =
    'A CloudFormation template, or Terraform, with the bucket for results and policies for operators, auditors and nodes, made from the ' +
    'actions that the commands declare. --deploy makes or changes the stack by a change set, which is shown first. ' +
    'An auditor may send audits and write no documents: an operator publishes what they send.';
  static override usage =
    'init --bucket NAME [--tag KEY=VALUE] [--format cloudformation|terraform] [--out FILE | --deploy]';
  static override examples = [
    {
      description: 'Look at it first:',
      command:
        '<%= config.bin %> init --bucket winharden-111122223333 --tag eks:nodegroup-name=windows-* --out winharden-setup.yaml',
    },
    {
      description: 'With roles that another role may take on, and one for nodes:',
      command:
        '<%= config.bin %> init --bucket winharden-111122223333 --principal arn:aws:iam::111122223333:role/platform --node-role --deploy',
    },
    {
      description: 'For Terraform, with the policies for runs alone:',
      command:
        '<%= config.bin %> init --bucket winharden-111122223333 --only fleet,schedules --format terraform --out winharden.tf',
    },
  ];
  static override optionalActions: readonly string[] = [
    'cloudformation:DescribeStacks',
    'cloudformation:CreateChangeSet',
    'cloudformation:DescribeChangeSet',
    'cloudformation:ExecuteChangeSet',
    'cloudformation:DeleteChangeSet',
    'cloudformation:DescribeStackEvents',
  ];
  static override flags = {
    bucket: string({
      helpValue: 'NAME',
      summary: 'The bucket to make; its name must be free in all of AWS.',
      env: 'WINHARDEN_BUCKET',
      required: true,
    }),
    prefix: string({
      helpValue: 'PATH',
      summary: 'Folder in the bucket.',
      env: 'WINHARDEN_PREFIX',
      default: 'winharden',
    }),
    name: string({
      helpValue: 'NAME',
      summary: 'The stack, and what the names of policies and roles begin with.',
      env: 'WINHARDEN_STACK',
      default: 'winharden',
    }),
    tag: string({
      helpValue: 'KEY=VALUE',
      summary: 'Only nodes with this tag may be sent to; the value may hold *. Without it all instances.',
      env: 'WINHARDEN_TAG',
    }),
    only: groups('Only the policies for this; repeat, or separate with commas.', 'WINHARDEN_ONLY'),
    without: groups('Not the policies for this; repeat, or separate with commas.', 'WINHARDEN_WITHOUT'),
    principal: string({
      helpValue: 'ARN',
      summary: 'Make roles for operators and auditors, too, which this account, user or role may take on.',
      env: 'WINHARDEN_PRINCIPAL',
    }),
    'node-role': boolean({
      summary: 'Make a role and an instance profile for nodes, too.',
      env: 'WINHARDEN_NODE_ROLE',
    }),
    sse: option({
      options: ['kms', 's3'] as const,
      summary: 'Encrypt by a KMS key of its own, or by that of S3.',
      env: 'WINHARDEN_SSE',
      default: 'kms',
    })(),
    'report-days': integer({
      helpValue: 'N',
      summary: 'Days until reports of nodes are deleted.',
      env: 'WINHARDEN_REPORT_DAYS',
      min: 1,
      default: 400,
    }),
    'record-days': integer({
      helpValue: 'N',
      summary: 'Days until the record of runs is deleted.',
      env: 'WINHARDEN_RECORD_DAYS',
      min: 1,
      default: 1100,
    }),
    format: option({
      options: FORMATS,
      summary: 'What to write.',
      env: 'WINHARDEN_FORMAT',
      default: 'cloudformation',
    })(),
    out: string({
      helpValue: 'FILE',
      summary: 'Write it here instead of to stdout; a file that is there stays as it is.',
      env: 'WINHARDEN_OUT',
    }),
    deploy: boolean({ summary: 'Make the stack, or change it.', env: 'WINHARDEN_DEPLOY' }),
    'dry-run': boolean({
      summary: 'With --deploy: show the change set, and stop there.',
      env: 'WINHARDEN_DRY_RUN',
      dependsOn: ['deploy'],
    }),
    yes: changeFlags.yes,
    region: pastAwsFlags.region,
    profile: awsFlags.profile,
    lab: awsFlags.lab,
  };

  async run() {
    const { flags } = await this.parse(Init);
    const { format, out, bucket, prefix, name } = flags;
    const { initSetup } = await import('../actions/init-setup.ts');
    const text = initSetup({
      format,
      name,
      bucket,
      prefix: prefix.replace(/^\/+|\/+$/g, ''),
      encryption: flags.sse,
      reportDays: flags['report-days'],
      recordDays: flags['record-days'],
      principal: flags.principal ?? null,
      nodeRole: flags['node-role'] === true,
      tag: flags.tag ?? null,
      only: flags.only ?? [],
      without: flags.without ?? [],
      declared: declaredActions(this.config),
    });
    if (out) await writeNew(out, text);
    const next = nextSteps(bucket, prefix);
    if (!flags.deploy) {
      this.show((style) => writtenView(text, out, 'deploy it, or have --deploy do it', style));
      return { format, text, out: out ?? null, deployed: null, next };
    }
    const deployed = await this.deploy(text, flags);
    this.show((style) => deployedView(deployed, next, style));
    return { format, text, out: out ?? null, deployed, next };
  }

  private async deploy(template: string, flags: DeployFlagValues) {
    const { name, yes, 'dry-run': dryRun = false } = flags;
    if (flags.format === 'terraform') throw notByTerraform();
    const asks = !yes && !dryRun;
    if (asks) requireAnswerable(process.stdin);
    const { app } = await this.openSession(flags);
    const [region] = listOf(flags.region);
    const there = region === undefined ? app : await app.within({ regions: [region], accounts: [] });
    const { deploySetup } = await import('../actions/deploy-setup.ts');
    const style = styleFor(process.stderr);
    const deployed = await deploySetup(
      there,
      { name, template, dryRun },
      {
        confirm: async (changes) => {
          process.stderr.write(`${stackChangesView(name, changes, style)}\n\n`);
          if (!asks) return true;
          const terminal = { input: process.stdin, output: process.stderr };
          return askYesNo(`Make these ${changes.length} changes?`, new AbortController().signal, terminal);
        },
        event: (event) => process.stderr.write(`${stackEventLine(event)}\n`),
      },
    );
    if (deployed.state === 'declined') process.exitCode = EXIT.failed;
    return deployed;
  }
}

interface DeployFlagValues extends AwsFlagValues {
  name: string;
  yes: boolean;
  'dry-run'?: boolean;
  format: Format;
}

const nextSteps = (bucket: string, prefix: string) => {
  const where = prefix === 'winharden' ? '' : ` --prefix ${prefix}`;
  return [
    `winharden doctor --bucket ${bucket}${where}`,
    `winharden audit --baseline cis-l1 --tag eks:nodegroup=windows-ng --bucket ${bucket}${where}`,
    `export WINHARDEN_BUCKET=${bucket} saves the flag`,
  ];
};

const notByTerraform = () =>
  new WinhardenError({
    code: 'DeployConflict',
    message: '--deploy goes by CloudFormation, and --format terraform is asked for',
    suggestions: ['leave out --deploy and use terraform apply, or leave out --format'],
    exit: EXIT.usage,
  });
