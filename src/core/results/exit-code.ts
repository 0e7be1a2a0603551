import { EXIT } from '../errors.ts';
import type { Outcome, RunResult } from './model.ts';

/** The program's exit code for a run. A stopped or interrupted run is never 0. */
export function exitCodeOf({ state, nodes }: Pick<RunResult, 'state' | 'nodes'>): number {
  if (state === 'dryRun') return EXIT.done;
  if (state === 'interrupted') return EXIT.interrupted;
  if (state === 'inProgress') return EXIT.inProgress;
  if (state === 'paused') return EXIT.paused;
  const count = (...outcomes: Outcome[]) => nodes.outcomes.filter((node) => outcomes.includes(node.outcome)).length;
  const answered = count('Compliant', 'Remediated', 'NonCompliant');
  if (answered === 0) return EXIT.failed;
  if (answered < nodes.outcomes.length) return EXIT.partly;
  return count('NonCompliant') > 0 ? EXIT.notCompliant : EXIT.done;
}
