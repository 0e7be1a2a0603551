import { RELEASES, type Release } from '../baseline/model.ts';
import { WinhardenError } from '../errors.ts';
import type { Inventory } from '../ports.ts';
import { classify, type Sighting } from './classify.ts';
import { findNodes, type Sightings } from './find-nodes.ts';
import type { Candidate, Excluded, Fleet, Selector } from './model.ts';
import { nearMisses } from './near-misses.ts';
import { showTags } from './selector.ts';

/**
 * The nodes that a selector means, each selected or excluded with a reason; of other releases than these none is
 * selected, because a node that nothing is asked of would count as compliant. Errors: NoNodesMatched, NoNodesReady.
 */
export async function selectNodes(
  inventory: Inventory,
  selector: Selector,
  releases: readonly Release[] = RELEASES,
): Promise<Fleet> {
  const { found, matchedTag } = await findSome(inventory, selector);
  const nodes: Candidate[] = [];
  const excluded: Excluded[] = [];
  for (const sighting of found) {
    const verdict = classify(sighting, releases);
    if ('node' in verdict) nodes.push(verdict.node);
    else excluded.push(verdict.excluded);
  }
  if (nodes.length === 0) throw noNodesReady(excluded);
  return { nodes, excluded, ...(matchedTag ? { matchedTag } : {}), warnings: warningsOf(found) };
}

/** What a selector means, ready for a run or not. Errors: NoNodesMatched. */
export async function findSome(inventory: Inventory, selector: Selector): Promise<Sightings> {
  const sightings = await findNodes(inventory, selector);
  if (sightings.found.length === 0) throw await noNodesMatched(inventory, selector);
  return sightings;
}

/** Once for each reason, however many nodes it concerns. */
function warningsOf(found: Sighting[]): string[] {
  const reasons = new Set(found.flatMap(({ machine }) => machine?.autoScaling?.unknown ?? []));
  return [...reasons].map((reason) => `nodes that Auto Scaling terminates cannot be told from others: ${reason}`);
}

/** The error that names what comes close. */
export async function noNodesMatched(inventory: Inventory, selector: Selector): Promise<WinhardenError> {
  if (selector.by === 'group') {
    return new WinhardenError({
      code: 'NoNodesMatched',
      message: `the resource group "${selector.name}" holds no instance`,
      suggestions: ['check the group and the Region (--region)'],
    });
  }
  const asked = selector.by === 'tags' ? showTags(selector.tags) : selector.ids.join(' ');
  const near = selector.by === 'tags' ? nearMisses(selector.tags, await inventory.someMachines()) : [];
  return new WinhardenError({
    code: 'NoNodesMatched',
    message: `no node matches ${asked}`,
    suggestions:
      near.length > 0
        ? near.map((tag) => `near miss: --tag ${tag}`)
        : ['check the tag, the account (--profile) and the Region (--region)'],
  });
}

function noNodesReady(excluded: Excluded[]): WinhardenError {
  const shown = excluded.slice(0, 10).map((node) => `${node.instanceId}: ${node.reason}`);
  const more = excluded.length - shown.length;
  return new WinhardenError({
    code: 'NoNodesReady',
    message: `${excluded.length} ${excluded.length === 1 ? 'node matches' : 'nodes match'}, and none can take part`,
    suggestions: more > 0 ? [...shown, `and ${more} more`] : shown,
  });
}
