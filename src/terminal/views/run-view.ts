import { join } from 'node:path';
import type { ShownRun } from '../../core/present/model.ts';
import { overlayText } from '../../core/present/overlay-text.ts';
import { printableLine } from '../../core/present/printable.ts';
import { restartText } from '../../core/present/restart-text.ts';
import { runAddress } from '../../core/present/run-address.ts';
import { percentText, scoreText } from '../../core/present/score-text.ts';
import { waiverRow } from '../../core/present/waiver-text.ts';
import type { NodeReport } from '../../core/report/model.ts';
import type { NodeOutcome, RunResult } from '../../core/results/model.ts';
import { OUTCOME_TONE } from '../event-line.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { excludedTable, heldBackTable, isLocated, overlayTable } from './preview-view.ts';

const MOST_CONTROLS = 20;
const MOST_NODES = 60;

const windows = ({ node }: NodeReport): string => `${node.release}${node.core ? ' Core' : ''}`;

const nodeHead = (located: boolean) => [
  'node',
  ...(located ? ['location'] : []),
  'name',
  'windows',
  'outcome',
  'ok',
  'not',
  'fixed',
  'waived',
  'n.a.',
  'manual',
  'errors',
  'score',
  'restart',
];

function nodeRow(node: NodeOutcome, report: NodeReport | undefined, located: boolean): Cell[] {
  return [
    node.instanceId,
    ...(located ? [node.location ?? ''] : []),
    node.name ?? report?.node.computerName ?? '',
    report ? windows(report) : '',
    { text: node.outcome, tone: OUTCOME_TONE[node.outcome] },
    ...[node.compliant, node.nonCompliant, node.remediated, node.waived, node.notApplicable, node.manual, node.errors],
    node.score ? `${percentText(node.score.beforeWaivers)} / ${percentText(node.score.afterWaivers)}` : '',
    { text: restartText(node), tone: node.rebootRequired ? 'warn' : 'plain' },
  ];
}

const isWell = ({ outcome }: NodeOutcome) => outcome === 'Compliant' || outcome === 'Remediated';

/** All nodes, or of many those that need a look. */
function nodeSection({ result, reports }: ShownRun, style: Style): string[] {
  const { outcomes } = result.nodes;
  if (outcomes.length === 0) return [];
  const said = new Map(reports.map((report) => [report.node.instanceId, report]));
  const located = isLocated(outcomes);
  const told = outcomes.length <= MOST_NODES ? outcomes : outcomes.filter((node) => !isWell(node)).slice(0, MOST_NODES);
  const rows = told.map((node) => nodeRow(node, said.get(node.instanceId), located));
  const left = outcomes.length - told.length;
  const rest = left > 0 ? [`  … and ${left} more nodes in the report`] : [];
  const reasons = told
    .filter((node) => node.reason)
    .map((node) => `  ${node.instanceId}: ${printableLine(node.reason ?? '')}`);
  return [
    [table(nodeHead(located), rows, style), ...rest].join('\n'),
    ...(reasons.length > 0 ? [reasons.join('\n')] : []),
  ];
}

/** Controls that some node does not meet, those with the most nodes first. */
function controlSection({ controls }: RunResult, style: Style): string[] {
  const open = controls
    .map(({ id, level, title, statuses }) => ({
      id: `${id}`,
      level,
      title,
      not: statuses['NonCompliant'] ?? 0,
      errors: statuses['Error'] ?? 0,
    }))
    .filter(({ not, errors }) => not + errors > 0)
    .sort((a, b) => b.not + b.errors - (a.not + a.errors));
  if (open.length === 0) return [];
  const rows = open
    .slice(0, MOST_CONTROLS)
    .map(({ id, level, title, not, errors }): Cell[] => [id, level, not, errors, title]);
  const left = open.length - rows.length;
  const rest = left > 0 ? [`  … and ${left} more controls in the report`] : [];
  const head = style('bold', `${open.length} controls are not as required`);
  return [[head, table(['control', 'level', 'nodes', 'errors', 'title'], rows, style), ...rest].join('\n')];
}

/** Nodes whose Windows waits for a restart, and how to give them one. */
function restartSection({ operation, nodes }: RunResult): string[] {
  const waiting = nodes.outcomes.filter(({ rebootRequired }) => rebootRequired);
  if (waiting.length === 0) return [];
  const before = waiting.filter(({ rebootPending }) => rebootPending).length;
  const which = `${waiting.length} ${waiting.length === 1 ? 'node waits' : 'nodes wait'} for a restart${before > 0 ? `, ${before} of them since before this run` : ''}`;
  const how = operation === 'rollback' ? '' : ' apply --reboot if-required restarts them wave by wave.';
  return [`${which}.${how}`];
}

function whereSection({ folder, s3, runId }: RunResult): string {
  const places = [
    `Report  ${join(folder, 'report.html')}`,
    `Result  ${join(folder, 'result.json')}`,
    ...(s3 ? [`S3      ${runAddress(s3, runId)}`] : []),
  ];
  return places.map((place) => `  ${printableLine(place)}`).join('\n');
}

/** What to do with a run that was left: commands that were sent go on by themselves. */
export const howToGoOn = (runId: string, comeBack: string): string =>
  [
    'What was sent goes on to its end.',
    `  To go on with the run:    \`winharden run resume ${runId}${comeBack}\``,
    `  To stop what is at work:  \`winharden run cancel ${runId}${comeBack}\``,
  ].join('\n');

