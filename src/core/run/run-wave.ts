import type { Wave } from '../fleet/model.ts';
import { isFinal } from './final-state.ts';
import { hookAfter, hookBefore, type Stop } from './hooks.ts';
import { type RunContext, timestamp } from './run-context.ts';
import type { WaveProgress } from './wave-progress.ts';
import { workWave } from './work-wave.ts';

/** One wave from the hook before it to the hook after it. */
export async function runWave(context: RunContext, wave: Wave, of: number, progress: WaveProgress): Promise<Stop> {
  context.io.emit({ type: 'waveStarted', number: wave.number, of, canary: wave.canary, nodes: wave.nodes });
  const held = await hookBefore(context, wave, of, progress);
  const { stop: judged, commandIds } = held ? { stop: held, commandIds: [] } : await workWave(context, wave, progress);
  const stop = await hookAfter(context, wave, of, progress, { stop: judged, sent: held === null });
  const result = {
    number: wave.number,
    canary: wave.canary,
    commandIds,
    nodes: wave.nodes,
    started: progress.started,
    finished: timestamp(context),
    ...(stop ? { outcome: 'stopped' as const, reason: stop.reason } : { outcome: 'passed' as const }),
  };
  context.record.waveEnded(result);
  if (stop === null || isFinal(stop.state)) {
    await context.folder.append({ at: timestamp(context), type: 'waveEnded', wave: result });
  }
  context.io.emit({ type: 'waveEnded', wave: result });
  return stop;
}
