import { WinhardenError } from '../errors.ts';
import type { ManagedNode } from '../ports.ts';
import type { Lane } from './lane.ts';
import type { RunContext } from './run-context.ts';

/** A node that is waited for no longer. */
export interface Overdue {
  instanceId: string;
  reason: string;
  /** It may have gone down for a restart and not come back. */
  lost: boolean;
}

/** Takes out the nodes that have had their time, each with what Systems Manager says of it. */
export async function takeOverdue(context: RunContext, lanes: Lane[]): Promise<Overdue[]> {
  const now = context.ports.clock.now();
  const gone = takeRestarting(context, lanes, now);
  const silent = lanes.filter((lane) => lane.isExpired(now)).flatMap((lane) => take(lane, () => true));
  if (gone.length + silent.length === 0) return [];
  const words = await whatIsSaid(context, [...gone, ...silent]);
  const why = `did not come back: no end after ${context.spec.options.rebootMinutes} minutes, its restart included`;
  return [
    ...gone.map((instanceId) => ({ instanceId, reason: `${why}; ${words(instanceId)}`, lost: true })),
    ...silent.map((instanceId) => ({
      instanceId,
      reason: `never ended: ${OVERDUE}; ${words(instanceId)}`,
      lost: false,
    })),
  ];
}

const OVERDUE = 'its command is past its end, and Systems Manager does not give it up';

/**
 * A restart that never ends looks like work to Systems Manager, for as long as the command lives. The time is one for work and
 * restart together, because nothing tells from outside where the one ends.
 */
function takeRestarting(context: RunContext, lanes: Lane[], now: Date): string[] {
  const { reboot, rebootMinutes } = context.spec.options;
  if (reboot === 'never') return [];
  const latestStart = now.getTime() - rebootMinutes * 60_000;
  return lanes.flatMap((lane) => take(lane, (started) => started !== null && started.getTime() <= latestStart));
}

function take({ waiting }: Lane, isOverdue: (started: Date | null) => boolean): string[] {
  const late = [...waiting].filter(([, started]) => isOverdue(started)).map(([id]) => id);
  for (const id of late) waiting.delete(id);
  return late;
}

/** One question for all of them, and no answer is no reason to hold the run. */
async function whatIsSaid({ ports }: RunContext, ids: string[]): Promise<(id: string) => string> {
  try {
    const nodes = new Map((await ports.inventory.nodesById(ids)).map((node) => [node.instanceId, node]));
    return (id) => pingText(nodes.get(id));
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    return () => `Systems Manager could not be asked for it: ${error.message}`;
  }
}

function pingText(node: ManagedNode | undefined): string {
  if (!node) return 'Systems Manager no longer knows it';
  const since = node.lastPing?.toISOString() ?? 'an unknown time';
  if (node.ping !== 'Online') return `Systems Manager says ${node.ping || 'nothing'} since ${since}`;
  return `Systems Manager hears from it (Online, last at ${since}), so that its script is still at work or was lost`;
}
