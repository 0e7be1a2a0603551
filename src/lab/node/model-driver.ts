import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { type BackupEntry, type Outcome, operate } from '../model/operate.ts';
import { printReport } from '../model/report.ts';
import { readScript, type WinhardenScript } from '../model/script.ts';
import { between, seeded } from '../random.ts';
import type { WindowsState } from '../windows-state.ts';
import type { Backups } from './backups.ts';
import type { Driver, ScriptResult, ScriptTask } from './driver.ts';
import { runPlainScript } from './plain-script.ts';
import type { WindowsStore } from './windows-store.ts';

export interface ModelDriverOptions {
  clock: Clock;
  seed: number;
  windows: WindowsStore;
  backups: Backups;
}

/** Lab seconds that a script of winharden takes. */
const SCRIPT_SECONDS = [2, 6] as const;

/** Works out what a script would do, after the time that it would take. Changes happen at its end, all or none. */
export function modelDriver(options: ModelDriverOptions): Driver {
  const remember = rememberOutcomes();
  return { name: 'model', realTime: false, run: (task) => runScript(options, remember, task) };
}

async function runScript(options: ModelDriverOptions, remember: Remember, task: ScriptTask): Promise<ScriptResult> {
  const script = readScript(task.script);
  if (!script) return runPlainScript(options.clock, task);
  const started = options.clock.now();
  const random = seeded(options.seed, 'script', task.node.instanceId, task.commandId);
  const seconds = between(random, ...SCRIPT_SECONDS);
  await options.clock.sleep(Math.min(seconds, task.timeoutSeconds));
  if (seconds > task.timeoutSeconds) return { stdout: '', stderr: '', exitCode: -1, timedOut: true };
  if (!task.stillWanted()) return { stdout: '', stderr: '', exitCode: -1, timedOut: false };
  return finish(options, remember, task, script, started);
}

function finish(
  { clock, windows, backups }: ModelDriverOptions,
  remember: Remember,
  task: ScriptTask,
  script: WinhardenScript,
  started: Date,
): ScriptResult {
  const { instanceId, computerName } = task.node;
  const state = windows.get(task.node);
  const earlier = script.operation === 'rollback' ? backups.read(instanceId, script.targetRunId) : [];
  const now = clock.now();
  const outcome = remember(task.script, state, earlier, () =>
    operate(script, state, earlier, now.toISOString().slice(0, 10)),
  );
  const runId = script.runId || `node-${randomUUID()}`;
  const created = toSecond(now);
  const backup =
    outcome.backup && backups.write(instanceId, { runId, plan: outcome.plan, created, entries: outcome.backup });
  windows.set(task.node, outcome.state);
  const identity = {
    instanceId,
    computerName,
    commandId: task.commandId,
    runId,
    started: toSecond(started),
    finished: created,
    backup,
  };
  return {
    stdout: printReport(script, outcome, identity),
    stderr: '',
    exitCode: outcome.error === null ? 0 : 1,
    timedOut: false,
  };
}

function toSecond(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

type Remember = (script: string, state: WindowsState, earlier: BackupEntry[][], work: () => Outcome) => Outcome;

/**
 * The same script on the same Windows has the same outcome: worked out once, and the state after it is shared by all nodes that
 * had the state before it. That is what makes ten thousand nodes cheap.
 */
function rememberOutcomes(): Remember {
  const known = new WeakMap<WindowsState, Map<string, { earlier: BackupEntry[][]; outcome: Outcome }>>();
  return (script, state, earlier, work) => {
    const ofState = known.get(state) ?? new Map();
    known.set(state, ofState);
    const before = ofState.get(script);
    if (before && isSameList(before.earlier, earlier)) return before.outcome;
    const outcome = work();
    ofState.set(script, { earlier, outcome });
    return outcome;
  };
}

function isSameList(one: BackupEntry[][], other: BackupEntry[][]): boolean {
  return one.length === other.length && one.every((entries, index) => entries === other[index]);
}
