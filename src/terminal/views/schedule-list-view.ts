import type { ListedSchedule } from '../../actions/list-schedules.ts';
import { utcTime } from '../local-time.ts';
import type { Style, Tone } from '../style.ts';
import { type Cell, table } from '../table.ts';

const TONES: Record<string, Tone> = { Success: 'good', Failed: 'bad', TimedOut: 'bad' };

/** The last status, and how many nodes ended how. */
export function statusCell({ status, counts }: Pick<ListedSchedule, 'status' | 'counts'>): Cell {
  const nodes = Object.entries(counts).map(([word, count]) => `${count} ${word}`);
  return { text: nodes.length > 0 ? `${status}: ${nodes.join(', ')}` : status, tone: TONES[status] ?? 'plain' };
}

/** The schedules that winharden made, with their next and their last run. */
export function scheduleListView(schedules: readonly ListedSchedule[], style: Style): string {
  if (schedules.length === 0) return 'No schedules yet. `winharden schedule create --help` shows how to make one.';
  const rows = schedules.map((schedule): Cell[] => [
    schedule.name,
    schedule.operation ?? '?',
    schedule.baseline ?? schedule.document.name,
    schedule.schedule ?? 'once',
    schedule.nextRuns[0] ? utcTime(schedule.nextRuns[0]) : 'never',
    schedule.lastRun ? utcTime(schedule.lastRun) : 'never',
    statusCell(schedule),
    schedule.targets,
  ]);
  return table(['schedule', 'operation', 'baseline', 'when', 'next run', 'last run', 'status', 'targets'], rows, style);
}
