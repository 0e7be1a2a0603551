import { nodeName } from '../../core/present/findings.ts';
import type { ShownRun } from '../../core/present/model.ts';
import { printableLine } from '../../core/present/printable.ts';
import { scoreText } from '../../core/present/score-text.ts';
import { requirementText, valueText } from '../../core/present/values.ts';
import { messageOf } from '../../core/present/waiver-text.ts';
import type { ControlResult, NodeReport } from '../../core/report/model.ts';
import type { NodeOutcome, RunResult } from '../../core/results/model.ts';
import { OUTCOME_TONE } from '../event-line.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { STATUS_TONE } from './control-view.ts';

function facts({ node, backup, rebootRequired, rebootPending, rebooted, suspects }: NodeReport): string {
  const words = [
    `${node.productName} (${node.installation}, ${node.build})`,
    `${node.role}${node.containerHost ? ', container host' : ''}, ${node.users} users, PowerShell ${node.powershell}`,
    ...(rebootPending ? ['Windows already waited for a restart before the run.'] : []),
    ...(rebooted ? ['The run restarted Windows.'] : []),
    ...(rebootRequired ? ['A restart is required.'] : []),
    ...(suspects
      ? [`Lost a vital service after the controls of risk ${suspects.risk}: ${suspects.controls.join(', ')}`]
      : []),
    ...(backup ? [`Backup of ${backup.entries} values: ${backup.path}`] : []),
  ];
  return words.map((line) => `  ${printableLine(line)}`).join('\n');
}

function controlTable({ node, controls }: NodeReport, result: RunResult, style: Style): string {
  const titles = new Map(result.controls.map(({ id, title }) => [id, title]));
  const row = (control: ControlResult): Cell[] => [
    control.id,
    { text: control.status, tone: STATUS_TONE[control.status] },
    valueText(control.found),
    requirementText(control.required),
    messageOf(result, node, control) || (titles.get(control.id) ?? ''),
  ];
  return table(['control', 'status', 'found', 'required', 'what'], controls.map(row), style);
}

function changeTable({ changes }: NodeReport, style: Style): string {
  const rows = changes.map(({ id, address, before, after }): Cell[] => [
    id,
    valueText(before),
    valueText(after),
    address,
  ]);
  return table(['changed', 'before', 'after', 'where'], rows, style);
}

/** One node of a run: what it is, each control with found and required, what was changed. */
export function nodeView({ result, reports }: ShownRun, style: Style): string {
  const headline = (node: NodeOutcome) =>
    `${style('bold', printableLine(nodeName(node)))}  ${style(OUTCOME_TONE[node.outcome], node.outcome)}${
      node.reason ? `: ${printableLine(node.reason)}` : ''
    }${node.score ? `\n  ${scoreText(node.score)}.` : ''}`;
  const heads = result.nodes.outcomes.map(headline);
  const bodies = reports.flatMap((report) => [
    facts(report),
    controlTable(report, result, style),
    ...(report.changes.length > 0 ? [changeTable(report, style)] : []),
  ]);
  return [...heads, ...bodies].join('\n\n');
}
