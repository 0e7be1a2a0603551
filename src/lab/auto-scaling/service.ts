import type {
  AutoScalingGroupNamesType,
  AutoScalingGroupsType,
  AutoScalingInstancesType,
  DescribeAutoScalingInstancesType,
} from '@aws-sdk/client-auto-scaling';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import { queryService } from '../query-service.ts';
import type { World } from '../world.ts';
import { groups, members, zoneOf } from './groups.ts';
import { describeInstanceRefreshes, startInstanceRefresh } from './refreshes.ts';

const PAGE = 50;

export const autoScaling = queryService({
  name: 'autoscaling',
  client: 'auto-scaling',
  dialect: 'query',
  namespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
  handlers: {
    DescribeAutoScalingGroups: describeGroups,
    DescribeAutoScalingInstances: describeInstances,
    StartInstanceRefresh: startInstanceRefresh,
    DescribeInstanceRefreshes: describeInstanceRefreshes,
  },
  limits: {
    DescribeAutoScalingGroups: { MaxRecords: { min: 1, max: 100 } },
    DescribeAutoScalingInstances: { MaxRecords: { min: 1, max: 50 }, InstanceIds: { max: 50 } },
    DescribeInstanceRefreshes: { MaxRecords: { min: 1, max: 100 } },
    StartInstanceRefresh: {
      Preferences: {
        fields: { MinHealthyPercentage: { min: 0, max: 100 }, MaxHealthyPercentage: { min: 100, max: 200 } },
      },
    },
  },
  unknown: (operation) => `Could not find operation ${operation} for version 2011-01-01`,
});

/** Names of no group are left out without a word. */
function describeGroups(world: World, input: AutoScalingGroupNamesType): AutoScalingGroupsType {
  const { NextToken, MaxRecords, ...rest } = input;
  if (input.Filters) throw new AwsError('ValidationError', "The lab's DescribeAutoScalingGroups has no Filters.");
  const names = input.AutoScalingGroupNames;
  const wanted = groups(world).filter(({ AutoScalingGroupName = '' }) => names?.includes(AutoScalingGroupName) ?? true);
  const { items, next } = page(wanted, MaxRecords ?? PAGE, NextToken, rest);
  return { AutoScalingGroups: items, NextToken: next };
}

/** Instances of no group are left out without a word. */
function describeInstances(world: World, input: DescribeAutoScalingInstancesType): AutoScalingInstancesType {
  const { NextToken, MaxRecords, ...rest } = input;
  const wanted = members(world).filter(({ node }) => input.InstanceIds?.includes(node.instanceId) ?? true);
  const { items, next } = page(wanted, MaxRecords ?? PAGE, NextToken, rest);
  const AutoScalingInstances = items.map(({ node, group, lifecycle }) => ({
    InstanceId: node.instanceId,
    InstanceType: node.instanceType,
    AutoScalingGroupName: group,
    AvailabilityZone: zoneOf(world),
    LifecycleState: lifecycle,
    HealthStatus: 'HEALTHY',
    ProtectedFromScaleIn: false,
  }));
  return { AutoScalingInstances, NextToken: next };
}
