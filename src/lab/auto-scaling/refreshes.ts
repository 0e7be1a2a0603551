import { randomUUID } from 'node:crypto';
import type {
  DescribeInstanceRefreshesAnswer,
  DescribeInstanceRefreshesType,
  DesiredConfiguration,
  LaunchTemplateSpecification,
  StartInstanceRefreshAnswer,
  StartInstanceRefreshType,
} from '@aws-sdk/client-auto-scaling';
import { findTemplate, launchedFrom, launchedNode, versionOf } from '../ec2/launch-templates.ts';
import type { LabNode } from '../fleet.ts';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import type { World } from '../world.ts';
import type { Refresh } from './group-store.ts';
import { members } from './groups.ts';
import { rollNodes } from './roll-nodes.ts';

const PAGE = 50;

export function startInstanceRefresh(world: World, input: object): StartInstanceRefreshAnswer {
  const asked = input as StartInstanceRefreshType & { AutoScalingGroupName: string };
  const { AutoScalingGroupName, DesiredConfiguration: wanted, Preferences } = asked;
  const nodes = nodesOf(world, AutoScalingGroupName);
  if (world.groups.refreshes.some((refresh) => isOpen(refresh, AutoScalingGroupName))) {
    const message = 'An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.';
    throw new AwsError('InstanceRefreshInProgress', message);
  }
  if (Preferences?.AutoRollback && !wanted) {
    throw new AwsError('ValidationError', 'AutoRollback requires a DesiredConfiguration.');
  }
  const { template, version } = versionFor(world, AutoScalingGroupName, wanted);
  const become = (node: LabNode) => launchedNode(node, template, version);
  const old = Preferences?.SkipMatching ? nodes.filter((node) => node.imageId !== version.data.ImageId) : nodes;
  const refresh: Refresh = {
    InstanceRefreshId: randomUUID(),
    AutoScalingGroupName,
    Status: 'Pending',
    StartTime: world.clock.now(),
    PercentageComplete: 0,
    InstancesToUpdate: old.length,
    Preferences,
    DesiredConfiguration: wanted,
    Strategy: 'Rolling',
  };
  world.groups.refreshes.push(refresh);
  goOn(world, refresh, old, become);
  return { InstanceRefreshId: refresh.InstanceRefreshId };
}

/** The newest first. */
export function describeInstanceRefreshes(world: World, input: object): DescribeInstanceRefreshesAnswer {
  const { NextToken, MaxRecords, ...rest } = input as DescribeInstanceRefreshesType;
  nodesOf(world, rest.AutoScalingGroupName ?? '');
  const found = world.groups.refreshes.filter(
    ({ AutoScalingGroupName, InstanceRefreshId = '' }) =>
      AutoScalingGroupName === rest.AutoScalingGroupName &&
      (rest.InstanceRefreshIds?.includes(InstanceRefreshId) ?? true),
  );
  const { items, next } = page(found.toReversed(), MaxRecords ?? PAGE, NextToken, rest);
  return { InstanceRefreshes: items, NextToken: next };
}

function nodesOf(world: World, group: string): LabNode[] {
  const nodes = members(world).flatMap((member) => (member.group === group ? [member.node] : []));
  if (nodes.length > 0) return nodes;
  throw new AwsError('ValidationError', `AutoScalingGroup name not found - AutoScalingGroup ${group} not found`);
}

const isOpen = ({ AutoScalingGroupName, Status }: Refresh, group: string) =>
  AutoScalingGroupName === group && (Status === 'Pending' || Status === 'InProgress');

/** The version that the group would launch from. */
function versionFor(world: World, group: string, wanted: DesiredConfiguration = launchedFrom(world, group)) {
  const { LaunchTemplate, MixedInstancesPolicy } = wanted;
  const spec: LaunchTemplateSpecification =
    LaunchTemplate ?? MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification ?? {};
  const template = findTemplate(world, spec);
  return { template, version: versionOf(template, spec.Version ?? '$Default') };
}

async function goOn(
  world: World,
  refresh: Refresh,
  old: LabNode[],
  become: (node: LabNode) => Partial<LabNode>,
): Promise<void> {
  const set = (more: Partial<Refresh>) => Object.assign(refresh, more);
  await world.clock.sleep(1);
  set({ Status: 'InProgress' });
  const failed = await rollNodes(world, old, {
    become,
    stuck: ({ instanceId }) =>
      world.faults.ofNode('launch-fails', instanceId) && 'We currently do not have sufficient capacity.',
    replaced: (count) =>
      set({
        PercentageComplete: Math.floor((100 * count) / old.length),
        InstancesToUpdate: old.length - count,
        StatusReason: count < old.length ? 'Waiting for instances to warm up before continuing.' : undefined,
      }),
  });
  const EndTime = world.clock.now();
  if (failed) {
    const Status = refresh.Preferences?.AutoRollback ? 'RollbackSuccessful' : 'Failed';
    set({
      Status,
      EndTime,
      StatusReason: `Launching an instance in place of ${failed.node.instanceId}: ${failed.why}`,
    });
    return;
  }
  if (refresh.DesiredConfiguration)
    world.groups.launchedFrom.set(refresh.AutoScalingGroupName, refresh.DesiredConfiguration);
  set({ Status: 'Successful', EndTime, PercentageComplete: 100 });
}
