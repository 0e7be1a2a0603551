import type { Wave } from '../fleet/model.ts';
import { endWave } from './end-wave.ts';
import { hookAfter, hookBefore, type Stop } from './hooks.ts';
import { Pace } from './pace.ts';
import type { RunContext } from './run-context.ts';
import type { WaveProgress } from './wave-progress.ts';
import { withoutLeaving } from './without-leaving.ts';
import { workWave } from './work-wave.ts';

/** One wave from the hook before it to the hook after it. */
export async function runWave(
  context: RunContext,
  wave: Wave,
  of: number,
  progress: WaveProgress,
  pace = new Pace(context.spec.options.pollSeconds),
): Promise<Stop> {
  context.io.emit({ type: 'waveStarted', number: wave.number, of, canary: wave.canary, nodes: wave.nodes });
  const here = await withoutLeaving(context, wave, progress);
  const held = await hookBefore(context, here, of, progress);
  const { stop: judged, commandIds } = held
    ? { stop: held, commandIds: [] }
    : await workWave(context, here, progress, pace);
  const stop = await hookAfter(context, here, of, progress, { stop: judged, sent: held === null });
  await endWave(context, wave, { commandIds, started: progress.started, stop });
  return stop;
}
