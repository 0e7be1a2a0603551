import type { Wave } from '../fleet/model.ts';
import type { State } from './final-state.ts';
import type { Stop } from './hooks.ts';
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
  for (const wave of waves) {
    if (context.io.signal.aborted) return 'interrupted';
    const known = progress.get(wave.number) ?? notBegun(timestamp(context));
    if (context.cancelled && !hasBegun(known)) return 'cancelled';
    const stop = await pauseAndRun(context, wave, of, known);
    await context.folder.write('result.json', context.record.result(stop?.state ?? 'inProgress', null));
    if (stop) return stop.state;
  }
  return 'finished';
}

async function pauseAndRun(context: RunContext, wave: Wave, of: number, progress: WaveProgress): Promise<Stop> {
  const stop = wave.number === 1 || hasBegun(progress) ? null : await pauseBefore(context, wave, of, progress);
  return stop ?? runWave(context, wave, of, progress);
}
