import type { App } from '../core/ports.ts';
import type { RunResult } from '../core/results/model.ts';
import { continueRun } from '../core/run/continue-run.ts';
import type { RunIo } from '../core/run/model.ts';

/** Stops what a run has at work, waits for its end and collects what was reported; nothing more is sent. Errors: those of continueRun. */
export const cancelRun = (
  app: App,
  { runId, waitMinutes }: { runId: string; waitMinutes: number },
  io: RunIo,
): Promise<RunResult> => continueRun(app, runId, { waitMinutes, cancel: true }, io);
