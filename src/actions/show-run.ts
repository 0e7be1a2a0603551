import { WinhardenError } from '../core/errors.ts';
import type { App, RunFolder } from '../core/ports.ts';
import type { NodeReport } from '../core/report/model.ts';
import { ReportShelf } from '../core/report/report-shelf.ts';
import type { RunResult } from '../core/results/model.ts';

/** A kept run with the verified reports of its nodes. Errors: NoSuchRun, DamagedRun. */
export async function showRun(app: Pick<App, 'runs'>, runId: string): Promise<RunResult & { reports: NodeReport[] }> {
  const folder = await app.runs.open(runId);
  const result = await readResult(folder);
  const shelf = new ReportShelf();
  for (const { instanceId, report } of result.nodes.outcomes) {
    const kept = report ? await folder.read(`nodes/${instanceId}.json`) : null;
    if (kept !== null) shelf.add(kept as NodeReport);
  }
  return { ...result, reports: shelf.of(result.nodes.outcomes) };
}

/** The result as last written. A run that was killed is still `inProgress` here. */
export async function readResult(folder: RunFolder): Promise<RunResult> {
  const result = await folder.read('result.json');
  if (result !== null) return result as RunResult;
  throw new WinhardenError({
    code: 'DamagedRun',
    message: `${folder.path} holds no result.json`,
    suggestions: ['its journal.jsonl tells how far the run came'],
  });
}
