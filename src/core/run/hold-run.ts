import type { RunFolder } from '../ports.ts';
import type { RunResult } from '../results/model.ts';
import type { NodeLock } from './lock-nodes.ts';

/** While nodes may still be at work, or somebody means to go on, they stay locked until the lock runs out. */
const KEEPS_NODES: RunResult['state'][] = ['paused', 'interrupted', 'inProgress'];

/** Does the work of a run with its nodes locked, and then gives them to others where it has ended for good. */
export async function holdNodes(lock: NodeLock, work: () => Promise<RunResult>): Promise<RunResult> {
  let state: RunResult['state'] = 'stopped';
  try {
    const result = await work();
    state = result.state;
    return result;
  } finally {
    if (!KEEPS_NODES.includes(state)) await lock.release();
  }
}

/** Does the work of a run with its folder taken for this process. Errors: RunBusy. */
export async function holdFolder(folder: RunFolder, work: () => Promise<RunResult>): Promise<RunResult> {
  const vacate = await folder.occupy();
  return work().finally(vacate);
}
