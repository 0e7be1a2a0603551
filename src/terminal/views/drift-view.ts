import type { DriftResult } from '../../actions/show-drift.ts';
import type { ChangedControl, Drift, KnownNode, Sighting } from '../../core/drift/model.ts';
import { nodeName } from '../../core/present/findings.ts';
import { printableLine } from '../../core/present/printable.ts';
import { requirementText, valueText } from '../../core/present/values.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { STATUS_TONE } from './control-view.ts';

const MOST_ROWS = 60;

/** What drifted of each baseline: by control and by node, and what else changed. */
export function driftView({ since, baselines }: DriftResult, comeBack: string, style: Style): string {
  return baselines.flatMap((drift) => driftSections(drift, since, comeBack, style)).join('\n\n');
}

function driftSections(drift: Drift, since: string, comeBack: string, style: Style): string[] {
  return [
    headline(drift, since, style),
    ...changes('', drift.drifted, style),
    ...nodeTable(drift, style),
    ...changes('Put back by a rollback, so no drift', drift.putBack, style),
    ...changes('Met before, not asked for now, so no drift', drift.excused, style),
    ...nodes('New nodes', drift.newNodes, ({ first }) => `since ${first.runId}`, style),
    ...nodes('Nodes that are gone', drift.goneNodes, ({ last }) => `last in ${last.runId}`, style),
    ...nodes('Silent nodes', drift.silentNodes, ({ reason }) => reason, style),
    ...(drift.drifted.length > 0
      ? [
          `To put it right: \`winharden remediate --drift --baseline ${drift.baseline}${comeBack}\`; --dry-run shows what it would do.`,
        ]
      : []),
  ];
}

function headline({ baseline, drifted, nodes, runs }: Drift, since: string, style: Style): string {
  const what =
    drifted.length === 0
      ? 'nothing drifted'
      : `${count(drifted.length, 'control')} drifted on ${count(nodes.length, 'node')}`;
  const text = `${baseline}: ${what} (${count(runs.length, 'run')} since ${since}, the last ${runs[0]?.runId ?? ''})`;
  return style(drifted.length === 0 ? 'good' : 'warn', printableLine(text));
}

/** A row for each control and node. */
function changes(head: string, controls: ChangedControl[], style: Style): string[] {
  const rows = controls.flatMap(({ id, title, nodes }) =>
    nodes.map((node): Cell[] => [
      id,
      nodeName(node),
      node.before.status,
      { text: node.now.status, tone: STATUS_TONE[node.now.status] },
      heldBefore(node.before),
      valueText(node.now.found),
      requirementText(node.now.required),
      node.first.at,
      node.now.message ?? title,
    ]),
  );
  if (rows.length === 0) return [];
  const titles = ['control', 'node', 'was', 'is', 'before', 'now', 'required', 'first seen', 'what'];
  const left = rows.length - MOST_ROWS;
  const shown = table(titles, rows.slice(0, MOST_ROWS), style);
  return [
    [...(head ? [style('bold', head)] : []), shown, ...(left > 0 ? [`  … and ${left} more with --json`] : [])].join(
      '\n',
    ),
  ];
}

/** What was found of a remediated control is what it was before it was put right. */
const heldBefore = ({ status, found, required }: Sighting) =>
  status === 'Remediated' ? requirementText(required) : valueText(found);

function nodeTable({ nodes }: Drift, style: Style): string[] {
  if (nodes.length < 2) return [];
  const rows = nodes
    .slice(0, MOST_ROWS)
    .map((node): Cell[] => [nodeName(node), node.location ?? '', node.controls.length, node.controls.join(', ')]);
  return [table(['node', 'location', 'drifted', 'controls'], rows, style)];
}

function nodes<Node extends KnownNode>(
  head: string,
  all: Node[],
  what: (node: Node) => string,
  style: Style,
): string[] {
  if (all.length === 0) return [];
  const rows = all.slice(0, MOST_ROWS).map((node): Cell[] => [nodeName(node), what(node)]);
  const left = all.length - rows.length;
  return [
    [
      style('bold', `${head}: ${all.length}`),
      table(['node', ''], rows, style),
      ...(left > 0 ? [`  … and ${left} more`] : []),
    ].join('\n'),
  ];
}

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