const pausedText = ({ message, next }: NonNullable<RunResult['paused']>) =>
  [`The run is paused: ${message}`, ...next.map((step) => `  → ${step}`)].map(printableLine).join('\n');

/** The command to run next, and what for. `comeBack` are the flags that find the same AWS or lab again. */
function nextStep({ operation, state, paused, runId, nodes, schedule }: RunResult, comeBack: string | null): string[] {
  if (state === 'dryRun') return ['Nothing was sent. Run it again without --dry-run to do it.'];
  if (comeBack === null) return ['This lab was in memory and is gone; `--lab FOLDER` keeps one to go on with.'];
  const show = `winharden run show ${runId}${comeBack}`;
  if (paused) return [pausedText(paused), howToGoOn(runId, comeBack)];
  if (state === 'inProgress' || state === 'interrupted') return [howToGoOn(runId, comeBack)];
  if (operation === 'audit')
    return nodes.outcomes.every(isWell) ? [] : [`Per control and node: \`${show} --control ID\`.`];
  if (operation === 'rollback') return [`Per node: \`${show} --node ID\`.`];
  const changed = nodes.outcomes.some(({ changes }) => changes > 0);
  if (!changed) return [];
  const rollback = `winharden rollback --run ${runId}${comeBack}`;
  return [schedule ? `To put a node back: \`${rollback} --node ID\`.` : `To put everything back: \`${rollback}\`.`];
}

function headline({ operation, baseline, state, runId, nodes, schedule }: RunResult, style: Style): string {
  const well = nodes.outcomes.filter(isWell).length;
  const tone = state === 'finished' && well === nodes.outcomes.length ? 'good' : 'warn';
  const text = `${operation} ${baseline}: ${state}, ${well} of ${nodes.selected} nodes as required (run ${runId}${schedule ? `, by the schedule ${schedule.name}` : ''})`;
  return style(tone, printableLine(text));
}

const leftOut = ({ nodes }: RunResult, style: Style) =>
  nodes.excluded.length > 0 ? [excludedTable(nodes.excluded, style)] : [];

const wouldHoldBack = ({ heldBack = [] }: RunResult, style: Style) =>
  heldBack.length > 0 ? [heldBackTable(heldBack, style)] : [];

/** Controls that a guard kept from some node: they must not vanish among the waived. */
function heldBackSection({ heldBack = [], controls }: RunResult): string[] {
  const waived = new Set(controls.filter(({ statuses }) => statuses['Waived']).map(({ id }) => id));
  const ids = [...new Set(heldBack.map(({ id }) => id))].filter((id) => waived.has(id));
  if (ids.length === 0) return [];
  const which = `Held back from nodes that they could cut off: ${ids.join(', ')}.`;
  return [printableLine(`${which} The report says why; --accept-risk CONTROL applies one all the same.`)];
}

/** What held otherwise than the baseline has it, and on how many nodes. */
function overlaySection({ result: { overlays = [] }, reports }: ShownRun): string[] {
  return overlays.map((laid) =>
    printableLine(`Overlay ${overlayText(laid, reports)}. The report says why; --no-overlay goes without.`),
  );
}

/** Both scores, and of how many nodes they are where some did not report. */
function scoreSection({ score, nodes }: RunResult): string[] {
  if (!score) return [];
  const counted = nodes.outcomes.filter((node) => node.score).length;
  const of = counted === nodes.selected ? '' : `, over the ${counted} of ${nodes.selected} nodes that reported`;
  return [`${scoreText(score)}${of}.`];
}

/** Waivers of people that hold no more, or nowhere. */
function waiverSection({ waivers = [] }: RunResult, style: Style): string[] {
  const rows = waivers
    .filter(({ state }) => state !== 'inForce')
    .map(waiverRow)
    .map(({ controls, state, owner, ticket, expires, reason }): Cell[] => [
      controls,
      { text: state, tone: state === 'expired' ? 'bad' : 'warn' },
      owner,
      ticket,
      expires,
      reason,
    ]);
  if (rows.length === 0) return [];
  const head = style('bold', `${rows.length} waivers do not hold`);
  return [`${head}\n${table(['controls', 'state', 'owner', 'ticket', 'expires', 'reason'], rows, style)}`];
}

/** A run that was only looked at: the preview has said the rest. */
function dryRunView(result: RunResult, style: Style): string {
  const { operation, baseline, nodes, document } = result;
  const head = `${operation} ${baseline} would go to ${nodes.selected} nodes with the document ${document.name}`;
  return [
    style('bold', printableLine(head)),
    ...leftOut(result, style),
    ...wouldHoldBack(result, style),
    ...(result.overlays ?? []).map((laid) => overlayTable(laid, style)),
    ...nextStep(result, ''),
  ].join('\n\n');
}

/** A run for people: each node, the controls that are not met, what was left out, where everything is, what to do next. */
export function runView(run: ShownRun, comeBack: string | null, style: Style): string {
  const { result } = run;
  if (result.state === 'dryRun') return dryRunView(result, style);
  const sections = [
    headline(result, style),
    ...scoreSection(result),
    ...nodeSection(run, style),
    ...controlSection(result, style),
    ...heldBackSection(result),
    ...overlaySection(run),
    ...waiverSection(result, style),
    ...restartSection(result),
    ...leftOut(result, style),
    whereSection(result),
    ...nextStep(result, comeBack),
  ];
  return sections.join('\n\n');
}
