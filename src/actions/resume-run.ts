import type { App, Where } from '../core/ports.ts';
import type { RunResult } from '../core/results/model.ts';
import { type ContinueOptions, continueRun } from '../core/run/continue-run.ts';
import type { RunIo } from '../core/run/model.ts';
import { whereItWas } from './where-it-was.ts';

/** Goes on with a run that was interrupted, paused, killed or left alone; nothing is sent twice. Errors: those of continueRun. */
export async function resumeRun(
  app: App,
  { runId, where, ...options }: { runId: string; where?: Where } & Pick<ContinueOptions, 'waitMinutes' | 'noLock'>,
  io: RunIo,
): Promise<RunResult> {
  return continueRun(await whereItWas(app, runId, where), runId, options, io);
}
