import type {
  DescribeInstanceInformationRequest,
  DescribeInstanceInformationResult,
  InstanceInformation,
  InstanceInformationStringFilter,
} from '@aws-sdk/client-ssm';
import type { LabNode } from '../fleet.ts';
import { pingOf } from '../node/deliver.ts';
import { PLATFORM_VERSIONS } from '../node/script-step.ts';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import type { World } from '../world.ts';
import { isManaged } from './targets.ts';

const PAGE = 10;
/** Minutes since an agent that lost its connection was last heard of, where it was not a restart. */
const LOST_MINUTES = 90;

export function describeInstanceInformation(
  world: World,
  input: DescribeInstanceInformationRequest,
): DescribeInstanceInformationResult {
  const filters = filtersOf(input);
  const { NextToken, MaxResults, ...rest } = input;
  const managed = [...world.nodes.values()].filter(isManaged);
  const found = managed.filter((node) => filters.every((filter) => matches(world, node, filter)));
  const { items, next } = page(found, MaxResults ?? PAGE, NextToken, rest);
  return { InstanceInformationList: items.map((node) => inform(world, node)), NextToken: next };
}

function filtersOf({
  Filters = [],
  InstanceInformationFilterList = [],
}: DescribeInstanceInformationRequest): InstanceInformationStringFilter[] {
  if (Filters.length > 0 && InstanceInformationFilterList.length > 0) {
    throw new AwsError('ValidationException', 'Filters and InstanceInformationFilterList can not both be given.');
  }
  const tags = Filters.filter(({ Key = '' }) => /^tag(:|-key$)/.test(Key));
  if (tags.length > 0 && tags.length < Filters.length) {
    throw new AwsError('InvalidFilterKey', 'Tag filters can not be combined with other filter types.');
  }
  return [...Filters, ...InstanceInformationFilterList.map(({ key, valueSet }) => ({ Key: key, Values: valueSet }))];
}

function matches(world: World, node: LabNode, { Key = '', Values = [] }: InstanceInformationStringFilter): boolean {
  if (Key === 'InstanceIds') return isNamed(world, node, Values);
  if (Key === 'tag-key') return Values.some((key) => key in node.tags);
  if (Key.startsWith('tag:')) return Values.includes(node.tags[Key.slice(4)] ?? '');
  const own = ownValue(world, node, Key);
  if (own === undefined) throw new AwsError('InvalidFilterKey', `The specified key isn't valid: ${Key}`);
  return Values.includes(own);
}

/** An id that is no managed node is an error and not an empty answer. */
function isNamed(world: World, node: LabNode, ids: readonly string[]): boolean {
  const unknown = ids.filter((id) => !isManaged(world.nodes.get(id)));
  if (unknown.length > 0) {
    throw new AwsError(
      'InvalidInstanceId',
      `Instances [[${unknown.join(', ')}]] not in a valid state for account ${world.account}`,
    );
  }
  return ids.includes(node.instanceId);
}

function ownValue(world: World, node: LabNode, key: string): string | undefined {
  const values: Record<string, string> = {
    PingStatus: pingOf(world, node),
    PlatformTypes: node.platform,
    PlatformType: node.platform,
    AgentVersion: node.agent?.version ?? '',
    ResourceType: 'EC2Instance',
    IamRole: '',
    ActivationIds: '',
    AssociationStatus: '',
    SourceIds: '',
    SourceTypes: '',
  };
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

function inform(world: World, node: LabNode): InstanceInformation {
  const ping = pingOf(world, node);
  const now = world.clock.now();
  const lost = world.restarting.get(node.instanceId) ?? new Date(now.getTime() - LOST_MINUTES * 60_000);
  const windows = node.platform === 'Windows';
  return {
    InstanceId: node.instanceId,
    PingStatus: ping,
    LastPingDateTime: ping === 'Online' ? now : lost,
    AgentVersion: node.agent?.version,
    IsLatestVersion: windows ? false : undefined,
    PlatformType: node.platform,
    PlatformName: windows ? `Microsoft Windows Server ${node.release} Datacenter` : 'Amazon Linux',
    PlatformVersion: windows ? PLATFORM_VERSIONS[node.release ?? 0] : '2023',
    ResourceType: 'EC2Instance',
    IPAddress: node.privateIp,
    ComputerName: `${node.computerName}.WORKGROUP`,
    SourceId: node.instanceId,
    SourceType: 'AWS::EC2::Instance',
  };
}
