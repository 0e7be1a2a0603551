import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { PowerShell } from '../powershell.ts';
import type { Driver, ScriptResult, ScriptTask } from './driver.ts';
import { named, type WindowsStore } from './windows-store.ts';

/** What the driver needs: a PowerShell, the nodes' Windows, and a folder in which every node has its ProgramData. */
export interface PowerShellDriverOptions {
  powershell: PowerShell;
  windows: WindowsStore;
  nodesFolder: string;
}

/** Runs the very script, as many nodes at a time as there are cores. A script that is no longer wanted leaves nothing behind. */
export function powershellDriver({ powershell, windows, nodesFolder }: PowerShellDriverOptions): Driver {
  const limit = pLimit(availableParallelism());
  return {
    name: 'powershell',
    realTime: true,
    run: (task) => limit(() => runScript(powershell, windows, nodesFolder, task)),
  };
}

async function runScript(
  powershell: PowerShell,
  windows: WindowsStore,
  nodesFolder: string,
  task: ScriptTask,
): Promise<ScriptResult> {
  if (!task.stillWanted()) return { stdout: '', stderr: '', exitCode: -1, timedOut: false };
  const programData = join(nodesFolder, task.node.instanceId, 'ProgramData');
  mkdirSync(programData, { recursive: true });
  const timeoutMs = task.timeoutSeconds * 1000;
  const started = Date.now();
  const state = named(task.node, windows.get(task.node));
  const result = await powershell.run({ script: task.script, state, env: task.env, timeoutMs, programData });
  if (task.stillWanted()) windows.set(task.node, result.state);
  const { stdout, stderr, exitCode } = result;
  return { stdout, stderr, exitCode, timedOut: exitCode === -1 && Date.now() - started >= timeoutMs };
}
