import { didYouMean } from '../baseline/nearest.ts';
import { EXIT, WinhardenError } from '../errors.ts';
import { ControlCounter, type ControlTally } from '../results/control-tally.ts';
import { sumScores } from '../results/score.ts';
import type { ShownRun } from './model.ts';

const unknown = (code: string, message: string, suggestion: string) =>
  new WinhardenError({ code, message, suggestions: [suggestion], exit: EXIT.usage });

/** Counts anew over the reports that are left. */
function counted(controls: ControlTally, reports: ShownRun['reports']): ControlTally {
  const counter = new ControlCounter(controls);
  for (const report of reports) counter.add(report);
  return counter.tally();
}

/** The run with the report of one node only. Error: UnknownNode. */
export function onlyNode({ result, reports }: ShownRun, wanted: string): ShownRun {
  const outcome = result.nodes.outcomes.find(({ instanceId, name }) => instanceId === wanted || name === wanted);
  if (!outcome) {
    const ids = result.nodes.outcomes.map(({ instanceId }) => instanceId);
    const message = `run ${result.runId} has no node "${wanted}"${didYouMean(wanted, ids)}`;
    throw unknown('UnknownNode', message, `\`winharden run show ${result.runId}\` lists its nodes.`);
  }
  const its = reports.filter(({ node }) => node.instanceId === outcome.instanceId);
  const nodes = { ...result.nodes, outcomes: [outcome] };
  const { score: _, ...rest } = result;
  const score = sumScores(outcome.score ? [outcome.score] : []);
  return { result: { ...rest, ...(score && { score }), nodes, controls: counted(result.controls, its) }, reports: its };
}

/** The run with what its reports say of one control only. Error: UnknownControl. */
export function onlyControl({ result, reports }: ShownRun, wanted: string): ShownRun {
  const controls = result.controls.filter(({ id }) => id === wanted);
  if (controls.length === 0) {
    const ids = result.controls.map(({ id }) => id);
    const message = `run ${result.runId} has no control "${wanted}"${didYouMean(wanted, ids)}`;
    throw unknown('UnknownControl', message, `\`winharden baseline show ${result.baseline}\` lists its controls.`);
  }
  const narrowed = reports.map((report) => ({
    ...report,
    controls: report.controls.filter(({ id }) => id === wanted),
    changes: report.changes.filter(({ id }) => id === wanted),
  }));
  return { result: { ...result, controls }, reports: narrowed };
}
