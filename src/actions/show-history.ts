import { type HistoryLine, historyOf } from '../core/drift/history.ts';
import { baselineOf } from '../core/drift/model.ts';
import { beginOf, windowOf } from '../core/drift/window.ts';
import type { App } from '../core/ports.ts';
import { type Place, pastRuns } from './past-runs.ts';

/** How far back runs are looked for where nobody says. */
const HISTORY_DAYS = 90;

export interface HistoryInput {
  /** A run, or a day. */
  since?: string;
  /** Names; all where there are none. */
  baselines: string[];
  /** Key of the tag by whose values nodes are grouped. */
  tag?: string;
  place?: Place;
}

export interface History {
  /** ISO. */
  since: string;
  tag: string | null;
  lines: HistoryLine[];
}

/** Scores over time. Errors: InvalidSince. */
export async function showHistory(
  app: Pick<App, 'runs' | 'bucket' | 'clock'>,
  { since, baselines, tag, place }: HistoryInput,
): Promise<History> {
  const window = windowOf({ ...(since !== undefined && { since }), days: HISTORY_DAYS, now: app.clock.now() });
  const runs = await pastRuns(app, window, place);
  const chosen = runs.filter(({ result }) => baselines.length === 0 || baselines.includes(baselineOf(result)));
  return { since: beginOf(window), tag: tag ?? null, lines: await historyOf(chosen, tag) };
}
