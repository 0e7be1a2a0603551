import { restartWindows } from '../windows-restart.ts';
import type { AgentTask } from './agent.ts';

/** The exit code with which a script asks the agent for a restart. */
export const RESTART = 3010;
/** Lab seconds from the script's end until the agent is back. */
const RESTART_SECONDS = 30;
/** What the fault `service-lost-at-restart` strikes where it names none. */
const LOST_SERVICE = 'containerd';

/**
 * Restarts a node's Windows, as the agent does for a script that ends with 3010. What the restart makes of it holds at once, so
 * that a lab which is stopped meanwhile goes on after it; until the agent is back the node has lost its connection.
 */
export async function restartNode({ world, node }: Pick<AgentTask, 'world' | 'node'>): Promise<void> {
  const { instanceId } = node;
  const { clock, faults, windows, restarting } = world;
  const lost = faults.ofNode('service-lost-at-restart', instanceId);
  windows.set(node, restartWindows(windows.get(node), lost === true ? LOST_SERVICE : lost));
  restarting.set(instanceId, clock.now());
  if (faults.ofNode('no-return', instanceId)) await new Promise(() => {});
  await clock.sleep(RESTART_SECONDS);
  restarting.delete(instanceId);
}
