import type { RunResult } from '../results/model.ts';

/** How a run that sent something can end, or be left. */
export type State = Exclude<RunResult['state'], 'dryRun'>;

const FINAL: RunResult['state'][] = ['finished', 'stopped', 'cancelled'];

/** Whether a state leaves nothing to go on with. */
export const isFinal = (state: RunResult['state']): boolean => FINAL.includes(state);
