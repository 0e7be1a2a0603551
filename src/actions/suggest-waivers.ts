import { matchesControl } from '../core/baseline/control-pattern.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import type { App } from '../core/ports.ts';
import type { ShownRun } from '../core/present/model.ts';
import { onlyNode } from '../core/present/narrow.ts';
import { proposeWaivers, type WaiverProposal, waiverFile } from '../core/present/waiver-proposals.ts';
import { showRun } from './show-run.ts';

export interface SuggestInput {
  runId: string;
  /** Ids or names of nodes; all where there are none. */
  nodes: string[];
  /** Control ids, or prefixes and `*`; all where there are none. */
  controls: string[];
  owner?: string;
  ticket?: string;
  /** `YYYY-MM-DD` */
  expires?: string;
}

export interface Suggestion {
  runId: string;
  proposals: WaiverProposal[];
  /** A winharden.yaml that lacks the reasons. */
  text: string;
}

/** Proposes a waiver for every control that nodes of a run do not meet. Errors: NoSuchRun, NoFindings, UnknownNode, UnknownControl, InvalidDate. */
export async function suggestWaivers(
  app: Pick<App, 'runs' | 'version' | 'today'>,
  { runId, nodes, controls, ...common }: SuggestInput,
): Promise<Suggestion> {
  if (common.expires !== undefined) requireDay(common.expires, app.today());
  const { reports, ...result } = await showRun(app, runId);
  if (result.operation === 'rollback') throw noFindings(runId);
  const run: ShownRun = { result, reports };
  const ids = nodes.flatMap((node) => onlyNode(run, node).result.nodes.outcomes.map(({ instanceId }) => instanceId));
  for (const pattern of controls) requireControl(pattern, run);
  const proposals = proposeWaivers({
    run,
    isWanted: (id) => controls.length === 0 || controls.some((pattern) => matchesControl(pattern, id)),
    isChosen: (id) => ids.length === 0 || ids.includes(id),
  });
  return { runId, proposals, text: waiverFile({ version: app.version, run: result, proposals, ...common }) };
}

const usage = (code: string, message: string, suggestion: string) =>
  new WinhardenError({ code, message, suggestions: [suggestion], exit: EXIT.usage });

function requireDay(day: string, today: string): void {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day));
  if (!isDay) throw usage('InvalidDate', `"${day}" is not a day`, 'Write it as --expires 2027-06-30');
  if (day < today) throw usage('InvalidDate', `${day} is over: such a waiver would be none`, 'Name a day to come.');
}

function requireControl(pattern: string, { result }: ShownRun): void {
  if (result.controls.some(({ id }) => matchesControl(pattern, id))) return;
  throw usage(
    'UnknownControl',
    `the run ${result.runId} has no control "${pattern}"`,
    `\`winharden baseline show ${result.baseline}\` lists its controls; a * at the end takes all that begin so.`,
  );
}

function noFindings(runId: string): WinhardenError {
  return usage('NoFindings', `the run ${runId} was a rollback, which judges no control`, 'Name an audit or an apply.');
}
