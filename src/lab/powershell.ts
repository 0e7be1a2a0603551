import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WindowsState } from './windows-state.ts';

/** One run of a rendered script on a simulated Windows. */
export interface PowerShellRun {
  /** The script's text, as rendered. */
  script: string;
  state: WindowsState;
  env?: Record<string, string>;
  /** The script's own arguments, as `-Name`, `value`. */
  args?: string[];
  /** Killed after this long; the answer's exit code is then -1, as SSM says of a script that timed out. */
  timeoutMs?: number;
  /** A real folder standing for %ProgramData%. */
  programData: string;
}

export interface PowerShellResult {
  stdout: string;
  stderr: string;
  exitCode: number;
  /** The Windows that the script left behind, even when it failed or was killed at a write. */
  state: WindowsState;
}

/** A real PowerShell that runs scripts unchanged against powershell/SimulatedWindows. */
export interface PowerShell {
  name: 'pwsh' | 'host';
  version: string;
  run(input: PowerShellRun): Promise<PowerShellResult>;
}

interface Finished {
  stdout: string;
  stderr: string;
  exitCode: number;
}

const folder = fileURLToPath(new URL('../../powershell/', import.meta.url));
const BUILD_MS = 5 * 60_000;

/** pwsh on PATH, else the .NET host (published with dotnet first when `build` is true and it is missing), else null. */
export async function findPowerShell(options: { build?: boolean } = {}): Promise<PowerShell | null> {
  const pwsh = await onPath('pwsh');
  if (pwsh !== undefined) return open('pwsh', pwsh, []);
  const dotnet = await onPath('dotnet');
  if (dotnet === undefined) return null;
  const host = (await builtHost()) ?? (options.build === true ? await buildHost(dotnet) : undefined);
  return host === undefined ? null : open('host', dotnet, [host]);
}

async function open(name: 'pwsh' | 'host', program: string, first: string[]): Promise<PowerShell> {
  const { stdout } = await execute(program, [...first, '-Version'], {}, 60_000);
  return { name, version: stdout.replace(/^PowerShell /, '').trim(), run: (input) => run(program, first, input) };
}

async function run(program: string, first: string[], input: PowerShellRun): Promise<PowerShellResult> {
  const work = await mkdtemp(join(tmpdir(), 'winharden-node-'));
  try {
    const paths = { state: join(work, 'state.json'), script: join(work, '_script.ps1'), out: join(work, 'out.json') };
    await writeFile(paths.state, JSON.stringify(input.state));
    // As the SSM agent writes it: UTF-8 with a byte order mark.
    await writeFile(paths.script, `\uFEFF${input.script}`);
    const start = join(folder, 'SimulatedWindows', 'Start-SimulatedWindows.ps1');
    const mode = first.length === 0 ? ['-NoProfile', '-NonInteractive'] : [];
    const args = [...first, ...mode, '-File', start, paths.state, paths.script, paths.out, ...(input.args ?? [])];
    const finished = await execute(program, args, environment(input), input.timeoutMs ?? 120_000);
    const written = await readFile(paths.out, 'utf8').catch(() => null);
    return written === null ? { ...finished, state: input.state } : { ...finished, ...readWritten(written) };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** What the simulation wrote at its end: the state, and unless it was killed the exit code, of which a process keeps eight bits. */
function readWritten(text: string): { state: WindowsState; exitCode?: number } {
  const { exitCode, ...state } = JSON.parse(text) as WindowsState & { exitCode?: number };
  return exitCode === undefined ? { state } : { state, exitCode };
}

/** What a script sees of the node's environment, and the culture that .NET takes from it where there is no Windows. */
function environment({ state, env, programData }: PowerShellRun): Record<string, string> {
  const locale = `${state.culture.replace('-', '_')}.UTF-8`;
  return { ProgramData: programData, AWS_SSM_INSTANCE_ID: state.instanceId, LC_ALL: locale, LANG: locale, ...env };
}

function execute(program: string, args: string[], env: Record<string, string>, timeoutMs: number): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const quiet = { DOTNET_NOLOGO: '1', DOTNET_CLI_TELEMETRY_OPTOUT: '1', POWERSHELL_TELEMETRY_OPTOUT: '1' };
    const child = spawn(program, args, {
      env: { ...process.env, ...quiet, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const [stdout, stderr] = [output, errors].map((chunks) => Buffer.concat(chunks).toString('utf8')) as [
        string,
        string,
      ];
      resolve({ stdout, stderr, exitCode: code ?? -1 });
    });
  });
}

async function onPath(name: string): Promise<string | undefined> {
  for (const entry of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const file of [join(entry, name), join(entry, `${name}.exe`)]) {
      if (entry !== '' && (await can(file, constants.X_OK))) return file;
    }
  }
  return undefined;
}

/**
 * Where the host is published: beside its source, or in the user's cache where the package is read-only. The folder is
 * named after the source, so that a changed host is built anew and a finished one never overwritten.
 */
async function hostFolders(): Promise<[string, string]> {
  const name = await sourceHash();
  return [join(folder, 'Host', 'bin', name), join(homedir(), '.cache', 'winharden', 'host', name)];
}

async function builtHost(): Promise<string | undefined> {
  for (const place of await hostFolders()) {
    const file = join(place, 'winharden-host.dll');
    if (await can(file, constants.R_OK)) return file;
  }
  return undefined;
}

async function sourceHash(): Promise<string> {
  const hash = createHash('sha256');
  const source = join(folder, 'Host');
  for (const file of (await readdir(source, { recursive: true })).sort()) {
    if (/^\w+([\\/]\w+)?\.cs$|\.csproj$/.test(file)) hash.update(await readFile(join(source, file)));
  }
  return hash.digest('hex').slice(0, 12);
}

/** Publishes the host from a copy of its source, so that a read-only package stays untouched. */
async function buildHost(dotnet: string): Promise<string> {
  const source = join(folder, 'Host');
  const [beside, cache] = await hostFolders();
  const place = (await can(source, constants.W_OK)) ? beside : cache;
  const copy = await mkdtemp(join(tmpdir(), 'winharden-build-'));
  const unfinished = `${place}.${process.pid}`;
  try {
    await cp(source, copy, { recursive: true, filter: (path) => !/[\\/](bin|obj)$/.test(path) });
    const args = ['publish', copy, '-c', 'Release', '-o', unfinished, '-v', 'quiet', '-nodeReuse:false'];
    const built = await execute(dotnet, args, {}, BUILD_MS);
    if (built.exitCode !== 0)
      throw new Error(`dotnet could not build the PowerShell host: ${built.stdout}${built.stderr}`);
    // Somebody else may have finished the same build meanwhile: theirs is as good.
    await rename(unfinished, place).catch(() => undefined);
    return join(place, 'winharden-host.dll');
  } finally {
    await rm(copy, { recursive: true, force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

function can(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
