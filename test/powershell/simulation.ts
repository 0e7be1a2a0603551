import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  findPowerShell,
  type PowerShell,
  type PowerShellResult,
  type PowerShellRun,
} from '../../src/lab/powershell.ts';
import { freshWindows, type WindowsState } from '../../src/lab/windows-state.ts';

let found: Promise<PowerShell | null> | undefined;

/**
 * The PowerShell that the tests run in, built first where it is missing. Without pwsh and dotnet the tests of the suite
 * are skipped with a loud word, and fail where CI is set.
 */
export function usePowerShell(): () => PowerShell {
  let shell: PowerShell | null = null;
  before(async function () {
    this.timeout(300_000);
    found ??= findPowerShell({ build: true });
    shell = await found;
    if (shell !== null) return;
    const said = 'NOT RUN: these tests need pwsh or the .NET SDK (dotnet) on PATH, and neither is there';
    if (process.env['CI'] !== undefined && process.env['CI'] !== '') throw new Error(said);
    console.warn(`\n  !!! ${said} !!!\n`);
    this.skip();
  });
  return () => shell as PowerShell;
}

export type ScriptRun = Omit<PowerShellRun, 'script' | 'state' | 'programData'> & { programData?: string };

/** Runs a script on a simulated Windows, with a throw-away %ProgramData% unless one is given. */
export async function runScript(
  shell: PowerShell,
  state: WindowsState,
  script: string,
  more: ScriptRun = {},
): Promise<PowerShellResult> {
  const programData = more.programData ?? (await mkdtemp(join(tmpdir(), 'winharden-programdata-')));
  try {
    return await shell.run({ ...more, script, state, programData });
  } finally {
    if (more.programData === undefined) await rm(programData, { recursive: true, force: true });
  }
}

/**
 * Evaluates named PowerShell expressions in one run, and answers their values. An expression that throws has the value
 * `TypeName: message` of its innermost exception.
 */
export async function evaluate(
  shell: PowerShell,
  state: WindowsState,
  expressions: Record<string, string>,
  setUp = '',
): Promise<{ values: Record<string, unknown>; state: WindowsState }> {
  const lines = Object.entries(expressions).map(
    ([name, text]) =>
      `try { $answers['${name}'] = & { ${text} } } catch { $e = $_.Exception.GetBaseException(); $answers['${name}'] = "$($e.GetType().Name): $($e.Message)" }`,
  );
  const script = [
    "Set-StrictMode -Version 3; $ErrorActionPreference = 'Stop'; $answers = [ordered]@{}",
    setUp,
    ...lines,
    '[Console]::Out.Write((ConvertTo-Json $answers -Depth 8 -Compress))',
  ].join('\n');
  const result = await runScript(shell, state, script);
  if (result.exitCode !== 0) throw new Error(result.stderr);
  return { values: JSON.parse(result.stdout) as Record<string, unknown>, state: result.state };
}

/** A fresh Server 2022 Core with something changed. */
export function windowsWith(change: Partial<WindowsState> = {}): WindowsState {
  return { ...freshWindows({ release: 2022 }), ...change };
}
