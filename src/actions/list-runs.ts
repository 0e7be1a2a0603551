import type { App } from '../core/ports.ts';
import type { RunResult } from '../core/results/model.ts';
import type { RunSummary } from '../core/run/model.ts';

/** The runs that this machine keeps, newest first. */
export async function listRuns(app: Pick<App, 'runs'>): Promise<RunSummary[]> {
  const summaries: RunSummary[] = [];
  for (const runId of await app.runs.list()) {
    const result = await (await app.runs.open(runId)).read('result.json');
    if (result !== null) summaries.push(summaryOf(result as RunResult));
  }
  return summaries;
}

export function summaryOf(result: RunResult): RunSummary {
  const { runId, operation, baseline, state, started, finished, folder, nodes, schedule } = result;
  const counts: RunSummary['nodes'] = { selected: nodes.selected };
  for (const { outcome } of nodes.outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return {
    runId,
    operation,
    baseline,
    state,
    started,
    finished,
    nodes: counts,
    folder,
    ...(schedule && { schedule: schedule.name }),
  };
}
