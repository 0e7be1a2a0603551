import { windowOf } from '../core/drift/window.ts';
import type { Selector } from '../core/fleet/model.ts';
import { CLASSIC_CONTROL, classicFound } from '../core/inspector/classic-agent.ts';
import { type NodeCoverage, nodeCoverage } from '../core/inspector/coverage.ts';
import type { AccountScanning } from '../core/inspector/model.ts';
import { windowsNodes } from '../core/inspector/windows-nodes.ts';
import type { App } from '../core/ports.ts';
import { type InspectorApp, ownScanning } from './inspector-place.ts';
import { pastRuns } from './past-runs.ts';

export interface InspectorStatus {
  region: string;
  scanning: AccountScanning;
  /** Uncovered ones first. */
  nodes: NodeCoverage[];
  covered: number;
  /** Whether an audit of this machine has looked for the agent of Inspector Classic on any of them. */
  classicLookedFor: boolean;
}

/** How far back audits are looked for. */
const CLASSIC_DAYS = 90;

/** How Inspector sees the nodes that are meant, or all Windows nodes here. Errors: NoNodesMatched. */
export async function showInspectorStatus(app: InspectorApp, selector: Selector | null): Promise<InspectorStatus> {
  const [scanning, nodes, { region }] = await Promise.all([
    ownScanning(app),
    windowsNodes(app.inventory, selector),
    app.inventory.identity(),
  ]);
  const isOn = scanning.ec2 === 'ENABLED' || scanning.ec2 === 'ENABLING';
  const ids = nodes.map(({ instanceId }) => instanceId).filter((id) => id.startsWith('i-'));
  const coverage = isOn ? await app.inspector.coverage(ids.length > MOST_NAMED ? null : ids) : [];
  const classic = await classicAgents(app, new Set(ids));
  const seen = nodeCoverage(nodes, coverage, classic.found).map((node) => (isOn ? node : notScanned(node)));
  return {
    region,
    scanning,
    nodes: seen,
    covered: seen.filter((node) => node.covered).length,
    classicLookedFor: classic.lookedFor,
  };
}

/** Above this many it is cheaper to ask for all than for ten at a time. */
const MOST_NAMED = 200;

const notScanned = (node: NodeCoverage): NodeCoverage => ({
  ...node,
  why: 'Inspector does not scan EC2 instances here',
  next: 'winharden inspector enable',
});

/** The newest run that looked counts, node by node. */
async function classicAgents(
  app: Pick<App, 'runs' | 'bucket' | 'clock'>,
  ids: ReadonlySet<string>,
): Promise<{ lookedFor: boolean; found: Map<string, string> }> {
  const runs = await pastRuns(app, windowOf({ days: CLASSIC_DAYS, now: app.clock.now() }), undefined);
  const asked = runs.filter(({ result }) => result.controls.some(({ id }) => id === CLASSIC_CONTROL));
  const found = new Map<string, string>();
  const known = new Set<string>();
  for (const { result, findings } of asked) {
    for (const { instanceId, controls } of await findings()) {
      if (!ids.has(instanceId) || known.has(instanceId)) continue;
      known.add(instanceId);
      if (classicFound(controls)) found.set(instanceId, result.runId);
    }
    if (known.size === ids.size) break;
  }
  return { lookedFor: known.size > 0, found };
}
