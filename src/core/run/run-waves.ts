import type { Wave } from '../fleet/model.ts';
import type { State } from './final-state.ts';
import type { Stop } from './hooks.ts';
import { newcomersWave } from './newcomers.ts';
import { Pace } from './pace.ts';
import { pauseBefore } from './pause.ts';
import { type RunContext, timestamp } from './run-context.ts';
import { runWave } from './run-wave.ts';
import { hasBegun, notBegun, type WaveProgress } from './wave-progress.ts';

/**
 * Sends wave after wave, each only if the reports of those before allow it. `waves` are those that have not ended;
 * `progress`, by wave number, is what is already known of them where a run goes on.
 */
export async function runWaves(
  context: RunContext,
  waves: Wave[],
  progress: ReadonlyMap<number, WaveProgress> = new Map(),
): Promise<State> {
  const of = waves.at(-1)?.number ?? 0;
  const pace = new Pace(context.spec.options.pollSeconds);
  for (const wave of waves) {
    if (context.io.signal.aborted) return 'interrupted';
    const known = progress.get(wave.number) ?? notBegun(timestamp(context));
    if (context.cancelled && !hasBegun(known)) return 'cancelled';
    const stop = await pauseAndRun(context, wave, of, known, pace);
    await context.folder.write('result.json', context.record.result(stop?.state ?? 'inProgress', null));
    if (stop) return stop.state;
  }
  return context.cancelled ? 'finished' : catchUp(context);
}

/** The wave of those that joined during the run, if there is one and it has not been. */
async function catchUp(context: RunContext): Promise<State> {
  const last = context.record.lastWave;
  const wave = last?.newcomers ? null : await newcomersWave(context, (last?.number ?? 0) + 1);
  return wave === null ? 'finished' : runWaves(context, [wave]);
}

async function pauseAndRun(
  context: RunContext,
  wave: Wave,
  of: number,
  progress: WaveProgress,
  pace: Pace,
): Promise<Stop> {
  const stop = wave.number === 1 || hasBegun(progress) ? null : await pauseBefore(context, wave, of, progress);
  return stop ?? runWave(context, wave, of, progress, pace);
}
