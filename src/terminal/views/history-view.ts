import type { History } from '../../actions/show-history.ts';
import type { HistoryLine, HistoryPoint } from '../../core/drift/history.ts';
import { printableLine } from '../../core/present/printable.ts';
import { percentText } from '../../core/present/score-text.ts';
import type { Style, Tone } from '../style.ts';
import { type Cell, table } from '../table.ts';

/** Scores over time, a table for each baseline and group. */
export function historyView({ since, tag, lines }: History, style: Style): string {
  if (lines.length === 0) return `No run with a score has ended since ${since}; --since looks further back.`;
  return lines.map((line) => `${style('bold', headOf(line, tag))}\n${lineTable(line, style)}`).join('\n\n');
}

function headOf({ baseline, group }: HistoryLine, tag: string | null): string {
  const where = tag === null ? '' : group === null ? `, nodes without ${tag}` : `, ${tag}=${group}`;
  return printableLine(`${baseline}${where}`);
}

function lineTable({ points }: HistoryLine, style: Style): string {
  const rows = points.map((point): Cell[] => [
    point.started,
    point.operation,
    `${point.reported} of ${point.nodes}${point.late ? ` (${point.late} late)` : ''}`,
    point.score ? percentText(point.score.beforeWaivers) : '–',
    point.score ? percentText(point.score.afterWaivers) : '–',
    changeCell(point),
    point.runId,
  ]);
  return table(['started', 'operation', 'reported', 'before waivers', 'after', 'change', 'run'], rows, style);
}

function changeCell({ change }: HistoryPoint): Cell {
  if (change === null || change === 0) return '';
  const tone: Tone = change > 0 ? 'good' : 'bad';
  return { text: `${change > 0 ? '+' : ''}${change}`, tone };
}
