import type { Target } from '@aws-sdk/client-ssm';
import type { LabNode } from '../fleet.ts';
import { AwsError } from '../protocol/error.ts';
import { requireGroup } from '../resource-groups/groups.ts';
import type { World } from '../world.ts';

/** The nodes of `InstanceIds`: one that is unknown, stopped or not managed refuses the whole call. */
export function nodesById(world: World, ids: readonly string[]): LabNode[] {
  const duplicate = ids.find((id, index) => ids.indexOf(id) !== index);
  if (duplicate)
    throw new AwsError('DuplicateInstanceId', `You can't specify an instance ID in more than one place: ${duplicate}`);
  const bad = ids.filter((id) => !isManaged(world.nodes.get(id)));
  if (bad.length > 0) {
    throw new AwsError(
      'InvalidInstanceId',
      `Instances [[${bad.join(', ')}]] not in a valid state for account ${world.account}`,
    );
  }
  return ids.map((id) => world.nodes.get(id) as LabNode);
}

export function isManaged(node: LabNode | undefined): boolean {
  return node?.agent !== undefined && node.state === 'running';
}

/** The nodes of `Targets`: several keys must all match, one value of a key is enough. Only managed nodes are looked at. */
export function nodesByTargets(world: World, targets: readonly Target[]): LabNode[] {
  const tests = targets.map((target) => testOf(world, target));
  return [...world.nodes.values()].filter((node) => node.agent !== undefined && tests.every((test) => test(node)));
}

function testOf(world: World, { Key = '', Values = [] }: Target): (node: LabNode) => boolean {
  if (Key === 'InstanceIds' || Key === 'instanceids')
    return ({ instanceId }) => Values.includes('*') || Values.includes(instanceId);
  if (Key === 'tag-key') return ({ tags }) => Values.some((key) => key in tags);
  if (Key.startsWith('tag:')) return ({ tags }) => Values.includes(tags[Key.slice(4)] ?? '');
  if (Key === 'resource-groups:Name') return groupTest(world, Values);
  if (Key === 'resource-groups:ResourceTypeFilters')
    return () => Values.includes('AWS::EC2::Instance') || Values.includes('AWS::AllSupported');
  throw new AwsError('ValidationException', `The target key ${Key} is not supported.`);
}

function groupTest(world: World, names: readonly string[]): (node: LabNode) => boolean {
  const members = new Set(names.flatMap((name) => requireGroup(world, name).members));
  return ({ instanceId }) => members.has(instanceId);
}
