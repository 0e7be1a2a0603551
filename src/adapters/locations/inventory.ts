import { WinhardenError } from '../../core/errors.ts';
import type { Identity, Inventory } from '../../core/ports.ts';
import { everywhere, type Place } from './place.ts';
import type { Whereabouts } from './whereabouts.ts';

/** What all locations have, each node with where it is. `home` is the caller's own identity. */
export function inventoryOf(places: readonly Place[], { nodes }: Whereabouts, home: Identity): Inventory {
  const marked = async <T extends { instanceId: string }>(
    where: readonly Place[],
    ask: (place: Place) => Promise<T[]>,
  ): Promise<T[]> =>
    (await everywhere(where, ask)).flatMap(({ place, answer }) =>
      answer.map((each) => {
        nodes.set(each.instanceId, place);
        return { ...each, location: place.location };
      }),
    );
  const byIds = <T extends { instanceId: string }>(
    ids: string[],
    ask: (place: Place, ids: string[]) => Promise<T[]>,
  ): Promise<T[]> => {
    const idsAt = (place: Place) => ids.filter((id) => (nodes.get(id) ?? place) === place);
    const some = places.filter((place) => idsAt(place).length > 0);
    return marked(some, (place) => ask(place, idsAt(place)));
  };
  return {
    identity: async () => {
      await everywhere(places, ({ inventory }) => inventory.identity());
      return { ...home, locations: places.map(({ location }) => location) };
    },
    machinesByTags: (tags) => marked(places, ({ inventory }) => inventory.machinesByTags(tags)),
    machinesById: (ids) => byIds(ids, ({ inventory }, its) => inventory.machinesById(its)),
    someMachines: () => marked(places, ({ inventory }) => inventory.someMachines()),
    nodesByTags: (tags) => marked(places, ({ inventory }) => inventory.nodesByTags(tags)),
    nodesById: (ids) => byIds(ids, ({ inventory }, its) => inventory.nodesById(its)),
    groupMembers: (name) => groupMembers(places, nodes, name),
  };
}

/** A group need not be in every location; it must be in one. */
async function groupMembers(places: readonly Place[], nodes: Whereabouts['nodes'], name: string): Promise<string[]> {
  const found = await everywhere(places, ({ inventory }) => inventory.groupMembers(name).catch(onlyNoSuchGroup));
  const groups = found.flatMap(({ place, answer }) => (answer instanceof WinhardenError ? [] : [{ place, answer }]));
  const [first] = found;
  if (groups.length === 0 && first) throw first.answer;
  for (const { place, answer } of groups) for (const id of answer) nodes.set(id, place);
  return groups.flatMap(({ answer }) => answer);
}

function onlyNoSuchGroup(error: unknown): WinhardenError {
  if (error instanceof WinhardenError && error.code === 'NoSuchGroup') return error;
  throw error;
}
