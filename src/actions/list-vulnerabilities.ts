import { beginOf, windowOf } from '../core/drift/window.ts';
import type { Selector } from '../core/fleet/model.ts';
import { type FindingGroup, FindingGroups } from '../core/inspector/finding-groups.ts';
import type { FindingType, Severity } from '../core/inspector/model.ts';
import { windowsNodes } from '../core/inspector/windows-nodes.ts';
import { type InspectorApp, requireScanning } from './inspector-place.ts';

interface FindingsInput {
  selector: Selector | null;
  severities: Severity[];
  types: FindingType[];
  /** A run or a day. */
  since?: string;
  fixable: boolean;
  limit: number;
}

export interface FoundVulnerabilities {
  /** Nodes that were asked for, and those with any finding. */
  nodes: { asked: number; concerned: number };
  /** Findings by severity, one for each node. */
  counts: Record<Severity, number>;
  /** Worst first, no more than the limit. */
  groups: (Omit<FindingGroup, 'nodes'> & { nodes: { instanceId: string; name?: string }[] })[];
  /** Groups beyond the limit. */
  more: number;
}

/** Active findings about Windows nodes, the same together. Errors: InspectorOff, NoNodesMatched, InvalidSince. */
export async function listVulnerabilities(app: InspectorApp, input: FindingsInput): Promise<FoundVulnerabilities> {
  const { selector, severities, types, since, fixable, limit } = input;
  const begin = since === undefined ? undefined : beginOf(windowOf({ since, days: 0, now: app.clock.now() }));
  await requireScanning(app);
  const nodes = await windowsNodes(app.inventory, selector);
  const names = new Map(nodes.map(({ instanceId, name }) => [instanceId, name]));
  const instanceIds = nodes.map(({ instanceId }) => instanceId).filter((id) => id.startsWith('i-'));
  const gathered = new FindingGroups();
  const concerned = new Set<string>();
  const query = { instanceIds, severities, types, fixable, ...(begin !== undefined && { since: begin }) };
  for await (const page of app.inspector.findings(query)) {
    // Inspector has no filter for the platform; the nodes are Windows by what EC2 says.
    const windows = page.filter(({ platform }) => platform === '' || /windows/i.test(platform));
    for (const { instanceId } of windows) concerned.add(instanceId);
    gathered.add(windows);
  }
  const groups = gathered.all();
  return {
    nodes: { asked: nodes.length, concerned: concerned.size },
    counts: gathered.counts(),
    groups: groups
      .slice(0, limit)
      .map((group) => ({ ...group, nodes: group.nodes.map((id) => named(id, names.get(id))) })),
    more: Math.max(0, groups.length - limit),
  };
}

const named = (instanceId: string, name: string | undefined) => ({ instanceId, ...(name !== undefined && { name }) });
