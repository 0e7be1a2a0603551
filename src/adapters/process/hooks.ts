import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { HookCall, HookEnd, Hooks } from '../../core/ports.ts';
import { endTree, endTreeNow } from './end-tree.ts';
import { fullBudget, outputSink } from './output-sink.ts';

/** Linux takes 128 KB in one variable and Windows 32,767 characters; this is about 800 instance ids. */
const LONGEST_VALUE = 16_000;
/** A child that the command left behind may hold its output open for ever. */
const PATIENCE_AFTER_EXIT_MS = 1000;

/** Runs the operator's commands through the shell of this machine: `/bin/sh -c`, on Windows `cmd.exe /d /s /c`. */
export function createHooks(): Hooks {
  return { run };
}

async function run(call: HookCall, tell: (line: string) => void, signal: AbortSignal): Promise<HookEnd> {
  if (signal.aborted) return { ok: false, how: 'was interrupted before it began' };
  try {
    const folder = join(call.folder, 'hooks');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const log = await open(join(folder, `${call.name}.log`), 'a', 0o600);
    const lines = log.createWriteStream();
    lines.once('error', (error) => tell(`(the log cannot be written: ${error.message})`));
    const env = { ...process.env, ...call.env, ...(await listVariables(folder, call)) };
    return await runIn(env, call, signal, (line) => {
      lines.write(`${line}\n`);
      tell(line);
    }).finally(() => new Promise<void>((resolve) => lines.end(resolve)));
  } catch (error) {
    return { ok: false, how: `could not be started: ${(error as Error).message}` };
  }
}

async function runIn(
  env: NodeJS.ProcessEnv,
  call: HookCall,
  signal: AbortSignal,
  tell: (line: string) => void,
): Promise<HookEnd> {
  const child = spawn(call.command, {
    shell: true,
    // A process group of its own, so that it can be ended with its children; on Windows a tree is ended by its root.
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  const budget = fullBudget();
  const sinks = [child.stdout, child.stderr].map((stream) => {
    const sink = outputSink(budget, tell);
    stream.setEncoding('utf8').on('data', sink.take);
    return sink;
  });
  const end = await endOf(child, call, signal);
  for (const sink of sinks) sink.end();
  return end;
}

/** Undefined takes a variable of an outer run away, so that no hook works on the nodes of another. */
async function listVariables(folder: string, { name, lists }: HookCall): Promise<Record<string, string | undefined>> {
  const variables: Record<string, string | undefined> = {};
  for (const [variable, items] of Object.entries(lists)) {
    const file = join(folder, `${name}-${variable.replace('WINHARDEN_', '').replaceAll('_', '-').toLowerCase()}.txt`);
    await writeFile(file, items.map((item) => `${item}\n`).join(''), { mode: 0o600 });
    const text = items.join(' ');
    variables[variable] = text.length <= LONGEST_VALUE ? text : undefined;
    variables[`${variable}_FILE`] = file;
  }
  return variables;
}

/** Waits for the child's own end, its time or the abort, whatever comes first. */
async function endOf(child: ChildProcess, { timeoutSeconds }: HookCall, signal: AbortSignal): Promise<HookEnd> {
  const watch = new AbortController();
  const leave = () => endTreeNow(child);
  process.once('exit', leave);
  const ended = exitOf(child);
  const outOfTime = delay(timeoutSeconds * 1000, `timed out after ${timeoutSeconds} seconds`, {
    signal: watch.signal,
  }).catch(() => '');
  const aborted = new Promise<string>((resolve) => {
    signal.addEventListener('abort', () => resolve('was interrupted'), { once: true, signal: watch.signal });
  });
  const first = await Promise.race([ended, outOfTime, aborted]);
  if (typeof first === 'string') await endTree(child);
  const end = await ended;
  watch.abort();
  process.off('exit', leave);
  return typeof first === 'string' ? { ok: false, how: first } : end;
}

function exitOf(child: ChildProcess): Promise<HookEnd> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ ok: false, how: `could not be started: ${error.message}` }));
    child.once('exit', (code, signal) => {
      const end = { ok: code === 0, how: code === null ? `was ended by ${signal}` : `ended with exit code ${code}` };
      const closed = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, PATIENCE_AFTER_EXIT_MS);
      child.once('close', () => {
        clearTimeout(closed);
        resolve(end);
      });
    });
  });
}
