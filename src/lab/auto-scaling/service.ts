import { randomUUID } from 'node:crypto';
import type {
  AutoScalingGroupNamesType,
  AutoScalingGroupsType,
  AutoScalingInstancesType,
  DescribeAutoScalingInstancesType,
} from '@aws-sdk/client-auto-scaling';
import { checkInput, checkOutput } from '../protocol/check.ts';
import { AwsError } from '../protocol/error.ts';
import type { Limits } from '../protocol/limits.ts';
import { page } from '../protocol/page.ts';
import { queryError, readForm, readQuery, writeQuery } from '../protocol/query.ts';
import { findOperation } from '../protocol/shapes.ts';
import type { Service } from '../service.ts';
import type { World } from '../world.ts';
import { groups, members, zoneOf } from './groups.ts';

type Handler = (world: World, input: object) => object;

const handlers: Record<string, Handler> = {
  DescribeAutoScalingGroups: describeGroups,
  DescribeAutoScalingInstances: describeInstances,
};

const LIMITS: Record<string, Record<string, Limits>> = {
  DescribeAutoScalingGroups: { MaxRecords: { min: 1, max: 100 } },
  DescribeAutoScalingInstances: { MaxRecords: { min: 1, max: 50 }, InstanceIds: { max: 50 } },
};

const NAMESPACE = 'http://autoscaling.amazonaws.com/doc/2011-01-01/';
const PAGE = 50;

export const autoScaling: Service = {
  name: 'autoscaling',
  operationOf: (request) => readForm(request).get('Action') ?? '',
  answer: async (world, operation, request) => {
    const handler = Object.hasOwn(handlers, operation) ? handlers[operation] : undefined;
    const shape = handler && (await findOperation('auto-scaling', operation));
    if (!handler || !shape)
      throw new AwsError('InvalidAction', `Could not find operation ${operation} for version 2011-01-01`);
    const input = readQuery(shape.input, readForm(request), 'query');
    checkInput(shape.input, input, { fields: LIMITS[operation] ?? {} });
    const value = handler(world, input);
    checkOutput(shape.output, value);
    return writeQuery('query', {
      operation,
      namespace: NAMESPACE,
      requestId: randomUUID(),
      shape: shape.output,
      value,
    });
  },
  refuse: (error) => queryError('query', error, randomUUID()),
};

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
