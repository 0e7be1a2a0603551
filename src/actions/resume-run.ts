import type { App } from '../core/ports.ts';
import type { RunResult } from '../core/results/model.ts';
import { type ContinueOptions, continueRun } from '../core/run/continue-run.ts';
import type { RunIo } from '../core/run/model.ts';

/** Goes on with a run that was interrupted, paused, killed or left alone; nothing is sent twice. Errors: those of continueRun. */
export const resumeRun = (
  app: App,
  { runId, ...options }: { runId: string } & Pick<ContinueOptions, 'waitMinutes' | 'noLock'>,
  io: RunIo,
): Promise<RunResult> => continueRun(app, runId, options, io);
