import Handlebars from 'handlebars';
import type { LaidOverlay } from '../plan/model.ts';
import type { NodeReport } from '../report/model.ts';
import { STATUSES, type Status } from '../report/model.ts';
import type { NodeOutcome, Outcome, WaveResult } from '../results/model.ts';
import { OUTCOMES } from '../results/model.ts';
import type { Score } from '../results/score.ts';
import type { WaiverUse } from '../results/waiver-use.ts';
import { inParts } from '../text-parts.ts';
import { conditionText } from './condition-text.ts';
import { type ControlFindings, controlFindings, statusTotals } from './findings.ts';
import type { ShownRun } from './model.ts';
import { overlayText } from './overlay-text.ts';
import { printable } from './printable.ts';
import { restartText } from './restart-text.ts';
import { runAddress } from './run-address.ts';
import { percentText } from './score-text.ts';
import { waiverRow } from './waiver-text.ts';

type Tone = 'good' | 'changed' | 'bad' | 'quiet';

const TONES: Record<Status | Outcome, Tone> = {
  Compliant: 'good',
  Remediated: 'changed',
  NonCompliant: 'bad',
  Error: 'bad',
  Failed: 'bad',
  NoReport: 'bad',
  Waived: 'quiet',
  NotApplicable: 'quiet',
  Manual: 'quiet',
  NotSent: 'quiet',
};

/** Left to right in the bar. */
const ORDER: readonly Tone[] = ['good', 'changed', 'bad', 'quiet'];

/** So many nodes are named where some found the same; `run show --control` names all. */
const MOST_NAMED = 100;

function namesText(names: readonly string[]): string {
  const left = names.length - MOST_NAMED;
  return [...names.slice(0, MOST_NAMED), ...(left > 0 ? [`and ${left} more`] : [])].join(', ');
}

/** More open controls than this are listed closed, so that the list can be overlooked. */
const MOST_EXPANDED = 25;

/** Nodes per outcome, those that occur. */
function outcomeTiles(outcomes: NodeOutcome[]) {
  return OUTCOMES.map((label) => ({
    label,
    tone: TONES[label],
    count: outcomes.filter(({ outcome }) => outcome === label).length,
  })).filter(({ count }) => count > 0);
}

/** Results per status as parts of a bar; `share` in percent. */
function statusBar(run: ShownRun) {
  const totals = statusTotals(run)
    .filter(({ count }) => count > 0)
    .sort((a, b) => ORDER.indexOf(TONES[a.status]) - ORDER.indexOf(TONES[b.status]));
  const all = totals.reduce((sum, { count }) => sum + count, 0);
  return totals.map(({ status, count }) => ({
    status,
    tone: TONES[status],
    count,
    share: ((100 * count) / all).toFixed(2),
  }));
}

const seconds = ({ started, finished }: WaveResult) => Math.round((Date.parse(finished) - Date.parse(started)) / 1000);

function waveRow(wave: WaveResult) {
  const { nodes, ...rest } = wave;
  return { ...rest, size: nodes.length, seconds: seconds(wave), tone: wave.outcome === 'passed' ? 'good' : 'bad' };
}

function nodeRow(node: NodeOutcome, report: NodeReport | undefined) {
  return {
    ...node,
    tone: TONES[node.outcome],
    said: report && { node: { release: report.node.release, core: report.node.core }, backup: report.backup },
    evidence: node.report,
    restart: restartText(node),
    scores: node.score && scoreWords(node.score),
  };
}

const scoreWords = ({ beforeWaivers, afterWaivers }: Score) => ({
  before: { ...beforeWaivers, text: percentText(beforeWaivers) },
  after: { ...afterWaivers, text: percentText(afterWaivers) },
});

const WAIVER_TONES: Record<WaiverUse['state'], Tone> = { inForce: 'quiet', expired: 'bad', unused: 'changed' };

const isOpen = ({ findings }: ControlFindings) =>
  findings.some(({ status }) => status === 'NonCompliant' || status === 'Error');

function controlRow({ findings: found, ...control }: ControlFindings, reports: number) {
  const findings = found.map(({ nodes, ...finding }) => ({
    ...finding,
    tone: TONES[finding.status],
    where: nodes.length === reports ? `all ${reports} nodes` : namesText(nodes),
    count: nodes.length,
  }));
  const statuses = STATUSES.map((status) => ({
    status,
    tone: TONES[status],
    count: findings.reduce((sum, finding) => sum + (finding.status === status ? finding.count : 0), 0),
  })).filter(({ count }) => count > 0);
  return { ...control, findings, statuses };
}

function overlayRows(laid: LaidOverlay, reports: readonly NodeReport[]) {
  const controls = laid.controls.map((control) => ({ ...control, where: conditionText(control.when) }));
  return { title: laid.title, text: overlayText(laid, reports), controls };
}

function page(run: ShownRun) {
  const { result, reports } = run;
  const findings = controlFindings(run);
  const open = findings.filter(isOpen);
  const rows = (controls: ControlFindings[]) => controls.map((control) => controlRow(control, reports.length));
  const { selected, excluded } = result.nodes;
  return {
    // Nodes and controls have rows of their own; with ten thousand of them nothing is copied for nothing.
    result: { ...result, nodes: { selected, excluded }, controls: [], waves: [] },
    address: result.s3 && runAddress(result.s3, result.runId),
    scores: result.score && scoreWords(result.score),
    waivers: (result.waivers ?? []).map((waiver) => ({ ...waiverRow(waiver), tone: WAIVER_TONES[waiver.state] })),
    outcomes: outcomeTiles(result.nodes.outcomes),
    bar: statusBar(run),
    waves: result.waves.map(waveRow),
    nodes: result.nodes.outcomes.length,
    overlays: (result.overlays ?? []).map((laid) => overlayRows(laid, reports)),
    open: rows(open),
    expanded: open.length <= MOST_EXPANDED,
    settled: rows(findings.filter((control) => !isOpen(control))),
  };
}

/** The same value with every text in it safe to show (Handlebars escapes markup; this is for writing direction and control characters). */
function safe(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return value.map(safe);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, safe(item)]));
}

/** Stands in the page for the rows of all nodes: no text that is safe to show holds it. */
const ROWS = '\u0000';

/**
 * The report page of a run, from the text of documents/report.html.hbs: one file, no script, nothing loaded from outside. In parts, so
 * that of ten thousand nodes one row is made at a time.
 */
export function* htmlParts(run: ShownRun, template: string): Generator<string> {
  const tables: ((row: unknown) => string)[] = [];
  const eachNode = ({ fn }: Handlebars.HelperOptions) => {
    tables.push(fn);
    return ROWS;
  };
  const render = Handlebars.compile(template, { knownHelpersOnly: true, knownHelpers: { eachNode: true } });
  const [head = '', ...others] = render(safe(page(run)), { helpers: { eachNode } }).split(ROWS);
  const said = new Map(run.reports.map((report) => [report.node.instanceId, report]));
  function* rows(index: number) {
    for (const node of run.result.nodes.outcomes)
      yield tables[index]?.(safe(nodeRow(node, said.get(node.instanceId)))) ?? '';
  }
  yield head;
  for (const [index, text] of others.entries()) {
    yield* inParts(rows(index));
    yield text;
  }
}
