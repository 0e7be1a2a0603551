import { EXIT } from '../errors.ts';
import type { Outcome, RunResult } from './model.ts';

/** The program's exit code for a run. A stopped or interrupted run is never 0. */
export function exitCodeOf({ state, nodes }: Pick<RunResult, 'state' | 'nodes'>): number {
  if (state === 'dryRun') return EXIT.done;
  if (state === 'interrupted') return EXIT.interrupted;
  if (state === 'inProgress') return EXIT.inProgress;
  if (state === 'paused') return EXIT.paused;
  // An instance that is no longer there has nothing left to answer for.
  const there = nodes.outcomes.filter((node) => !node.terminated);
  const count = (...outcomes: Outcome[]) => there.filter((node) => outcomes.includes(node.outcome)).length;
  const answered = count('Compliant', 'Remediated', 'NonCompliant');
  if (answered === 0) return EXIT.failed;
  if (answered < there.length || state === 'stopped') return EXIT.partly;
  return count('NonCompliant') > 0 ? EXIT.notCompliant : EXIT.done;
}
