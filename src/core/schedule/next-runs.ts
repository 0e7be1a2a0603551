import type { AssociationSummary } from '../ports.ts';
import { readExpression } from './expression.ts';
import { nextRuns } from './timing.ts';

const SHOWN_RUNS = 5;

/** The next runs of what holds from now on, ISO dates in UTC. */
export function runsFromNow(
  { expression, offsetDays }: Pick<AssociationSummary, 'expression' | 'offsetDays'>,
  now: Date,
  since = now,
): string[] {
  const parsed = expression === null ? null : readExpression(expression);
  if (!parsed) return [];
  const calendar = { after: now, since, offsetDays: offsetDays ?? 0 };
  return nextRuns(parsed.timing, calendar, SHOWN_RUNS).map((run) => run.toISOString());
}

/** The same of one that State Manager has: a rate goes by its last run, as near as can be known. */
export function nextRunsOf(association: AssociationSummary, now: Date): string[] {
  const begun = association.lastRun ?? now;
  const since = association.expression?.startsWith('rate') ? begun : new Date(now.getTime() - MOST_OFFSET_MS);
  return runsFromNow(association, now, since);
}

const MOST_OFFSET_MS = 7 * 86_400_000;
