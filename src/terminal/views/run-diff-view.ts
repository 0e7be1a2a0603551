import type { RunComparison } from '../../core/drift/compare-runs.ts';
import { nodeName } from '../../core/present/findings.ts';
import { printableLine } from '../../core/present/printable.ts';
import { requirementText, valueText } from '../../core/present/values.ts';
import { OUTCOME_TONE } from '../event-line.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { STATUS_TONE } from './control-view.ts';

const MOST_ROWS = 60;

/** What changed from one run to another. */
export function runDiffView({ a, b, nodes, controls }: RunComparison, style: Style): string {
  const what =
    nodes.length + controls.length === 0
      ? 'nothing changed'
      : `${controls.length} controls and ${nodes.length} nodes are otherwise`;
  return [
    style('bold', printableLine(`${a.operation} ${a.runId} to ${b.operation} ${b.runId}, ${b.baseline}: ${what}`)),
    ...(nodes.length > 0 ? [nodeTable(nodes, style)] : []),
    ...(controls.length > 0 ? [controlTable(controls, style)] : []),
  ].join('\n\n');
}

function nodeTable(nodes: RunComparison['nodes'], style: Style): string {
  const cell = (outcome: RunComparison['nodes'][number]['before']): Cell =>
    outcome === null ? 'not in it' : { text: outcome, tone: OUTCOME_TONE[outcome] };
  const rows = nodes.map((node): Cell[] => [nodeName(node), cell(node.before), cell(node.after)]);
  return bounded(['node', 'before', 'after'], rows, style);
}

function controlTable(controls: RunComparison['controls'], style: Style): string {
  const rows = controls.flatMap(({ id, title, nodes }) =>
    nodes.map((node): Cell[] => {
      const { before, after } = node;
      return [
        id,
        nodeName(node),
        before?.status ?? 'not told',
        after ? { text: after.status, tone: STATUS_TONE[after.status] } : 'not told',
        before ? valueText(before.found) : '',
        after ? valueText(after.found) : '',
        requirementText((after ?? before)?.required),
        title,
      ];
    }),
  );
  return bounded(['control', 'node', 'before', 'after', 'found', 'found now', 'required', 'what'], rows, style);
}

function bounded(head: string[], rows: Cell[][], style: Style): string {
  const left = rows.length - MOST_ROWS;
  const shown = table(head, rows.slice(0, MOST_ROWS), style);
  return left > 0 ? `${shown}\n  … and ${left} more with --json` : shown;
}
