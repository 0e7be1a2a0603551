import type { ShownSchedule } from '../../actions/list-schedules.ts';
import { printableLine } from '../../core/present/printable.ts';
import { utcTime } from '../local-time.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { runText } from './schedule-changes-view.ts';
import { statusCell } from './schedule-list-view.ts';

const orNever = (time: string | null) => (time ? utcTime(time) : 'never');
const body = (rows: Cell[][], style: Style) => table(['', ''], rows, style).split('\n').slice(1).join('\n');

/** One schedule: all that it says, when it runs next, and how its last runs went. */
export function scheduleShowView(schedule: ShownSchedule, style: Style): string {
  const facts: Cell[][] = [
    ['association', `${schedule.id}, version ${schedule.version}`],
    ...schedule.settings.map(({ what, to }): Cell[] => [what, to ?? 'none']),
    ['plan', schedule.tags['winharden:plan'] ?? 'unknown'],
    ['made', orNever(schedule.created)],
    ['changed', orNever(schedule.updated)],
    ['last run', orNever(schedule.lastRun)],
    ['status', statusCell(schedule)],
    ...schedule.nextRuns.map((run, index): Cell[] => [index === 0 ? 'next runs' : '', runText(run)]),
  ];
  const runs = schedule.runs.map(({ id, status, started, counts }): Cell[] => [id, orNever(started), status, counts]);
  const parts = [style('bold', printableLine(schedule.name)), body(facts, style)];
  if (runs.length > 0) parts.push(table(['run', 'started', 'status', 'nodes'], runs, style));
  return parts.join('\n');
}
