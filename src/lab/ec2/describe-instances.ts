import type {
  DescribeInstancesRequest,
  DescribeInstancesResult,
  Instance,
  PlatformValues,
  Reservation,
} from '@aws-sdk/client-ec2';
import type { LabNode } from '../fleet.ts';
import { profileOf } from '../iam/roles.ts';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import type { World } from '../world.ts';
import { instanceMatches } from './filters.ts';
import { GROUPS, groupName, VPC } from './security-groups.ts';

const PAGE = 1000;

export function describeInstances(world: World, input: DescribeInstancesRequest): DescribeInstancesResult {
  const { NextToken, MaxResults, ...rest } = input;
  refuseIds(world, input);
  const wanted = [...world.nodes.values()].filter((node) => isWanted(node, input));
  const { items, next } = page(wanted, MaxResults ?? PAGE, NextToken, rest, 'InvalidParameterValue');
  return { Reservations: items.map((node) => reservation(world, node)), NextToken: next };
}

function isWanted(node: LabNode, { InstanceIds, Filters = [] }: DescribeInstancesRequest): boolean {
  return (
    (InstanceIds ?? [node.instanceId]).includes(node.instanceId) &&
    Filters.every((filter) => instanceMatches(node, filter))
  );
}

function refuseIds(world: World, { InstanceIds = [], MaxResults }: DescribeInstancesRequest): void {
  if (InstanceIds.length > 0 && MaxResults !== undefined) {
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  }
  const malformed = InstanceIds.find((id) => !/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id));
  if (malformed) throw new AwsError('InvalidInstanceID.Malformed', `Invalid id: "${malformed}"`);
  const unknown = InstanceIds.filter((id) => !world.nodes.has(id));
  if (unknown.length === 0) return;
  const [noun, verb] = unknown.length > 1 ? ['IDs', 'do'] : ['ID', 'does'];
  throw new AwsError('InvalidInstanceID.NotFound', `The instance ${noun} '${unknown.join(', ')}' ${verb} not exist`);
}

function reservation(world: World, node: LabNode): Reservation {
  return {
    ReservationId: node.instanceId.replace('i-', 'r-'),
    OwnerId: world.account,
    Groups: [],
    Instances: [instance(world, node)],
  };
}

const SUBNETS = { private: 'subnet-0a9b8c7d6e5f40312', public: 'subnet-0b8c7d6e5f4031221' };

const STATE_CODES = { running: 16, terminated: 48, stopped: 80 };

function instance(world: World, node: LabNode): Instance {
  const { region } = world;
  const windows = node.platform === 'Windows';
  return {
    InstanceId: node.instanceId,
    ImageId: node.imageId,
    State: { Code: STATE_CODES[node.state], Name: node.state },
    PrivateDnsName: `ip-${node.privateIp.replaceAll('.', '-')}.${region}.compute.internal`,
    PrivateIpAddress: node.privateIp,
    InstanceType: node.instanceType as Instance['InstanceType'],
    LaunchTime: new Date(node.launchTime),
    Placement: { AvailabilityZone: `${region}a`, GroupName: '', Tenancy: 'default' },
    // The SDK's type says Windows; the service sends windows.
    Platform: windows ? ('windows' as PlatformValues) : undefined,
    PlatformDetails: windows ? 'Windows' : 'Linux/UNIX',
    Architecture: 'x86_64',
    IamInstanceProfile: node.noProfile ? undefined : profileOf(world, node),
    KeyName: node.keyName,
    PublicIpAddress: node.publicIp,
    VpcId: VPC,
    SubnetId: node.publicIp === undefined ? SUBNETS.private : SUBNETS.public,
    SecurityGroups: [GROUPS.cluster, ...(node.groups ?? [])].map((id) => ({ GroupId: id, GroupName: groupName(id) })),
    MetadataOptions: {
      State: 'applied',
      HttpEndpoint: 'enabled',
      HttpTokens: node.imdsV1 ? 'optional' : 'required',
      HttpPutResponseHopLimit: node.imdsHops ?? 1,
    },
    Hypervisor: 'xen',
    VirtualizationType: 'hvm',
    Tags: Object.entries(node.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}
