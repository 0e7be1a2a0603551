import { compareRuns, type RunComparison } from '../core/drift/compare-runs.ts';
import type { App } from '../core/ports.ts';
import { openRun, type Place } from './past-runs.ts';

/** What changed from one run to another. Errors: InvalidRun, NoSuchRun. */
export async function diffRuns(
  app: Pick<App, 'runs' | 'bucket'>,
  { a, b, place }: { a: string; b: string; place?: Place },
): Promise<RunComparison> {
  return compareRuns(await openRun(app, a, place), await openRun(app, b, place));
}
