import type { RunResult } from '../results/model.ts';
import { ChangeSearch } from './change-search.ts';
import {
  type ChangedControl,
  type Drift,
  type KnownNode,
  knownNode,
  MET,
  type NodeChange,
  OPEN,
  type PastRun,
  seenIn,
} from './model.ts';
import { nodeMoves } from './node-moves.ts';

export interface FoundDrift {
  drift: Drift;
  /** Controls of nodes that are not as required now, whether they ever were or not. */
  open: { instanceId: string; id: string }[];
}

/**
 * The drift of one baseline. `runs`: of this baseline, the newest first; a run of a part of it counts, a rollback too.
 * `of`: the run whose nodes are meant; without it all.
 */
export async function findDrift(baseline: string, runs: PastRun[], of?: RunResult): Promise<FoundDrift> {
  const meant = of && new Set(of.nodes.outcomes.map(({ instanceId }) => instanceId));
  const isMeant = ({ instanceId }: KnownNode) => meant?.has(instanceId) ?? true;
  const search = new ChangeSearch();
  const results = runs.map(({ result }) => result);
  const met = metUntil(results);
  for (const [index, { result, findings }] of runs.entries()) {
    if (search.wants(result, met[index] ?? new Set())) search.add(result, (await findings()).filter(isMeant));
  }
  const judged = results.filter(({ operation }) => operation !== 'rollback').reverse();
  const { newNodes, goneNodes, silentNodes } = nodeMoves(judged, of);
  const gone = new Set(goneNodes.map(({ instanceId }) => instanceId));
  const words = wordsOf(judged);
  const changes = search
    .changed()
    .filter(({ instanceId }) => !gone.has(instanceId))
    .map(({ id, instanceId, ...rest }) => ({ id, change: { ...words.node(instanceId), ...rest } }));
  const group = (which: (change: NodeChange) => boolean) =>
    byControl(
      changes.filter(({ change }) => which(change)),
      words,
    );
  const isOpen = ({ now }: NodeChange) => OPEN.includes(now.status);
  const drifted = group((change) => isOpen(change) && !change.putBack);
  const drift = {
    baseline,
    runs: results.map(seenIn),
    drifted,
    nodes: byNode(drifted),
    excused: group((change) => !isOpen(change)),
    putBack: group((change) => isOpen(change) && change.putBack !== undefined),
    newNodes,
    goneNodes,
    silentNodes: silentNodes.filter(isMeant),
  };
  return { drift, open: search.open() };
}

/** Of each run, the controls that it or an older one found met on some node. `results`: the newest first. */
function metUntil(results: RunResult[]): ReadonlySet<string>[] {
  const met = new Set<string>();
  const sets = results.toReversed().map(({ operation, controls }) => {
    if (operation === 'rollback') return new Set(met);
    for (const { id, statuses } of controls) if (MET.some((status) => statuses[status])) met.add(id);
    return new Set(met);
  });
  return sets.reverse();
}

interface Words {
  node(instanceId: string): KnownNode;
  control(id: string): Pick<ChangedControl, 'id' | 'title' | 'level'>;
}

/** What nodes and controls are called, by the last run that knew them. */
function wordsOf(results: RunResult[]): Words {
  const nodes = new Map(
    results.flatMap((result) => result.nodes.outcomes.map((node) => [node.instanceId, node] as const)),
  );
  const controls = new Map(
    results.flatMap((result) => result.controls.map((control) => [control.id, control] as const)),
  );
  return {
    node: (instanceId) => knownNode(nodes.get(instanceId) ?? { instanceId }),
    control: (id) => {
      const { title, level } = controls.get(id) ?? { title: '', level: '' };
      return { id, title, level };
    },
  };
}

/** Those of the most nodes first. */
function byControl(changes: { id: string; change: NodeChange }[], words: Words): ChangedControl[] {
  return [...Map.groupBy(changes, ({ id }) => id)]
    .map(([id, same]) => ({ ...words.control(id), nodes: same.map(({ change }) => change) }))
    .sort((a, b) => b.nodes.length - a.nodes.length || (a.id < b.id ? -1 : 1));
}

function byNode(drifted: ChangedControl[]): Drift['nodes'] {
  const pairs = drifted.flatMap(({ id, nodes }) => nodes.map((node) => ({ id, node })));
  return [...Map.groupBy(pairs, ({ node }) => node.instanceId)]
    .map(([, same]) => ({ ...knownNode((same[0] as (typeof pairs)[number]).node), controls: same.map(({ id }) => id) }))
    .sort((a, b) => b.controls.length - a.controls.length || (a.instanceId < b.instanceId ? -1 : 1));
}
