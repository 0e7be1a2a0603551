import type { AutoScalingGroup, Instance, LifecycleState } from '@aws-sdk/client-auto-scaling';
import { launchedFrom } from '../ec2/launch-templates.ts';
import { GROUP_TAG, type LabNode } from '../fleet.ts';
import type { World } from '../world.ts';

/** A member of a group, as Auto Scaling sees it. */
export interface Member {
  group: string;
  node: LabNode;
  lifecycle: LifecycleState;
}

/** Auto Scaling forgets an instance as soon as it is terminated. */
export function members(world: World): Member[] {
  return [...world.nodes.values()].flatMap((node) => {
    const group = node.tags[GROUP_TAG];
    if (group === undefined || node.state === 'terminated') return [];
    const terminating = world.faults.ofNode('terminating', node.instanceId) !== undefined;
    return [{ group, node, lifecycle: terminating ? 'Terminating:Wait' : 'InService' }];
  });
}

/** The groups that nodes are in; a group without any is not there. */
export function groups(world: World): AutoScalingGroup[] {
  return [...Map.groupBy(members(world), ({ group }) => group)].map(([name, its]) => ({
    AutoScalingGroupName: name,
    ...launchedFrom(world, name),
    MinSize: 0,
    MaxSize: its.length,
    DesiredCapacity: its.length,
    DefaultCooldown: 300,
    AvailabilityZones: [zoneOf(world)],
    HealthCheckType: 'EC2',
    CreatedTime: new Date(its[0]?.node.launchTime ?? 0),
    Instances: its.map((member) => instance(world, member)),
  }));
}

export const zoneOf = ({ region }: World) => `${region}a`;

function instance(world: World, { node, lifecycle }: Member): Instance {
  return {
    InstanceId: node.instanceId,
    InstanceType: node.instanceType,
    AvailabilityZone: zoneOf(world),
    LifecycleState: lifecycle,
    HealthStatus: 'Healthy',
    ProtectedFromScaleIn: false,
  };
}
