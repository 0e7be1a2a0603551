import { boolean, integer, option, string } from '@oclif/core/flags';
import { EXIT, WinhardenError } from '../../core/errors.ts';
import { parseTag } from '../../core/fleet/selector.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import { listOf } from '../../terminal/flags.ts';
import { writtenView } from '../../terminal/views/written-view.ts';
import { writeNew } from '../../terminal/write-new.ts';

/** The guidance of EKS lets no node get older. */
const USUAL_LIFETIME_DAYS = 45;

export default class EksctlGenerate extends BaseCommand {
  static override summary = 'Write an eksctl manifest with a hardened Windows node group, each line with its reason.';
  static override description =
    'A whole cluster with a small Linux node group for CoreDNS, or with --nodegroup-only the Windows node group alone. `eksctl lint` finds nothing in it. Nothing is asked of AWS.';
  static override usage = 'eksctl generate --cluster NAME --region REGION [--nodegroup-only] [--out FILE] [FLAGS]';
  static override examples = [
    {
      description: 'A node group for a cluster that is there:',
      command:
        '<%= config.bin %> eksctl generate --cluster shop --region eu-west-1 --nodegroup-only --out windows-ng.yaml && eksctl create nodegroup --config-file windows-ng.yaml',
    },
    {
      description: 'A new cluster with Windows Server 2025 and keys of your own:',
      command:
        '<%= config.bin %> eksctl generate --cluster shop --region eu-west-1 --kubernetes-version 1.35 --release 2025 --kms-key arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    },
    {
      description: 'Self-managed nodes that live a month at most:',
      command:
        '<%= config.bin %> eksctl generate --cluster shop --region eu-west-1 --self-managed --max-instance-lifetime 30',
    },
  ];
  static override flags = {
    cluster: string({
      helpValue: 'NAME',
      summary: 'The name of the cluster.',
      env: 'WINHARDEN_CLUSTER',
      required: true,
    }),
    region: string({ helpValue: 'REGION', summary: 'Its Region.', env: 'WINHARDEN_REGION', required: true }),
    'kubernetes-version': string({
      helpValue: '1.N',
      summary: "Its version; without it eksctl's own choice.",
      env: 'WINHARDEN_KUBERNETES_VERSION',
    }),
    'nodegroup-only': boolean({
      summary: 'The cluster is there already: write the Windows node group alone.',
      env: 'WINHARDEN_NODEGROUP_ONLY',
    }),
    name: string({
      helpValue: 'NAME',
      summary: 'The name of the node group.',
      env: 'WINHARDEN_NODEGROUP_NAME',
      default: 'windows-ng',
    }),
    release: option({
      options: ['2019', '2022', '2025'] as const,
      summary: 'Windows Server, always Core; 2025 needs Kubernetes 1.35.',
      env: 'WINHARDEN_RELEASE',
      default: '2022',
    })(),
    managed: boolean({
      summary: 'A managed node group, which EKS drains and replaces; the default.',
      env: 'WINHARDEN_MANAGED',
      exclusive: ['self-managed'],
    }),
    'self-managed': boolean({ summary: 'A self-managed node group.', env: 'WINHARDEN_SELF_MANAGED' }),
    'instance-type': string({
      helpValue: 'TYPE',
      summary: 'The type of the Windows nodes.',
      env: 'WINHARDEN_INSTANCE_TYPE',
      default: 'm6i.large',
    }),
    min: integer({ helpValue: 'N', summary: 'Nodes at least.', env: 'WINHARDEN_NODEGROUP_MIN', min: 0, default: 1 }),
    nodes: integer({
      helpValue: 'N',
      summary: 'Nodes to start with.',
      env: 'WINHARDEN_NODEGROUP_NODES',
      min: 0,
      default: 2,
    }),
    max: integer({ helpValue: 'N', summary: 'Nodes at most.', env: 'WINHARDEN_NODEGROUP_MAX', min: 1, default: 4 }),
    'max-instance-lifetime': integer({
      helpValue: 'DAYS',
      summary: `How old self-managed nodes may get; ${USUAL_LIFETIME_DAYS} without it.`,
      env: 'WINHARDEN_MAX_INSTANCE_LIFETIME',
      min: 1,
      max: 365,
    }),
    'kms-key': string({
      helpValue: 'ARN|ID',
      summary: 'The KMS key of the volumes; without it that of EBS.',
      env: 'WINHARDEN_KMS_KEY',
    }),
    'secrets-kms-key': string({
      helpValue: 'ARN',
      summary: "The KMS key of the cluster's secrets.",
      env: 'WINHARDEN_SECRETS_KMS_KEY',
      exclusive: ['nodegroup-only'],
    }),
    subnet: string({
      helpValue: 'ID',
      summary: 'A private subnet of yours for the nodes; repeat for several.',
      env: 'WINHARDEN_SUBNET',
      multiple: true,
      multipleNonGreedy: true,
    }),
    tag: string({
      helpValue: 'KEY=VALUE',
      summary: 'A tag for the Windows nodes, besides eks:nodegroup; repeat for several.',
      env: 'WINHARDEN_NODEGROUP_TAG',
      multiple: true,
      multipleNonGreedy: true,
    }),
    out: string({
      helpValue: 'FILE',
      summary: 'Write it here instead of to stdout; a file that is there stays as it is.',
      env: 'WINHARDEN_OUT',
    }),
  };

  async run() {
    const { flags } = await this.parse(EksctlGenerate);
    const managed = !flags['self-managed'];
    const lifetime = flags['max-instance-lifetime'];
    if (managed && lifetime !== undefined) throw uselessLifetime();
    const { app } = await this.openSession({});
    const { generateEksctl } = await import('../../actions/generate-eksctl.ts');
    const { out } = flags;
    const optional = {
      kubernetesVersion: flags['kubernetes-version'],
      kmsKey: flags['kms-key'],
      secretsKmsKey: flags['secrets-kms-key'],
    };
    const { text } = await generateEksctl(app, {
      cluster: flags.cluster,
      region: flags.region,
      nodeGroup: flags.name,
      release: flags.release,
      managed,
      instanceType: flags['instance-type'],
      nodes: { min: flags.min, desired: flags.nodes, max: flags.max },
      tags: listOf(flags.tag).map(parseTag),
      maxLifetimeDays: lifetime ?? USUAL_LIFETIME_DAYS,
      subnets: listOf(flags.subnet),
      nodeGroupOnly: flags['nodegroup-only'],
      ...given(optional),
    });
    if (out) await writeNew(out, text);
    const verb = flags['nodegroup-only'] ? 'nodegroup' : 'cluster';
    this.show((style) => writtenView(text, out, `next: eksctl create ${verb} --config-file ${out}`, style));
    return { text, out: out ?? null };
  }
}

/** Without what was not given. */
function given<T extends Record<string, string | undefined>>(values: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string;
  };
}

const uselessLifetime = () =>
  new WinhardenError({
    code: 'UselessFlag',
    message: '--max-instance-lifetime is about self-managed nodes: EKS replaces managed ones itself',
    suggestions: ['add --self-managed, or leave it out'],
    exit: EXIT.usage,
  });
