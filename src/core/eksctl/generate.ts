import type { Tag } from '../ports.ts';
import { scalarText } from './plain-yaml.ts';
import { hasCisScans, POLICY, policyArn } from './policies.ts';
import { NODE_GROUP_TAG } from './rules/placing.ts';

export interface GenerateInput {
  cluster: string;
  region: string;
  /** `1.35`; without it eksctl chooses. */
  kubernetesVersion?: string;
  nodeGroup: string;
  release: '2019' | '2022' | '2025';
  managed: boolean;
  instanceType: string;
  nodes: { min: number; desired: number; max: number };
  /** The KMS key of the volumes. */
  kmsKey?: string;
  /** The KMS key of the cluster's secrets. */
  secretsKmsKey?: string;
  tags: Tag[];
  /** Days; of self-managed nodes. */
  maxLifetimeDays: number;
  subnets: string[];
  /** The cluster is there already. */
  nodeGroupOnly: boolean;
}

const SECONDS_A_DAY = 86_400;

/** A manifest with a hardened Windows node group, each line with its reason. `eksctl lint` finds nothing in it. */
export function generateManifest(input: GenerateInput): string {
  const parts = [headOf(input), ...(input.nodeGroupOnly ? [] : [clusterOf(input)]), groupsOf(input)];
  return `${parts.join('\n\n')}\n`;
}

/** Lines of a block with more indentation. */
const indented = (text: string, by: number) => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));

const waiver = (rules: string, reason: string) => `# winharden: allow ${rules} ${reason}`;

function headOf({ cluster, region, kubernetesVersion, nodeGroupOnly, secretsKmsKey }: GenerateInput): string {
  const unsaid = nodeGroupOnly
    ? [waiver('cluster-endpoint,cluster-logging,cluster-secrets', 'the cluster is there already, and is not made here')]
    : secretsKmsKey
      ? []
      : [
          waiver(
            'cluster-secrets',
            "EKS encrypts them with a key of AWS's; secretsEncryption.keyARN names one of yours",
          ),
        ];
  return [
    `# Made by winharden eksctl generate. Check it after every change: winharden eksctl lint FILE`,
    nodeGroupOnly
      ? '# Add it to the cluster: eksctl create nodegroup --config-file FILE'
      : '# Make the cluster: eksctl create cluster --config-file FILE',
    'apiVersion: eksctl.io/v1alpha5',
    'kind: ClusterConfig',
    '',
    ...unsaid,
    'metadata:',
    `  name: ${scalarText(cluster)}`,
    `  region: ${scalarText(region)}`,
    ...(kubernetesVersion ? [`  version: ${scalarText(kubernetesVersion)}`] : []),
  ].join('\n');
}

function clusterOf({ secretsKmsKey, subnets }: GenerateInput): string {
  const own = subnets.map((id, index) => `      ${subnetName(index)}: { id: ${scalarText(id)} }`);
  return [
    'iam:',
    '  # Pods get roles of their own, so that the role of the nodes can stay small.',
    '  withOIDC: true',
    '',
    'vpc:',
    ...(own.length > 0 ? ['  subnets:', '    private:', ...own] : []),
    '  clusterEndpoints:',
    '    # Nodes reach the API server without leaving the VPC.',
    '    privateAccess: true',
    '    # eksctl needs it while it works. Name your networks in publicAccessCIDRs beside it, or set it to false afterwards.',
    '    publicAccess: true',
    '',
    'cloudWatch:',
    '  clusterLogging:',
    '    # Who did what in the cluster, and who was let in.',
    '    enableTypes: [api, audit, authenticator]',
    ...(secretsKmsKey ? ['', 'secretsEncryption:', `  keyARN: ${scalarText(secretsKmsKey)}`] : []),
  ].join('\n');
}

/** eksctl wants a name for a subnet that is not called by its zone. */
const subnetName = (index: number) => `private-${index + 1}`;

function groupsOf(input: GenerateInput): string {
  const windows = windowsGroup(input);
  const alone = input.nodeGroupOnly ? `${waiver('no-linux-nodes', 'the cluster has nodes for CoreDNS already')}\n` : '';
  const linux = input.nodeGroupOnly ? [] : [linuxGroup(input)];
  if (input.managed) return `${alone}managedNodeGroups:\n${[...linux, windows].join('\n\n')}`;
  const managed = linux.length > 0 ? `managedNodeGroups:\n${linux.join('\n')}\n\n` : '';
  return `${managed}${alone}nodeGroups:\n${windows}`;
}

