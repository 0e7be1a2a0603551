/** The managed policies that nodes need or must not have, by the last part of their ARNs. */
export const POLICY = {
  worker: 'AmazonEKSWorkerNodePolicy',
  cni: 'AmazonEKS_CNI_Policy',
  registry: 'AmazonEC2ContainerRegistryPullOnly',
  ssm: 'AmazonSSMManagedInstanceCore',
  inspector: 'AmazonInspector2ManagedCisPolicy',
  oldSsm: 'AmazonEC2RoleforSSM',
} as const;

/** Any of these lets a node pull images. */
export const PULL_POLICIES: readonly string[] = [
  POLICY.registry,
  'AmazonEC2ContainerRegistryReadOnly',
  'AmazonEC2ContainerRegistryPowerUser',
  'AmazonEC2ContainerRegistryFullAccess',
];

/** What a node has no use for, and why. */
export const UNNEEDED_POLICIES: Readonly<Record<string, string>> = {
  ElasticLoadBalancingFullAccess: 'load balancers are made by a controller with a role of its own',
  AdministratorAccess: 'whoever is on a node would be administrator of the account',
  PowerUserAccess: 'whoever is on a node could use nearly all of the account',
  IAMFullAccess: 'whoever is on a node could give itself any permission',
  AmazonSSMFullAccess: 'whoever is on a node could run commands on every other one',
};

/** The name of a policy in its ARN, or undefined where it is none: `arn:aws:iam::aws:policy/NAME`. */
export function policyName(arn: string): string | undefined {
  return /^arn:aws[a-z-]*:iam::(?:aws|\d{12}):policy\/(?:[^/]+\/)*([^/]+)$/.exec(arn)?.[1];
}

/** The AWS partition of a Region; `aws` where there is no Region. */
export function partitionOf(region: unknown): string {
  const text = typeof region === 'string' ? region : '';
  if (text.startsWith('cn-')) return 'aws-cn';
  return text.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

export const policyArn = (region: unknown, name: string) => `arn:${partitionOf(region)}:iam::aws:policy/${name}`;

/** Nothing says that the policy of the CIS scans is there outside the partition `aws`, and one that is not there ends the stack. */
export const hasCisScans = (region: unknown) => partitionOf(region) === 'aws';
