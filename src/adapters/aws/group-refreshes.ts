import type { AutoScalingGroup, InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import type { GroupRefresh, Progress, Replacements, ScalingGroup } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explained, notAws } from './explain.ts';
import { orNull } from './or-null.ts';

type Scaling = Pick<Replacements, 'scalingGroup' | 'openRefresh' | 'startRefresh' | 'refreshProgress'>;

const named = (group: string) => `the Auto Scaling group ${group}`;
const ENDED = ['Successful', 'Failed', 'Cancelled', 'RollbackSuccessful', 'RollbackFailed'];

/** Auto Scaling groups and their instance refreshes. */
export function groupRefreshes(clients: AwsClients): Scaling {
  return {
    scalingGroup: (name) => scalingGroup(clients, name),
    openRefresh: async (group) => {
      const refreshes = await refreshesOf(clients, group);
      return refreshes.find(({ status }) => !ENDED.includes(status)) ?? null;
    },
    startRefresh: (refresh) => startRefresh(clients, refresh),
    refreshProgress: async (group, id) => {
      const [found] = await refreshesOf(clients, group, id);
      if (!found) throw notAws({ action: 'autoscaling:DescribeInstanceRefreshes', resource: named(group) }, {});
      return found;
    },
  };
}

function scalingGroup(clients: AwsClients, name: string): Promise<ScalingGroup | null> {
  return explained({ action: 'autoscaling:DescribeAutoScalingGroups', resource: named(name) }, async () => {
    const { sdk, client } = await clients.autoScaling();
    const command = new sdk.DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] });
    const [group] = (await client.send(command)).AutoScalingGroups ?? [];
    return group ? groupOf(name, group) : null;
  });
}

function groupOf(name: string, group: AutoScalingGroup): ScalingGroup {
  const { MixedInstancesPolicy: mixed } = group;
  const spec = group.LaunchTemplate ?? mixed?.LaunchTemplate?.LaunchTemplateSpecification;
  const { LaunchTemplateId: id, Version = '$Default' } = spec ?? {};
  return {
    name,
    instances: (group.Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? []),
    template: id === undefined ? null : { id, version: Version },
    mixed: mixed ?? null,
    launchConfiguration: group.LaunchConfigurationName ?? null,
    nodegroup: group.Tags?.find(({ Key }) => Key === 'eks:nodegroup-name')?.Value ?? null,
  };
}

/** The newest first, as Auto Scaling answers; a page is enough, as one at most is under way. */
function refreshesOf(clients: AwsClients, group: string, id?: string): Promise<Progress[]> {
  const call = { action: 'autoscaling:DescribeInstanceRefreshes', resource: named(group) };
  return explained(call, async () => {
    const { sdk, client } = await clients.autoScaling();
    const command = new sdk.DescribeInstanceRefreshesCommand({
      AutoScalingGroupName: group,
      ...(id !== undefined && { InstanceRefreshIds: [id] }),
    });
    const { InstanceRefreshes } = await client.send(command);
    return (InstanceRefreshes ?? []).map(progressOf);
  });
}

const progressOf = (refresh: InstanceRefresh): Progress => ({
  id: refresh.InstanceRefreshId ?? '',
  status: refresh.Status ?? 'Pending',
  percent: refresh.PercentageComplete ?? 0,
  reason: refresh.StatusReason ?? null,
  problems: [],
});

function startRefresh(clients: AwsClients, refresh: GroupRefresh): Promise<string | null> {
  const { group, desired, minHealthy, autoRollback } = refresh;
  const call = { action: 'autoscaling:StartInstanceRefresh', resource: named(group) };
  return explained(call, async () => {
    const { sdk, client } = await clients.autoScaling();
    const command = new sdk.StartInstanceRefreshCommand({
      AutoScalingGroupName: group,
      Strategy: 'Rolling',
      DesiredConfiguration: desired,
      Preferences: {
        MinHealthyPercentage: minHealthy,
        SkipMatching: true,
        ...(autoRollback && { AutoRollback: true }),
      },
    });
    const busy = ['InstanceRefreshInProgressFault', 'InstanceRefreshInProgress'];
    const answer = await orNull(busy, () => client.send(command));
    if (answer === null) return null;
    if (!answer.InstanceRefreshId) throw notAws(call, answer);
    return answer.InstanceRefreshId;
  });
}
