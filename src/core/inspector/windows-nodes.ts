import { WinhardenError } from '../errors.ts';
import { isLeaving, releaseOf } from '../fleet/classify.ts';
import { findNodes, type Sightings } from '../fleet/find-nodes.ts';
import type { Selector } from '../fleet/model.ts';
import type { Inventory } from '../ports.ts';

/** A Windows node, whether a run could go to it or not. */
export interface WindowsNode {
  instanceId: string;
  name?: string;
  /** Of Windows Server: `2022`; null where nothing says. */
  release: string | null;
  /** EC2's word for an instance; null of a node that is none. */
  state: string | null;
  managed: boolean;
}

type Sighting = Sightings['found'][number];

const isWindows = ({ machine, node }: Sighting) => machine?.windows === true || node?.platformType === 'Windows';

/**
 * The Windows nodes that a selector means, those that are offline, stopped or unmanaged too; without one all Windows nodes that
 * Systems Manager manages. Errors: NoNodesMatched.
 */
export async function windowsNodes(inventory: Inventory, selector: Selector | null): Promise<WindowsNode[]> {
  const { found } = selector ? await findNodes(inventory, selector) : await managedNodes(inventory);
  const nodes = found
    .filter((each) => isWindows(each) && !(each.machine && isLeaving(each.machine)))
    .map(({ instanceId, machine, node }) => ({
      instanceId,
      ...(machine?.tags['Name'] !== undefined && { name: machine.tags['Name'] }),
      release: releaseOf(node?.platformName ?? ''),
      state: machine?.state ?? null,
      managed: node !== undefined,
    }));
  if (nodes.length > 0) return nodes;
  throw new WinhardenError({
    code: 'NoNodesMatched',
    message: selector ? 'no Windows node matches' : 'Systems Manager manages no Windows node here',
    suggestions: ['check the tag, the account (--profile) and the Region (--region)'],
  });
}

async function managedNodes(inventory: Inventory): Promise<Sightings> {
  const nodes = (await inventory.nodesByTags([])).filter(({ platformType }) => platformType === 'Windows');
  return nodes.length === 0
    ? { found: [] }
    : findNodes(inventory, { by: 'ids', ids: nodes.map((node) => node.instanceId) });
}
