import type { AutoScalingGroup, DesiredConfiguration, Instance, LifecycleState } from '@aws-sdk/client-auto-scaling';
import { templateOf } from '../ec2/launch-templates.ts';
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

/** The template's first version, until an instance refresh brought another. */
function launchedFrom(world: World, group: string): DesiredConfiguration {
  const { id, name } = templateOf(world, group);
  return (
    world.groups.launchedFrom.get(group) ?? {
      LaunchTemplate: { LaunchTemplateId: id, LaunchTemplateName: name, Version: '1' },
    }
  );
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
