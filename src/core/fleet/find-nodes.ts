import type { Inventory, Machine, ManagedNode, Tag } from '../ports.ts';
import type { Sighting } from './classify.ts';
import type { Selector } from './model.ts';
import { showTags, tagAlternatives } from './selector.ts';

export interface Sightings {
  found: Sighting[];
  /** The tags that matched, where they are not those that were typed. */
  matchedTag?: string;
}

/** Asks EC2 and SSM, and joins what they say. EC2 knows tags, states and unmanaged instances; SSM knows agents and hybrid nodes. */
export function findNodes(inventory: Inventory, selector: Selector): Promise<Sightings> {
  switch (selector.by) {
    case 'tags':
      return findByTags(inventory, selector.tags);
    case 'ids':
      return findByIds(inventory, selector.ids);
    case 'group':
      return inventory.groupMembers(selector.name).then((ids) => findByIds(inventory, ids));
  }
}

async function findByTags(inventory: Inventory, tags: Tag[]): Promise<Sightings> {
  const alternatives = tagAlternatives(tags);
  const machines = await Promise.all(alternatives.map((each) => inventory.machinesByTags(each)));
  const matched = alternatives.filter((_, index) => machines[index]?.length);
  const nodes = await Promise.all((matched.length > 0 ? matched : [tags]).map((each) => inventory.nodesByTags(each)));
  const other = matched.filter((each) => each !== alternatives[0]);
  return {
    found: join(machines.flat(), nodes.flat()),
    ...(alternatives.length > 1 && other.length > 0 ? { matchedTag: matched.map(showTags).join(', ') } : {}),
  };
}

async function findByIds(inventory: Inventory, ids: string[]): Promise<Sightings> {
  const machines = await inventory.machinesById(ids.filter((id) => id.startsWith('i-')));
  const running = new Set(
    machines.filter((machine) => machine.state === 'running').map((machine) => machine.instanceId),
  );
  const nodes = await inventory.nodesById(ids.filter((id) => id.startsWith('mi-') || running.has(id)));
  const known = join(machines, nodes);
  const seen = new Set(known.map((sighting) => sighting.instanceId));
  return { found: [...known, ...ids.filter((id) => !seen.has(id)).map((instanceId) => ({ instanceId }))] };
}

/** One sighting per id, in the order of ids, so that the same fleet always gives the same waves. */
function join(machines: Machine[], nodes: ManagedNode[]): Sighting[] {
  const byId = new Map<string, Sighting>();
  for (const machine of machines) byId.set(machine.instanceId, { instanceId: machine.instanceId, machine });
  for (const node of nodes) {
    byId.set(node.instanceId, { ...byId.get(node.instanceId), instanceId: node.instanceId, node });
  }
  return [...byId.values()].sort((a, b) => (a.instanceId < b.instanceId ? -1 : 1));
}
