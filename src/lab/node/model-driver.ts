import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { operate } from '../model/operate.ts';
import type { Outcome, Suspended } from '../model/outcome.ts';
import type { NodePlan } from '../model/plan.ts';
import { type Identity, printReport } from '../model/report.ts';
import { readScript, type WinhardenScript } from '../model/script.ts';
import type { Pace } from '../pace.ts';
import { seeded } from '../random.ts';
import type { WindowsState } from '../windows-state.ts';
import type { Backups } from './backups.ts';
import type { Driver, ScriptResult, ScriptTask } from './driver.ts';
import type { KeptReports } from './kept-reports.ts';
import { runPlainScript } from './plain-script.ts';
import { RESTART } from './restart-node.ts';
import type { SuspendedRuns } from './suspended-runs.ts';
import type { WindowsStore } from './windows-store.ts';

export interface ModelDriverOptions {
  clock: Clock;
  pace: Pace;
  seed: number;
  windows: WindowsStore;
  backups: Backups;
  suspended: SuspendedRuns;
  kept: KeptReports;
}

/** Works out what a script would do, after the time that it would take. Changes happen at its end, all or none. */
export function modelDriver(options: ModelDriverOptions): Driver {
  const remember = rememberOutcomes();
  return { name: 'model', realTime: false, run: (task) => runScript(options, remember, task) };
}

async function runScript(options: ModelDriverOptions, remember: Remember, task: ScriptTask): Promise<ScriptResult> {
  const script = readScript(task.script);
  if (!script) return runPlainScript(options.clock, task);
  const started = options.clock.now();
  const seconds = options.pace.script(seeded(options.seed, 'script', task.node.instanceId, task.ordinal));
  await options.clock.sleep(Math.min(seconds, task.timeoutSeconds));
  if (seconds > task.timeoutSeconds) return { stdout: '', stderr: '', exitCode: -1, timedOut: true };
  if (!task.stillWanted()) return { stdout: '', stderr: '', exitCode: -1, timedOut: false };
  return finish(options, remember, task, script, started);
}

function finish(
  options: ModelDriverOptions,
  remember: Remember,
  task: ScriptTask,
  script: WinhardenScript,
  started: Date,
): ScriptResult {
  const { instanceId, computerName } = task.node;
  const now = options.clock.now();
  const earlier = suspendedBefore(options, task, script);
  const pass = earlier
    ? resumed(options, remember, task, script, earlier, now)
    : begun(options, remember, task, script, started, now);
  const { outcome } = pass;
  options.windows.set(task.node, outcome.state);
  const ended = { stderr: '', timedOut: false };
  if (script.mayRestart && outcome.rebootRequired && outcome.error === null && !earlier) {
    options.suspended.keep(instanceId, keptOf(task, script, pass));
    return { ...ended, stdout: '', exitCode: RESTART };
  }
  const { runId, backup } = pass;
  const finished = toSecond(now);
  const identity = {
    instanceId,
    computerName,
    commandId: task.commandId,
    runId,
    started: pass.started,
    finished,
    backup,
  };
  const scheduled = script.runId === '' && task.commandId !== '';
  const before = scheduled ? options.kept.of(instanceId, task.commandId, now) : [];
  const { json, stdout } = printReport(script, outcome, identity, before);
  if (scheduled) options.kept.keep(instanceId, task.commandId, now, json);
  return { ...ended, stdout, exitCode: outcome.error === null ? 0 : 1 };
}

/** What one pass of a script came to, and what its report needs besides. */
interface Pass extends Pick<Identity, 'runId' | 'started' | 'backup'> {
  outcome: Outcome;
}

function begun(
  { windows, backups }: ModelDriverOptions,
  remember: Remember,
  task: ScriptTask,
  script: WinhardenScript,
  started: Date,
  now: Date,
): Pass {
  const { instanceId } = task.node;
  const state = windows.get(task.node);
  const earlier = script.operation === 'rollback' ? backups.read(instanceId, script.targetRunId) : [];
  const outcome = remember(keyOf(task, script), state, earlier, () =>
    operate(script, { state, instanceId }, earlier, toDay(now)),
  );
  const runId = script.runId || `node-${randomUUID()}`;
  const backup =
    outcome.backup &&
    backups.write(instanceId, { runId, plan: outcome.plan, created: toSecond(now), entries: outcome.backup });
  return { outcome, runId, started: toSecond(started), backup };
}

/** The pass after the restart that the first one asked for. */
function resumed(
  { windows, backups }: ModelDriverOptions,
  remember: Remember,
  task: ScriptTask,
  script: WinhardenScript,
  earlier: Suspended,
  now: Date,
): Pass {
  const state = windows.get(task.node);
  const { instanceId } = task.node;
  const { runId, started, backup } = earlier;
  const outcome = remember(keyOf(task, script), state, [earlier.controls], () =>
    operate(script, { state, instanceId }, backup ? backups.read(instanceId, runId) : [], toDay(now), earlier),
  );
  return { outcome, runId, started, backup };
}

/** What the node keeps of this very script from before a restart; what it keeps of another one is dropped. */
function suspendedBefore(
  { suspended }: ModelDriverOptions,
  { node, commandId }: ScriptTask,
  { operation, planText }: WinhardenScript,
): Suspended | undefined {
  if (operation === 'audit') return undefined;
  const kept = suspended.take(node.instanceId);
  if (kept?.commandId !== commandId || kept.operation !== operation) return undefined;
  const { hash } = JSON.parse(planText) as NodePlan;
  return kept.plan === hash ? kept : undefined;
}

function keptOf({ commandId }: ScriptTask, { operation }: WinhardenScript, { outcome, ...pass }: Pass): Suspended {
  const { baseline, plan, controls, changes, rebootPending, vitalServices } = outcome;
  return { operation, commandId, ...pass, baseline, plan, controls, changes, rebootPending, vitalServices };
}

const toSecond = (date: Date) => `${date.toISOString().slice(0, 19)}Z`;
const toDay = (date: Date) => date.toISOString().slice(0, 10);

/** A plan that names nodes means something else on each of them. */
function keyOf({ node, script }: ScriptTask, { planText }: WinhardenScript): string {
  return planText.includes('"instanceId":') ? `${node.instanceId} ${script}` : script;
}

/** `given`: what else the outcome depends on, the same object being the same thing. */
type Remember = (script: string, state: WindowsState, given: readonly object[], work: () => Outcome) => Outcome;

/**
 * The same script on the same Windows has the same outcome: worked out once, and the state after it is shared by all nodes that
 * had the state before it. That is what makes ten thousand nodes cheap.
 */
function rememberOutcomes(): Remember {
  const known = new WeakMap<WindowsState, Map<string, { given: readonly object[]; outcome: Outcome }>>();
  return (script, state, given, work) => {
    const ofState = known.get(state) ?? new Map();
    known.set(state, ofState);
    const before = ofState.get(script);
    if (before && isSameList(before.given, given)) return before.outcome;
    const outcome = work();
    ofState.set(script, { given, outcome });
    return outcome;
  };
}

function isSameList(one: readonly object[], other: readonly object[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}
