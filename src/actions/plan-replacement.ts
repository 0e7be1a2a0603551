import { WinhardenError } from '../core/errors.ts';
import type { Sighting } from '../core/fleet/classify.ts';
import { findSome } from '../core/fleet/select-nodes.ts';
import { parseSelector, type RawSelector } from '../core/fleet/selector.ts';
import type { Machine } from '../core/ports.ts';
import { clusterOf } from '../core/posture/node-posture.ts';
import { groupNodes, titleOf } from '../core/replace/group-nodes.ts';
import type { GroupName, GroupPlan, ReplacedNode, ReplaceOptions, WhereFlags } from '../core/replace/model.ts';
import { stepsOf } from '../core/replace/steps.ts';
import { planNodegroup } from './plan-nodegroup.ts';
import { planScalingGroup } from './plan-scaling-group.ts';
import { alive, type Planned, type Planning, type ReplaceApp, refused } from './planned-group.ts';

export interface PlanInput {
  selector: RawSelector;
  options: ReplaceOptions;
  where: WhereFlags;
}

export interface ReplacePlan {
  groups: GroupPlan[];
  excluded: { instanceId: string; reason: string }[];
}

/**
 * How each selected Windows node is replaced: by groups, because no group can have one of its nodes replaced alone and stay as it
 * is. Nodes need no agent for it. Errors: NoSelector, NoNodesMatched, NothingToReplace.
 */
export async function planReplacement(app: ReplaceApp, input: PlanInput): Promise<ReplacePlan> {
  const { found } = await findSome(app.inventory, parseSelector(input.selector));
  const excluded = found.flatMap((sighting) => {
    const reason = whyNot(sighting);
    return reason === null ? [] : [{ instanceId: sighting.instanceId, reason }];
  });
  const machines = found.flatMap((sighting) =>
    sighting.machine && whyNot(sighting) === null ? [sighting.machine] : [],
  );
  if (machines.length === 0) throw nothingToReplace(excluded);
  const releases = new Map(found.map(({ instanceId, node }) => [instanceId, releaseOf(node?.platformName)]));
  const groups: GroupPlan[] = [];
  for (const group of groupNodes(machines)) groups.push(await planGroup(app, input, group, releases));
  return { groups, excluded };
}

const releaseOf = (platform = '') => /Windows Server (\d{4})/.exec(platform)?.[1];

function whyNot({ machine }: Sighting): string | null {
  if (!machine) return 'no EC2 instance that is seen here: it cannot be replaced through AWS';
  if (!machine.windows) return 'not Windows';
  return alive(machine) ? null : `it is ${machine.autoScaling?.lifecycle ?? machine.state} already`;
}

async function planGroup(
  app: ReplaceApp,
  { options, where }: PlanInput,
  { name, nodes }: { name: GroupName; nodes: Machine[] },
  releases: ReadonlyMap<string, string | undefined>,
): Promise<GroupPlan> {
  const [first] = nodes as [Machine];
  const known = new Set(nodes.flatMap(({ instanceId }) => releases.get(instanceId) ?? []));
  const [release] = known.size === 1 ? known : [];
  const planned = await planOf({ app, options, release, cluster: clusterOf(first.tags) }, name);
  const selected = new Set(nodes.map(({ instanceId }) => instanceId));
  const all = planned.nodes.length > 0 ? planned.nodes : nodes;
  const plan = {
    ...planned,
    name,
    title: titleOf(name),
    nodes: all.map((machine) => replacedNode(machine, selected)),
  };
  return { ...plan, steps: stepsOf({ plan, way: planned.way, options, where }) };
}

function planOf(planning: Planning, name: GroupName): Promise<Planned> | Planned {
  switch (name.kind) {
    case 'nodegroup':
      return planNodegroup(planning, name);
    case 'scalingGroup':
      return planScalingGroup(planning, name.group);
    case 'single':
      return refused('it is in no group, so that nothing launches another in its place');
  }
}

const replacedNode = (machine: Machine, selected: ReadonlySet<string>): ReplacedNode => ({
  instanceId: machine.instanceId,
  name: machine.tags['Name'] ?? null,
  imageId: machine.imageId,
  kubernetesName: clusterOf(machine.tags) === null ? null : (machine.privateDns ?? null),
  selected: selected.has(machine.instanceId),
});

const nothingToReplace = (excluded: ReplacePlan['excluded']) =>
  new WinhardenError({
    code: 'NothingToReplace',
    message: `none of the ${excluded.length} that match is a Windows instance that could be replaced`,
    suggestions: excluded.slice(0, 10).map(({ instanceId, reason }) => `${instanceId}: ${reason}`),
  });
