import type { Clock } from '../clock.ts';
import type { ScriptResult, ScriptTask } from './driver.ts';

/**
 * The few commands that the model understands in scripts that are not winharden's, one on a line: `Write-Output 'text'`,
 * `[Console]::Error.WriteLine('text')`, `Start-Sleep -Seconds N`, `exit N`, comments. Enough to try out Run Command with.
 */
export async function runPlainScript(clock: Clock, task: ScriptTask): Promise<ScriptResult> {
  const result: ScriptResult = { stdout: '', stderr: '', exitCode: 0, timedOut: false };
  let left = task.timeoutSeconds;
  for (const line of task.script.split(/\r?\n/)) {
    const seconds = Number(/^Start-Sleep (?:-Seconds )?(\d+)$/.exec(line.trim())?.[1] ?? 0);
    await clock.sleep(Math.min(seconds, left));
    left -= seconds;
    if (left < 0) return { ...result, exitCode: -1, timedOut: true };
    if (runLine(line.trim(), result)) break;
  }
  return result;
}

/** Adds a line's effect to the result; true where the script ends there. */
function runLine(line: string, result: ScriptResult): boolean {
  const output = /^(?:Write-Output |Write-Host |echo )?(?:'([^']*)'|"([^"$`]*)")$/.exec(line);
  const error = /^\[Console\]::Error\.WriteLine\('([^']*)'\)$/.exec(line)?.[1];
  const exit = /^exit (\d+)$/.exec(line)?.[1];
  if (output) result.stdout += `${output[1] ?? output[2]}\r\n`;
  else if (error !== undefined) result.stderr += `${error}\r\n`;
  else if (exit !== undefined) result.exitCode = Number(exit);
  else if (!/^(#.*|Start-Sleep .*)?$/.test(line)) return fail(line, result);
  return exit !== undefined;
}

function fail(line: string, result: ScriptResult): boolean {
  result.stderr += `The lab's model driver cannot run "${line.slice(0, 80)}". Start the lab with a real PowerShell (driver powershell).\r\n`;
  result.exitCode = 1;
  return true;
}
