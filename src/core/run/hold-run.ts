import type { RunResult } from '../results/model.ts';
import type { NodeLock } from './lock-nodes.ts';

/** While nodes may still be at work, or somebody means to go on, they stay locked until the lock runs out. */
const KEEPS_NODES: RunResult['state'][] = ['paused', 'interrupted', 'inProgress'];

/** Does the work of a run, and then gives its nodes to others where it has ended for good. */
export async function holdRun(lock: NodeLock, work: () => Promise<RunResult>): Promise<RunResult> {
  let state: RunResult['state'] = 'stopped';
  try {
    const result = await work();
    state = result.state;
    return result;
  } finally {
    if (!KEEPS_NODES.includes(state)) await lock.release();
  }
}
