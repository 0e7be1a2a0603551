import { type ChildProcess, execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** How long a command has to end in order when it is told to. */
const GRACE_MS = 5000;
const LOOK_MS = 50;

const onWindows = process.platform === 'win32';
const taskkill = () => join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
const tree = (pid: number) => ['/pid', String(pid), '/t', '/f'];

/** Ends a child that leads a process group, and all in it: told first, then killed. */
export async function endTree({ pid }: ChildProcess): Promise<void> {
  if (pid === undefined) return;
  if (onWindows) {
    await promisify(execFile)(taskkill(), tree(pid)).catch(() => undefined);
    return;
  }
  tellGroup(pid, 'SIGTERM');
  for (let waited = 0; waited < GRACE_MS && tellGroup(pid, 0); waited += LOOK_MS) await delay(LOOK_MS);
  tellGroup(pid, 'SIGKILL');
}

/** Kills it while this process itself ends and nothing can be waited for. */
export function endTreeNow({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (!onWindows) tellGroup(pid, 'SIGKILL');
  else execFileSync(taskkill(), tree(pid), { stdio: 'ignore' });
}

/** Whether there was anybody to tell. */
function tellGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
