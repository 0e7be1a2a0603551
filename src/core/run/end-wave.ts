import type { Wave } from '../fleet/model.ts';
import { isFinal } from './final-state.ts';
import type { Stop } from './hooks.ts';
import { type RunContext, timestamp } from './run-context.ts';

/** Writes down how a wave ended; one that was only left has no end in the journal. */
export async function endWave(
  context: RunContext,
  { number, canary, nodes }: Wave,
  { commandIds, started, stop }: { commandIds: string[]; started: string; stop: Stop },
): Promise<void> {
  const result = {
    number,
    canary,
    commandIds,
    nodes,
    started,
    finished: timestamp(context),
    ...(stop ? { outcome: 'stopped' as const, reason: stop.reason } : { outcome: 'passed' as const }),
  };
  context.record.waveEnded(result);
  if (stop === null || isFinal(stop.state)) {
    await context.folder.append({ at: timestamp(context), type: 'waveEnded', wave: result });
  }
  context.io.emit({ type: 'waveEnded', wave: result });
}