/** The subnets of a group, by the names that the cluster gives them. */
function subnetLines({ subnets, nodeGroupOnly }: GenerateInput): string[] {
  if (subnets.length === 0) return [];
  const names = nodeGroupOnly ? subnets : subnets.map((_, index) => subnetName(index));
  return [`subnets: [${names.map(scalarText).join(', ')}]`];
}

const entry = (lines: string[]) => indented(lines.join('\n'), 4).replace(/^ {4}/, '  - ');

function linuxGroup(input: GenerateInput): string {
  return entry([
    'name: linux',
    '# CoreDNS and the controllers run on Linux only.',
    'amiFamily: AmazonLinux2023',
    'instanceType: t3.medium',
    'minSize: 2',
    'maxSize: 3',
    'privateNetworking: true',
    ...subnetLines(input),
    'volumeEncrypted: true',
    'disableIMDSv1: true',
    'ssh:',
    '  allow: false',
  ]);
}

function windowsGroup(input: GenerateInput): string {
  const { nodeGroup, release, managed, instanceType, nodes, kmsKey, region, tags, maxLifetimeDays } = input;
  const policies = [
    POLICY.worker,
    POLICY.cni,
    POLICY.registry,
    POLICY.ssm,
    ...(hasCisScans(region) ? [POLICY.inspector] : []),
  ];
  const allTags = [{ key: NODE_GROUP_TAG, value: nodeGroup }, ...tags.filter(({ key }) => key !== NODE_GROUP_TAG)];
  return entry([
    `name: ${scalarText(nodeGroup)}`,
    '# Core: no desktop, and so less to attack and less to patch. The containers have to be built for the same release.',
    ...(release === '2019' ? [waiver('image-2019', 'this release was asked for')] : []),
    `amiFamily: WindowsServer${release}CoreContainer`,
    `instanceType: ${scalarText(instanceType)}`,
    `minSize: ${nodes.min}`,
    `desiredCapacity: ${nodes.desired}`,
    `maxSize: ${nodes.max}`,
    '',
    '# No public addresses: nothing on the internet can knock at RDP or WinRM.',
    'privateNetworking: true',
    ...subnetLines(input),
    '# Neither SSH nor a key pair, which would give away the password of the administrator. People come in by Session Manager.',
    'ssh:',
    '  allow: false',
    '',
    '# Naming any policy replaces all that eksctl attaches, so here is every one that the nodes need.',
    'iam:',
    '  attachPolicyARNs:',
    ...policies.flatMap((name) => policyLines(region, name)),
    '',
    "# The node's credentials are for the node: by IMDSv2 alone, and out of the reach of pods.",
    'disableIMDSv1: true',
    'disablePodIMDS: true',
    '',
    '# The account may not encrypt by itself.',
    'volumeEncrypted: true',
    ...(kmsKey ? [`volumeKmsKeyID: ${scalarText(kmsKey)}`] : []),
    'volumeType: gp3',
    '# Windows base images are large.',
    'volumeSize: 100',
    '',
    '# Pods that name no operating system stay away; those for Windows tolerate it.',
    'taints:',
    '  - key: os',
    '    value: windows',
    '    effect: NoSchedule',
    '',
    '# What winharden finds the nodes by, managed or not: --tag eks:nodegroup=NAME',
    'tags:',
    ...allTags.map(({ key, value }) => `  ${scalarText(key)}: ${scalarText(value)}`),
    '',
    ...(managed
      ? ['# New images come one node at a time, and EKS drains each before.', 'updateConfig:', '  maxUnavailable: 1']
      : [
          `# ${maxLifetimeDays} days: no node outlives its patches. Have something drain nodes that Auto Scaling ends.`,
          `maxInstanceLifetime: ${maxLifetimeDays * SECONDS_A_DAY}`,
        ]),
  ]);
}

const WHY_POLICY: Record<string, string> = {
  [POLICY.registry]: 'pulls images, and cannot push any',
  [POLICY.ssm]: 'Session Manager, patches, and winharden itself',
  [POLICY.inspector]: "Amazon Inspector's CIS scans",
};

function policyLines(region: string, name: string): string[] {
  const why = WHY_POLICY[name];
  return [`    - ${policyArn(region, name)}${why ? ` # ${why}` : ''}`];
}
