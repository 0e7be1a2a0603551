import type { NodeReport } from '../report/model.ts';
import type { RunResult } from '../results/model.ts';

/** A run as it is shown: its result, and the verified reports of its nodes as far as they are at hand. */
export interface ShownRun {
  result: RunResult;
  reports: readonly NodeReport[];
}
