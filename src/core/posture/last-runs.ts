import type { PastRun } from '../drift/model.ts';
import { baselineOf } from '../drift/model.ts';
import type { NodeOutcome, RunResult } from '../results/model.ts';
import type { LastRun } from './model.ts';

/** The last run that went to each node, and its last score; the newest run comes first. */
export function lastRuns(runs: readonly Pick<PastRun, 'result'>[]): Map<string, LastRun> {
  const last = new Map<string, LastRun>();
  for (const { result } of runs) {
    for (const outcome of result.nodes.outcomes) {
      if (outcome.outcome === 'NotSent') continue;
      const known = last.get(outcome.instanceId);
      if (!known) last.set(outcome.instanceId, lastRun(result, outcome));
      else known.score ??= scoreOf(outcome);
    }
  }
  return last;
}

const lastRun = (result: RunResult, outcome: NodeOutcome): LastRun => ({
  runId: result.runId,
  operation: result.operation,
  baseline: baselineOf(result),
  started: result.started,
  outcome: outcome.outcome,
  score: scoreOf(outcome),
});

const scoreOf = ({ score }: NodeOutcome) => score?.afterWaivers.percent ?? null;
