import type { App, Where } from '../core/ports.ts';
import type { RunResult } from '../core/results/model.ts';
import { continueRun } from '../core/run/continue-run.ts';
import type { RunIo } from '../core/run/model.ts';
import { whereItWas } from './where-it-was.ts';

/** Stops what a run has at work, waits for its end and collects what was reported; nothing more is sent. Errors: those of continueRun. */
export async function cancelRun(
  app: App,
  { runId, where, waitMinutes }: { runId: string; where?: Where; waitMinutes: number },
  io: RunIo,
): Promise<RunResult> {
  return continueRun(await whereItWas(app, runId, where), runId, { waitMinutes, cancel: true }, io);
}
