import type { Wave } from '../fleet/model.ts';
import { type RunContext, timestamp } from './run-context.ts';
import { runWave, type State } from './run-wave.ts';
import { notBegun, type WaveProgress } from './wave-progress.ts';

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
    if (context.cancelled && !progress.has(wave.number)) return 'cancelled';
    const stop = await runWave(context, wave, of, progress.get(wave.number) ?? notBegun(timestamp(context)));
    await context.folder.write('result.json', context.record.result(stop?.state ?? 'inProgress', null));
    if (stop) return stop.state;
  }
  return 'finished';
}
