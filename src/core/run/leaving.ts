import { WinhardenError } from '../errors.ts';
import { isLeaving, leavingText } from '../fleet/classify.ts';
import { GROUP_TAG } from '../fleet/model.ts';
import type { Machine } from '../ports.ts';
import type { Lane } from './lane.ts';
import type { RunContext } from './run-context.ts';

/** How long a node is at work before EC2 is asked whether it is still there, and between two such questions. */
const PATIENCE_MS = 3 * 60_000;

/**
 * Takes out the nodes that EC2 took away while they were at work, with its words: to Systems Manager they are at work for as long as the
 * command lives. One question for all that have been at work for a while,
 * of the commands in which no node ends any more.
 */
export function leavingLook(context: RunContext): (lanes: Lane[]) => Promise<Map<string, string>> {
  const now = () => context.ports.clock.now().getTime();
  let asked = now();
  return async (lanes) => {
    if (now() - asked < PATIENCE_MS) return new Map();
    asked = now();
    const stuck = lanes.filter(({ movedAt }) => now() - movedAt.getTime() >= PATIENCE_MS);
    const longAtWork = stuck.flatMap(({ waiting, sent }) =>
      [...waiting].filter(([, started]) => now() - (started ?? sent).getTime() >= PATIENCE_MS).map(([id]) => id),
    );
    const leaving = await leavingAmong(context, longAtWork);
    for (const { waiting } of lanes) for (const id of leaving.keys()) waiting.delete(id);
    return leaving;
  };
}

/** Of nodes that may have gone, those that EC2 took or is taking away, with its words. No answer is no reason to hold the run. */
export async function leavingAmong(context: RunContext, ids: string[]): Promise<Map<string, string>> {
  const instances = ids.filter((id) => id.startsWith('i-'));
  if (instances.length === 0) return new Map();
  try {
    const machines = new Map((await machinesOf(context, instances)).map((each) => [each.instanceId, each]));
    return new Map(
      instances.flatMap((id): [string, string][] => {
        const machine = machines.get(id);
        if (!machine) return [[id, 'terminated: EC2 no longer knows the instance']];
        return isLeaving(machine) ? [[id, leavingText(machine)]] : [];
      }),
    );
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    return new Map();
  }
}

/** EC2 is asked for so many ids at once, and answers with five times as many instances of a group. */
const MOST_IDS = 200;

/** As few questions as there can be: by group where many are of one, by id for the others, those that left their group among them. */
async function machinesOf({ ports: { inventory }, record }: RunContext, ids: string[]): Promise<Machine[]> {
  const byGroup = Map.groupBy(ids, (id) => record.tagsOf(id)?.[GROUP_TAG]);
  const groups = [...byGroup].flatMap(([group, its]) =>
    group !== undefined && its.length > Math.max(MOST_IDS, record.sizeOf(group) / 5) ? group : [],
  );
  const members = groups.map((value) => inventory.machinesByTags([{ key: GROUP_TAG, value }]));
  const found = (await Promise.all(members)).flat();
  const known = new Set(found.map(({ instanceId }) => instanceId));
  const others = ids.filter((id) => !known.has(id));
  return others.length === 0 ? found : [...found, ...(await inventory.machinesById(others))];
}
