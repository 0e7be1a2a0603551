import type { BaselineRow, ControlCounts } from '../../actions/list-baselines.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';

const levels = (counts: ControlCounts) =>
  Object.entries(counts.levels)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

function rowsOf({ name, title, extends: bases, benchmarks, ...counts }: BaselineRow): Cell[][] {
  const row = (label: Cell, text: string, of: ControlCounts): Cell[] => [
    label,
    of.controls,
    levels(of),
    of.manual,
    of.optIn,
    text,
  ];
  const parts = benchmarks.map((benchmark) =>
    row({ text: `  ${benchmark.name}`, tone: 'dim' }, `${benchmark.title} ${benchmark.version}`, benchmark),
  );
  const what = bases.length > 0 ? `${title} (extends ${bases.join(', ')})` : title;
  return [row({ text: name, tone: 'bold' }, what, counts), ...parts];
}

/** Each baseline, and below it the benchmarks that it takes its controls from. */
export function baselineListView(baselines: readonly BaselineRow[], style: Style): string {
  const head = ['baseline', 'controls', 'levels', 'manual', 'opt-in', 'what'];
  return table(head, baselines.flatMap(rowsOf), style);
}
