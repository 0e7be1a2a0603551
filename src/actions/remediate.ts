import { matchesControl } from '../core/baseline/control-pattern.ts';
import { baselineOf, OPEN, type PastRun } from '../core/drift/model.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import type { PolicyChoice, WantedControl } from '../core/plan/model.ts';
import type { App } from '../core/ports.ts';
import type { RunResult } from '../core/results/model.ts';
import type { RunIo, RunOptions } from '../core/run/model.ts';
import { openRun, type Place } from './past-runs.ts';
import { lookForDrift } from './show-drift.ts';
import { startRun } from './start-run.ts';

export interface RemediateInput extends RunOptions {
  /** Whatever was not as required in this run; without it what has drifted. */
  runId?: string;
  /** A run, or a day, since which drift is looked for. */
  since?: string;
  /** Name of the baseline whose drift is meant. */
  baseline?: string;
  /** Control ids, or prefixes and `*`; all where there are none. */
  controls: string[];
  /** What is asked otherwise than in the run. */
  policy: Partial<Omit<PolicyChoice, 'baseline'>>;
  /** Whose record is read besides what this machine keeps. */
  place?: Place;
}

/** Which controls are to be put right where, and the run that tells how they are asked for. */
interface Task {
  model: RunResult;
  /** Ids of nodes by control. */
  wanted: NodesByControl;
  /** Where it is not as required either, and nobody wants it changed. */
  spared: NodesByControl;
}

type NodesByControl = Map<string, string[]>;

/**
 * Applies to each node the controls alone that drifted there, or that were not as required in a run, with all that an apply does.
 * Null where there is nothing to put right. Errors: those of lookForDrift and startRun, SeveralBaselines, NothingToRemediate.
 */
export async function remediate(app: App, input: RemediateInput, io: RunIo): Promise<RunResult | null> {
  const task = input.runId === undefined ? await fromDrift(app, input) : await fromRun(app, input.runId, input.place);
  const isChosen = (id: string) =>
    input.controls.length === 0 || input.controls.some((pattern) => matchesControl(pattern, id));
  const wanted = [...(task?.wanted ?? [])].filter(([id]) => isChosen(id));
  if (!task || wanted.length === 0) return null;
  const { policy: asked, where } = task.model;
  if (!asked) throw noPolicy(task.model);
  const instanceIds = [...new Set(wanted.flatMap(([, ids]) => ids))].sort();
  const only = wanted.map(([id, ids]): WantedControl => {
    const spared = new Set(task.spared.get(id));
    return instanceIds.some((one) => spared.has(one)) ? { id, instanceIds: ids } : { id };
  });
  const { runId: _run, since: _since, controls: _controls, policy, place: _place, baseline: _name, ...options } = input;
  return startRun(
    app,
    {
      ...options,
      ...(where && !options.where && { where }),
      operation: 'apply',
      ...asked,
      ...policy,
      only,
      selector: { tags: [], instanceIds },
    },
    io,
  );
}

/** Every control that a node did not meet in the run. */
async function fromRun(app: App, runId: string, place: Place | undefined): Promise<Task> {
  const run = await openRun(app, runId, place);
  if (run.result.operation === 'rollback') throw nothingIn(runId);
  const open = (await run.findings()).flatMap(({ instanceId, controls }) =>
    controls.filter(({ status }) => OPEN.includes(status)).map(({ id }) => ({ id, instanceId })),
  );
  return { model: run.result, wanted: nodesByControl(open), spared: new Map() };
}

async function fromDrift(app: App, { since, baseline, place }: RemediateInput): Promise<Task | null> {
  const { found } = await lookForDrift(app, {
    ...(since !== undefined && { since }),
    baselines: baseline === undefined ? [] : [baseline],
    ...(place && { place }),
  });
  const drifted = found.filter(({ drift }) => drift.drifted.length > 0);
  if (drifted.length > 1) throw severalBaselines(drifted.map(({ drift }) => drift.baseline));
  const [one] = drifted;
  if (!one) return null;
  const { drift, open } = one;
  const model = await lastOf(
    app,
    drift.runs.map(({ runId }) => runId),
    place,
  );
  const wanted = drift.drifted.flatMap(({ id, nodes }) => nodes.map(({ instanceId }) => ({ id, instanceId })));
  const isWanted = new Set(wanted.map(({ id, instanceId }) => `${id} ${instanceId}`));
  const spared = open.filter(({ id, instanceId }) => !isWanted.has(`${id} ${instanceId}`));
  return { model, wanted: nodesByControl(wanted), spared: nodesByControl(spared) };
}

/** The last run that asked for the whole baseline, or else for some of it. */
async function lastOf(app: App, runIds: string[], place: Place | undefined): Promise<RunResult> {
  const runs: PastRun[] = [];
  for (const id of runIds) runs.push(await openRun(app, id, place));
  const asking = runs.map(({ result }) => result).filter(({ operation }) => operation !== 'rollback');
  return asking.find((result) => baselineOf(result) === result.baseline) ?? (asking[0] as RunResult);
}

function nodesByControl(pairs: { id: string; instanceId: string }[]): NodesByControl {
  const nodes = Map.groupBy(pairs, ({ id }) => id);
  return new Map([...nodes].map(([id, same]) => [id, same.map(({ instanceId }) => instanceId)]));
}

const usage = (code: string, message: string, suggestion: string) =>
  new WinhardenError({ code, message, suggestions: [suggestion], exit: EXIT.usage });

const severalBaselines = (names: string[]) =>
  usage('SeveralBaselines', `there is drift of ${names.join(' and of ')}`, `name one: --baseline ${names[0]}`);

const nothingIn = (runId: string) =>
  usage('NothingToRemediate', `the run ${runId} was a rollback, which judges no control`, 'name an audit or an apply.');

const noPolicy = ({ runId, baseline, schedule }: RunResult) =>
  usage(
    'NothingToRemediate',
    `the run ${runId} does not say how ${baseline} was asked for: ${schedule ? `the schedule ${schedule.name} does not keep its choices` : 'it was made by an older winharden'}`,
    'make an audit, and remediate from that.',
  );
