import type { ControlResult } from '../report/model.ts';
import type { Outcome, RunResult } from '../results/model.ts';
import { type ChangedControl, type KnownNode, knownNode, type NodeFindings, type PastRun } from './model.ts';

/** What a run found of a control on a node; null where it told nothing of it. */
type Finding = Pick<ControlResult, 'status' | 'found' | 'required' | 'message'> | null;

export interface RunComparison {
  a: RunHead;
  b: RunHead;
  /** Nodes that ended otherwise, or took part in one run only. */
  nodes: (KnownNode & { before: Outcome | null; after: Outcome | null })[];
  /** Controls whose status changed on some node that told of both. */
  controls: (Omit<ChangedControl, 'nodes'> & { nodes: (KnownNode & { before: Finding; after: Finding })[] })[];
}

type RunHead = Pick<RunResult, 'runId' | 'operation' | 'baseline' | 'started'>;

/** What changed from one run to another: nodes, and controls on nodes that reported in both. */
export async function compareRuns(a: PastRun, b: PastRun): Promise<RunComparison> {
  const [before, after] = [byNode(await a.findings()), byNode(await b.findings())];
  const nodes = outcomesOf(a.result, b.result);
  const words = new Map([...a.result.controls, ...b.result.controls].map((control) => [control.id, control]));
  const changes = nodes.flatMap(({ before: _, after: __, ...node }) =>
    changesOf(before.get(node.instanceId), after.get(node.instanceId)).map((change) => ({ ...change, node })),
  );
  const controls = [...Map.groupBy(changes, ({ id }) => id)].map(([id, same]) => ({
    id,
    title: words.get(id)?.title ?? '',
    level: words.get(id)?.level ?? '',
    nodes: same.map(({ node, before, after }) => ({ ...node, before, after })),
  }));
  return {
    a: headOf(a.result),
    b: headOf(b.result),
    nodes: nodes.filter(({ before, after }) => before !== after),
    controls: controls.sort((one, other) => other.nodes.length - one.nodes.length || (one.id < other.id ? -1 : 1)),
  };
}

const headOf = ({ runId, operation, baseline, started }: RunResult): RunHead => ({
  runId,
  operation,
  baseline,
  started,
});

type Controls = Map<string, ControlResult>;

const byNode = (findings: NodeFindings[]): Map<string, Controls> =>
  new Map(findings.map(({ instanceId, controls }) => [instanceId, new Map(controls.map((one) => [one.id, one]))]));

/** Every node of either run. */
function outcomesOf(a: RunResult, b: RunResult): RunComparison['nodes'] {
  const [before, after] = [a, b].map(({ nodes }) => new Map(nodes.outcomes.map((node) => [node.instanceId, node])));
  const all = [...new Map([...(before ?? []), ...(after ?? [])]).values()];
  return all.map((node) => ({
    ...knownNode(node),
    before: before?.get(node.instanceId)?.outcome ?? null,
    after: after?.get(node.instanceId)?.outcome ?? null,
  }));
}

function changesOf(before: Controls | undefined, after: Controls | undefined) {
  if (!before || !after) return [];
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((id) => ({ id, before: findingOf(before.get(id)), after: findingOf(after.get(id)) }))
    .filter((change) => change.before?.status !== change.after?.status);
}

function findingOf(control: ControlResult | undefined): Finding {
  if (!control) return null;
  const { status, found, required, message } = control;
  return { status, found, required, ...(message !== undefined && { message }) };
}
