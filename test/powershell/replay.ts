import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { renderDocument } from '../../src/actions/render-document.ts';
import { createApp } from '../../src/app.ts';
import { OPERATIONS, type Operation } from '../../src/core/plan/model.ts';
import type { NodeReport } from '../../src/core/report/model.ts';
import type { PowerShell } from '../../src/lab/powershell.ts';
import { dumpWindows, type WindowsState } from '../../src/lab/windows-state.ts';
import { readReport } from './report.ts';
import { runScript, windowsWith } from './simulation.ts';

/** One run of a script: where it finds its Windows and its %ProgramData%, and where it leaves them. */
export interface Job {
  /** A script file, of which there are few. */
  script: string;
  args: Record<string, string>;
  state: string;
  programData: string;
  out: string;
  faults?: WindowsState['faults'];
}

export interface Answer {
  exitCode: number;
  report: NodeReport;
  /** The Windows that it left, as dumpWindows writes it. */
  dump: string;
}

const driver = new URL('replay.ps1', import.meta.url);
const PROCESSES = 2;
const LONGEST_MS = 3 * 3_600_000;

/** Writes the scripts of a baseline, a name or a file, into a folder as the SSM agent does; answers their paths. */
export async function writeScripts(
  folder: string,
  baseline: string,
  acceptRisk: string[] = [],
): Promise<Record<Operation, string>> {
  const name = basename(baseline, '.yaml');
  const written = OPERATIONS.map(async (operation) => {
    const path = join(folder, `${name}-${operation}.ps1`);
    const { text } = await renderDocument(createApp({}), { baseline, operation, format: 'ps1', acceptRisk });
    await writeFile(path, `\uFEFF${text}`);
    return [operation, path] as const;
  });
  return Object.fromEntries(await Promise.all(written)) as Record<Operation, string>;
}

/**
 * Runs chains of jobs, those of a chain one after the other. A process takes many chains, because its start costs more than
 * a job, and works through them with replay.ps1.
 */
export async function replay(shell: PowerShell, chains: Job[][]): Promise<Answer[][]> {
  const shares = Array.from({ length: PROCESSES }, (_, share) => chains.filter((_, i) => i % PROCESSES === share));
  const answered = await Promise.all(shares.map((share) => replayShare(shell, share)));
  return chains.map((_, i) => answered[i % PROCESSES]?.[Math.floor(i / PROCESSES)] ?? []);
}

async function replayShare(shell: PowerShell, chains: Job[][]): Promise<Answer[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'winharden-replay-'));
  try {
    const [jobFile, answerFile] = [join(folder, 'jobs.json'), join(folder, 'answers.json')];
    const jobs = chains.flat();
    await Promise.all(jobs.map(({ programData }) => mkdir(programData, { recursive: true })));
    const spelled = jobs.map(({ args, faults = {}, ...job }) => ({ ...job, arguments: args, faults }));
    await writeFile(jobFile, JSON.stringify(spelled));
    const args = [jobFile, answerFile];
    const result = await runScript(shell, windowsWith(), await readFile(driver, 'utf8'), {
      args,
      timeoutMs: LONGEST_MS,
    });
    assert.equal(result.exitCode, 0, result.stderr);
    const answers = JSON.parse(await readFile(answerFile, 'utf8')) as { exitCode: number; stdout: string }[];
    const read = await Promise.all(jobs.map(async (job, i) => readAnswer(job, answers[i])));
    let next = 0;
    return chains.map((chain) => chain.map(() => read[next++] as Answer));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readAnswer({ out }: Job, answer: { exitCode: number; stdout: string } | undefined): Promise<Answer> {
  assert.ok(answer);
  const state = JSON.parse(await readFile(out, 'utf8')) as WindowsState;
  return { exitCode: answer.exitCode, report: readReport(answer.stdout), dump: dumpWindows(state) };
}
