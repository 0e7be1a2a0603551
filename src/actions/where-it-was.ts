import type { App, Where } from '../core/ports.ts';
import type { RunResult } from '../core/results/model.ts';

/** The app over the accounts and Regions that a kept run went over, unless others are named. Errors: NoSuchRun. */
export async function whereItWas(app: App, runId: string, named: Where | undefined): Promise<App> {
  const kept = (await (await app.runs.open(runId)).read('result.json')) as RunResult | null;
  const where = named ?? kept?.where;
  return where ? app.within(where) : app;
}
