import type { World } from '../world.ts';
import type { Execution } from './executions.ts';

/** Whether the fault `no-network` keeps what a node does now from the world: its first run, or as many as named. */
export function isCutOff({ faults }: World, { instanceId, ordinal }: Execution): boolean {
  const runs = faults.ofNode('no-network', instanceId);
  return runs !== undefined && ordinal < (runs === true ? 1 : Number(runs));
}
