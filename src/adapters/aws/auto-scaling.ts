import { WinhardenError } from '../../core/errors.ts';
import { GROUP_TAG } from '../../core/fleet/model.ts';
import type { Machine } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explained } from './explain.ts';

/** DescribeAutoScalingGroups answers with so many groups on a page. */
const MOST_GROUPS = 50;
const GROUPS = { action: 'autoscaling:DescribeAutoScalingGroups', resource: 'all groups (*)' };

/**
 * Adds what Auto Scaling says of the machines that carry its tag. It is asked for their groups, because that takes one call for fifty
 * groups, whatever their size, where DescribeAutoScalingInstances takes one for fifty instances. Who may not ask gets the reason instead.
 */
export async function withScaling(clients: AwsClients, machines: Machine[]): Promise<Machine[]> {
  const groups = [...new Set(machines.flatMap(({ tags }) => tags[GROUP_TAG] ?? []))];
  if (groups.length === 0) return machines;
  const lifecycles = await lifecyclesOf(clients, groups).catch(onlyExplained);
  return machines.map((machine) => {
    const group = machine.tags[GROUP_TAG];
    if (group === undefined) return machine;
    if (lifecycles instanceof WinhardenError) {
      return { ...machine, autoScaling: { group, lifecycle: null, unknown: lifecycles.message } };
    }
    return { ...machine, autoScaling: { group, lifecycle: lifecycles.get(machine.instanceId) ?? null } };
  });
}

async function lifecyclesOf(clients: AwsClients, groups: string[]): Promise<Map<string, string>> {
  const lifecycles = new Map<string, string>();
  for (let from = 0; from < groups.length; from += MOST_GROUPS) {
    const names = groups.slice(from, from + MOST_GROUPS);
    for (const { InstanceId, LifecycleState } of await instancesOf(clients, names)) {
      if (InstanceId && LifecycleState) lifecycles.set(InstanceId, LifecycleState);
    }
  }
  return lifecycles;
}

function instancesOf(clients: AwsClients, names: string[]) {
  return explained(GROUPS, async () => {
    const { sdk, client } = await clients.autoScaling();
    const pages = sdk.paginateDescribeAutoScalingGroups(
      { client, pageSize: MOST_GROUPS },
      { AutoScalingGroupNames: names },
    );
    const groups = [];
    for await (const page of pages) groups.push(...(page.AutoScalingGroups ?? []));
    return groups.flatMap(({ Instances }) => Instances ?? []);
  });
}

function onlyExplained(error: unknown): WinhardenError {
  if (error instanceof WinhardenError) return error;
  throw error;
}
