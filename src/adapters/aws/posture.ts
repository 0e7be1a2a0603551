import type { SecurityGroup as Ec2Group, Image, IpPermission } from '@aws-sdk/client-ec2';
import type { InboundRule, MachineImage, PostureFacts, RuleSource, SecurityGroup } from '../../core/ports.ts';
import { inChunks } from './chunks.ts';
import type { AwsClients } from './clients.ts';
import { explained, notAws } from './explain.ts';
import { missingRights } from './node-roles.ts';

/** EC2 takes this many values in one filter. */
const MOST_VALUES = 200;
/** GetParameters takes this many names. */
const MOST_NAMES = 10;

const IMAGES = { action: 'ec2:DescribeImages', resource: 'all images (*)' };
const GROUPS = { action: 'ec2:DescribeSecurityGroups', resource: 'all security groups (*)' };
const PARAMETERS = {
  action: 'ssm:GetParameters',
  resource: 'the public parameters /aws/service/ami-windows-latest/*',
};

/** Without these no agent registers, and no session begins (AmazonSSMManagedInstanceCore has them). */
const AGENT_ACTIONS = [
  'ssm:UpdateInstanceInformation',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
];

export function createPostureFacts(clients: AwsClients): PostureFacts {
  return {
    images: (ids) => inChunks(MOST_VALUES, ids, (chunk) => imagesOf(clients, chunk)),
    parameters: async (names) => new Map(await inChunks(MOST_NAMES, names, (chunk) => parametersOf(clients, chunk))),
    securityGroups: (ids) => inChunks(MOST_VALUES, ids, (chunk) => groupsOf(clients, chunk)),
    missingRights: (profileArn) => missingRights(clients, profileArn, AGENT_ACTIONS),
    kubernetesOf: (cluster) => kubernetesOf(clients, cluster),
  };
}

/** By a filter and not by ids: one that may not be seen would fail the whole question. */
function imagesOf(clients: AwsClients, ids: string[]): Promise<MachineImage[]> {
  return explained(IMAGES, async () => {
    const { sdk, client } = await clients.ec2();
    const input = { Filters: [{ Name: 'image-id', Values: ids }], IncludeDeprecated: true };
    const found: MachineImage[] = [];
    for await (const page of sdk.paginateDescribeImages({ client }, input)) {
      found.push(...(page.Images ?? []).map(imageOf));
    }
    return found;
  });
}

const imageOf = ({ ImageId = '', Name = '', OwnerId = '', CreationDate }: Image): MachineImage => ({
  imageId: ImageId,
  name: Name,
  owner: OwnerId,
  created: CreationDate === undefined ? null : new Date(CreationDate),
});

function parametersOf(clients: AwsClients, names: string[]): Promise<[string, string][]> {
  return explained(PARAMETERS, async () => {
    const { sdk, client } = await clients.ssm();
    const { Parameters = [] } = await client.send(new sdk.GetParametersCommand({ Names: names }));
    return Parameters.map(({ Name = '', Value = '' }) => [Name, Value]);
  });
}

function groupsOf(clients: AwsClients, ids: string[]): Promise<SecurityGroup[]> {
  return explained(GROUPS, async () => {
    const { sdk, client } = await clients.ec2();
    const input = { Filters: [{ Name: 'group-id', Values: ids }] };
    const found: SecurityGroup[] = [];
    for await (const page of sdk.paginateDescribeSecurityGroups({ client }, input)) {
      found.push(...(page.SecurityGroups ?? []).map(groupOf));
    }
    return found;
  });
}

const groupOf = ({ GroupId = '', GroupName = '', IpPermissions = [] }: Ec2Group): SecurityGroup => ({
  id: GroupId,
  name: GroupName,
  inbound: IpPermissions.map(ruleOf),
});

function ruleOf(permission: IpPermission): InboundRule {
  const { IpProtocol = '-1', FromPort, ToPort } = permission;
  const ports = FromPort === undefined || ToPort === undefined ? null : { from: FromPort, to: ToPort };
  return { protocol: IpProtocol, ports, sources: sourcesOf(permission) };
}

const sourcesOf = ({
  IpRanges = [],
  Ipv6Ranges = [],
  UserIdGroupPairs = [],
  PrefixListIds = [],
}: IpPermission): RuleSource[] => [
  ...IpRanges.map(({ CidrIp = '' }): RuleSource => ({ kind: 'cidr', cidr: CidrIp })),
  ...Ipv6Ranges.map(({ CidrIpv6 = '' }): RuleSource => ({ kind: 'cidr', cidr: CidrIpv6 })),
  ...UserIdGroupPairs.map(({ GroupId = '' }): RuleSource => ({ kind: 'group', id: GroupId })),
  ...PrefixListIds.map(({ PrefixListId = '' }): RuleSource => ({ kind: 'prefixList', id: PrefixListId })),
];

function kubernetesOf(clients: AwsClients, cluster: string): Promise<string> {
  const call = { action: 'eks:DescribeCluster', resource: `the cluster ${cluster}` };
  return explained(call, async () => {
    const { sdk, client } = await clients.eks();
    const answer = await client.send(new sdk.DescribeClusterCommand({ name: cluster }));
    if (answer.cluster?.version === undefined) throw notAws(call, answer);
    return answer.cluster.version;
  });
}
