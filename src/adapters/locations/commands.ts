import type { Commands } from '../../core/ports.ts';
import { everywhere, type Place } from './place.ts';
import type { Whereabouts } from './whereabouts.ts';

/** Commands of all locations: each is sent to where its nodes are, and asked for where it was sent. */
export function commandsOf(places: readonly Place[], { nodes, commands }: Whereabouts): Commands {
  const placeOfNode = async (id: string): Promise<Place> => {
    const known = nodes.get(id);
    if (known) return known;
    const asked = await everywhere(places, ({ inventory }) => inventory.nodesById([id]));
    const place = asked.find(({ answer }) => answer.length > 0)?.place ?? asked[0]?.place;
    return nodes.set(id, place as Place).get(id) as Place;
  };
  /** A command that another process sent may be anywhere; what State Manager ran is in no list, and looked for in one place alone. */
  const placeOfCommand = async (id: string): Promise<Place | undefined> => {
    const known = commands.get(id) ?? (places.length === 1 ? places[0] : undefined);
    if (known) return known;
    const asked = await everywhere(places, (place) => place.commands.invocations(id));
    const place = asked.find(({ answer }) => answer.length > 0)?.place;
    if (place) commands.set(id, place);
    return place;
  };
  return {
    send: async (request) => {
      const place = await placeOfNode(request.instanceIds[0] ?? '');
      const answer = await place.commands.send(request);
      if (answer.kind === 'sent') commands.set(answer.commandId, place);
      return answer;
    },
    find: async (comment, documentName, since) => {
      const asked = await everywhere(places, (place) => place.commands.find(comment, documentName, since));
      const found = asked.find(({ answer }) => answer !== null);
      if (!found?.answer) return null;
      commands.set(found.answer, found.place);
      return found.answer;
    },
    invocations: async (id) => (await placeOfCommand(id))?.commands.invocations(id) ?? [],
    open: async (documentName, among) => {
      const some = among ? new Set(await Promise.all(among.map(placeOfCommand))) : null;
      const asked = await everywhere(
        places.filter((place) => some?.has(place) ?? true),
        (place) => place.commands.open(documentName),
      );
      return asked.flatMap(({ answer }) => answer);
    },
    cancel: async (id, instanceIds) => {
      await (await placeOfCommand(id))?.commands.cancel(id, instanceIds);
    },
    output: async (id, instanceId, step) => (await placeOfCommand(id))?.commands.output(id, instanceId, step) ?? null,
  };
}
