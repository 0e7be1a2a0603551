import { type FoundDrift, findDrift } from '../core/drift/find-drift.ts';
import { baselineOf, type Drift, type PastRun } from '../core/drift/model.ts';
import { beginOf, windowOf } from '../core/drift/window.ts';
import { WinhardenError } from '../core/errors.ts';
import type { App } from '../core/ports.ts';
import { noSuchRun, type Place, pastRuns } from './past-runs.ts';

/** How far back runs are looked for where nobody says. */
const DRIFT_DAYS = 30;

export interface DriftInput {
  /** As of this run, of its nodes; without it what each node said last. */
  runId?: string;
  /** A run, or a day. */
  since?: string;
  /** Names; all where there are none. */
  baselines: string[];
  /** Whose record is read besides what this machine keeps. */
  place?: Place;
}

export interface DriftResult {
  run: string | null;
  /** ISO. */
  since: string;
  baselines: Drift[];
}

type Archives = Pick<App, 'runs' | 'bucket' | 'clock'>;

/** What drifted, of each baseline that runs were of. Errors: InvalidRun, InvalidSince, NoSuchRun, NoRuns. */
export async function showDrift(app: Archives, input: DriftInput): Promise<DriftResult> {
  const { since, found } = await lookForDrift(app, input);
  return { run: input.runId ?? null, since, baselines: found.map(({ drift }) => drift) };
}

/** The same with all that is not as required now. `since`: ISO. */
export async function lookForDrift(app: Archives, input: DriftInput): Promise<{ since: string; found: FoundDrift[] }> {
  const { runId, since } = input;
  const window = windowOf({
    ...(since !== undefined && { since }),
    ...(runId !== undefined && { run: runId }),
    days: DRIFT_DAYS,
    now: app.clock.now(),
  });
  const runs = await pastRuns(app, window, input.place);
  const begin = beginOf(window);
  const named = runId === undefined ? undefined : runs.find(({ result }) => result.runId === runId);
  if (runId !== undefined && !named) throw noSuchRun(runId);
  const byBaseline = Map.groupBy(runs, ({ result }) => baselineOf(result));
  const wanted = named ? [baselineOf(named.result)] : [...byBaseline.keys()].sort();
  const baselines = wanted.filter((name) => input.baselines.length === 0 || input.baselines.includes(name));
  const known = (name: string) => byBaseline.get(name) as PastRun[];
  const missing = input.baselines.find((name) => !wanted.includes(name));
  if (missing !== undefined || baselines.length === 0) throw noRuns(missing, wanted, begin);
  const found: FoundDrift[] = [];
  for (const name of baselines) found.push(await findDrift(name, known(name), named?.result));
  return { since: begin, found };
}

function noRuns(baseline: string | undefined, known: string[], since: string): WinhardenError {
  return new WinhardenError({
    code: 'NoRuns',
    message: `no run${baseline === undefined ? '' : ` of ${baseline}`} has ended since ${since}`,
    suggestions: [
      ...(known.length > 0
        ? [`there are runs of ${known.join(', ')}`]
        : ['`winharden audit --help` shows how to start one']),
      'look further back with --since, or in a bucket with --bucket NAME',
    ],
  });
}
