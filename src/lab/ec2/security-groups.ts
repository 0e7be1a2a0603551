import type {
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  Filter,
  IpPermission,
  SecurityGroup,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import type { World } from '../world.ts';
import { valueMatches } from './filters.ts';

const PAGE = 1000;

export const VPC = 'vpc-0c1e2d3f4a5b60718';

/** EKS's own group that every node of a cluster is in, and those that some of the lab's nodes have besides. */
export const GROUPS = {
  cluster: 'sg-0a1c2e3f405162738',
  /** What EKS makes for `remoteAccess` with a key and no source: 3389 from everywhere. */
  remoteAccess: 'sg-0b2d3f4051627384a',
  /** A range of ports around 3389 from the company, and WinRM by a prefix list. */
  office: 'sg-0c3e4051627384a5b',
  /** 3389 from the bastion's group. */
  fromBastion: 'sg-0d4f5162738495a6c',
  bastion: 'sg-0e5061728394a5b7d',
} as const;

const PREFIX_LIST = 'pl-0f1e2d3c4b5a69780';

const allOut: IpPermission = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const tcp = (from: number, to: number, rest: IpPermission): IpPermission => ({
  IpProtocol: 'tcp',
  FromPort: from,
  ToPort: to,
  ...rest,
});

type Rules = Pick<SecurityGroup, 'GroupName' | 'Description'> & { IpPermissions(account: string): IpPermission[] };

const RULES: Record<string, Rules> = {
  [GROUPS.cluster]: {
    GroupName: 'eks-cluster-sg-demo-1804289383',
    Description: 'EKS created security group applied to ENI that is attached to EKS Control Plane master nodes',
    IpPermissions: (account) => [
      { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: GROUPS.cluster, UserId: account }] },
    ],
  },
  [GROUPS.remoteAccess]: {
    GroupName: 'eks-remoteAccess-5ac1e2d0-71f3-4b0e-9c55-2f6d0b8f1a34',
    Description: 'Security group for all nodes in the nodeGroup to allow remote access',
    IpPermissions: () => [tcp(3389, 3389, { IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] })],
  },
  [GROUPS.office]: {
    GroupName: 'windows-admin',
    Description: 'Administration from the office',
    IpPermissions: () => [
      tcp(3380, 3400, { IpRanges: [{ CidrIp: '10.20.0.0/16', Description: 'office' }] }),
      tcp(5985, 5986, { PrefixListIds: [{ PrefixListId: PREFIX_LIST, Description: 'jump hosts' }] }),
    ],
  },
  [GROUPS.fromBastion]: {
    GroupName: 'rdp-from-bastion',
    Description: 'RDP from the bastion',
    IpPermissions: (account) => [tcp(3389, 3389, { UserIdGroupPairs: [{ GroupId: GROUPS.bastion, UserId: account }] })],
  },
  [GROUPS.bastion]: { GroupName: 'bastion', Description: 'Bastion', IpPermissions: () => [] },
};

export const groupName = (id: string): string => RULES[id]?.GroupName ?? id;

export function describeSecurityGroups(
  world: World,
  input: DescribeSecurityGroupsRequest,
): DescribeSecurityGroupsResult {
  const { NextToken, MaxResults, ...rest } = input;
  const unknown = (input.GroupIds ?? []).find((id) => !(id in RULES));
  if (unknown) throw new AwsError('InvalidGroup.NotFound', `The security group '${unknown}' does not exist`);
  const found = Object.keys(RULES)
    .map((id) => describe(world, id))
    .filter((group) => isWanted(group, input));
  const { items, next } = page(found, MaxResults ?? PAGE, NextToken, rest, 'InvalidParameterValue');
  return { SecurityGroups: items, NextToken: next };
}

function isWanted(group: SecurityGroup, { GroupIds, Filters = [] }: DescribeSecurityGroupsRequest): boolean {
  return (GroupIds ?? [group.GroupId]).includes(group.GroupId) && Filters.every((filter) => matches(group, filter));
}

function matches(group: SecurityGroup, { Name = '', Values }: Filter): boolean {
  if (Name === 'group-id') return valueMatches(Values, group.GroupId);
  if (Name === 'group-name') return valueMatches(Values, group.GroupName);
  if (Name === 'vpc-id') return valueMatches(Values, group.VpcId);
  throw new AwsError('InvalidParameterValue', `The filter '${Name}' is invalid`);
}

function describe({ account }: World, id: string): SecurityGroup {
  const { GroupName, Description, IpPermissions } = RULES[id] as Rules;
  return {
    GroupId: id,
    GroupName,
    Description,
    OwnerId: account,
    VpcId: VPC,
    IpPermissions: IpPermissions(account),
    IpPermissionsEgress: [allOut],
  };
}
