import type { RunResult } from '../results/model.ts';
import type { State } from './final-state.ts';
import { finishRun } from './finish-run.ts';
import { Paused } from './paused.ts';
import type { RunContext } from './run-context.ts';

/** Does the work of a run and ends it as the work says, or pauses it. What throws leaves it as a kill would: it can be gone on with. */
export async function endRun(context: RunContext, work: () => Promise<State>): Promise<RunResult> {
  try {
    return await finishRun(context, await work());
  } catch (error) {
    if (!(error instanceof Paused)) throw error;
    if (context.io.signal.aborted) return finishRun(context, 'interrupted');
    context.io.emit({ type: 'warning', text: `the run pauses: ${error.message}` });
    return finishRun(context, 'paused', error);
  }
}
