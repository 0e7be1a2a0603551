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
/** Until a node that was shown stops, where it has the fault `leaving`. */
const LEAVES_AFTER_SECONDS = 1;

export function describeInstanceInformation(
  world: World,
  input: DescribeInstanceInformationRequest,
): DescribeInstanceInformationResult {
  const filters = filtersOf(input);
  const { NextToken, MaxResults, ...rest } = input;
  const tests = filters.map((filter) => testOf(world, filter));
  const found = [...world.nodes.values()].filter((node) => isManaged(node) && tests.every((test) => test(node)));
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

/** What a filter asks of a node; an id that is no managed node is an error and not an empty answer. */
function testOf(world: World, { Key = '', Values = [] }: InstanceInformationStringFilter): (node: LabNode) => boolean {
  if (Key === 'InstanceIds') return namedTest(world, Values);
  if (Key === 'tag-key') return ({ tags }) => Values.some((key) => key in tags);
  if (Key.startsWith('tag:')) return ({ tags }) => Values.includes(tags[Key.slice(4)] ?? '');
  return (node) => {
    const own = ownValue(world, node, Key);
    if (own === undefined) throw new AwsError('InvalidFilterKey', `The specified key isn't valid: ${Key}`);
    return Values.includes(own);
  };
}

function namedTest(world: World, ids: readonly string[]): (node: LabNode) => boolean {
  const unknown = ids.filter((id) => !isManaged(world.nodes.get(id)));
  if (unknown.length > 0) {
    throw new AwsError(
      'InvalidInstanceId',
      `Instances [[${unknown.join(', ')}]] not in a valid state for account ${world.account}`,
    );
  }
  const named = new Set(ids);
  return ({ instanceId }) => named.has(instanceId);
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
  if (world.faults.ofNode('leaving', node.instanceId)) world.clock.after(LEAVES_AFTER_SECONDS, () => stop(node));
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

function stop(node: LabNode): void {
  node.state = 'stopped';
}
