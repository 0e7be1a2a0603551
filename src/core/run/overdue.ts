import { WinhardenError } from '../errors.ts';
import type { ManagedNode } from '../ports.ts';
import type { RunContext } from './run-context.ts';

/** By command, the nodes that have not ended, and when each was first seen at work. */
export type Waiting = Map<string, Map<string, Date | null>>;

/**
 * Takes out the nodes that may restart and have had their time, each with what Systems Manager says of it: a restart that never
 * ends looks like work to it, for as long as the command lives. The time is one for work and restart together, because nothing
 * tells from outside where the one ends.
 */
export async function takeOverdue(
  context: RunContext,
  waiting: Waiting,
): Promise<{ instanceId: string; reason: string }[]> {
  const { reboot, rebootMinutes } = context.spec.options;
  if (reboot === 'never') return [];
  const latestStart = context.ports.clock.now().getTime() - rebootMinutes * 60_000;
  const overdue = [...waiting.values()].flatMap((nodes) => takeStartedBy(latestStart, nodes));
  if (overdue.length === 0) return [];
  const words = await whatIsSaid(context, overdue);
  const reason = `did not come back: no end after ${rebootMinutes} minutes, its restart included`;
  return overdue.map((instanceId) => ({ instanceId, reason: `${reason}; ${words(instanceId)}` }));
}

function takeStartedBy(time: number, nodes: Map<string, Date | null>): string[] {
  const late = [...nodes].filter(([, started]) => started !== null && started.getTime() <= time).map(([id]) => id);
  for (const id of late) nodes.delete(id);
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
