import { GROUP_TAG } from '../fleet/model.ts';
import type { Machine } from '../ports.ts';
import type { GroupName } from './model.ts';

/** The tags that EKS puts on the nodes of managed nodegroups. */
export const CLUSTER_TAG = 'eks:cluster-name';
export const NODEGROUP_TAG = 'eks:nodegroup-name';

/** Where a node belongs. A managed nodegroup's Auto Scaling group is EKS's own and never refreshed by itself. */
function groupNameOf({ instanceId, tags }: Pick<Machine, 'instanceId' | 'tags'>): GroupName {
  const [cluster, nodegroup, group] = [tags[CLUSTER_TAG], tags[NODEGROUP_TAG], tags[GROUP_TAG]];
  if (cluster !== undefined && nodegroup !== undefined) return { kind: 'nodegroup', cluster, nodegroup };
  return group === undefined ? { kind: 'single', instanceId } : { kind: 'scalingGroup', group };
}

export function titleOf(name: GroupName): string {
  switch (name.kind) {
    case 'nodegroup':
      return `nodegroup ${name.nodegroup} of the cluster ${name.cluster}`;
    case 'scalingGroup':
      return `Auto Scaling group ${name.group}`;
    case 'single':
      return `instance ${name.instanceId}`;
  }
}

/** Nodes by their group, in the order of the groups' titles. */
export function groupNodes<Node extends Pick<Machine, 'instanceId' | 'tags'>>(
  nodes: readonly Node[],
): { name: GroupName; nodes: Node[] }[] {
  const byTitle = Map.groupBy(nodes, (node) => titleOf(groupNameOf(node)));
  return [...byTitle]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, its]) => ({ name: groupNameOf(its[0] as Node), nodes: its }));
}
