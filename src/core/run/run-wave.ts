import type { WinhardenError } from '../errors.ts';
import type { Wave } from '../fleet/model.ts';
import type { RunResult } from '../results/model.ts';
import { outcomeWithoutReport } from '../results/node-outcome.ts';
import { errorsLeft, type Standing, whyStop } from './gate.ts';
import { type RunContext, timestamp } from './run-context.ts';
import { sendWave } from './send-wave.ts';
import { nodeContext, nodeEnded, watchWave } from './watch-wave.ts';
import { type SentCommand, unsentNodes, type WaveProgress } from './wave-progress.ts';

export type State = Exclude<RunResult['state'], 'dryRun'>;
/** Why no further wave may start; null to go on. */
type Stop = { state: State; reason: string } | null;

/** Sends what is left of one wave, watches all of it to its end, and lets the gate judge. */
export async function runWave(context: RunContext, wave: Wave, of: number, progress: WaveProgress): Promise<Stop> {
  context.io.emit({ type: 'waveStarted', number: wave.number, of, canary: wave.canary, nodes: wave.nodes });
  const left = { ...wave, nodes: context.cancelled ? [] : unsentNodes(wave, progress) };
  const { commands, dropped, failure } = await sendWave(context, left, String(errorsLeft(wave, standingOf(context))));
  if (failure && commands.length + progress.commands.length === 0 && wave.number === 1) throw failure;
  for (const { instanceId, reason } of dropped) {
    await nodeEnded(context, outcomeWithoutReport(nodeContext(context, wave, instanceId), 'NotSent', reason));
  }
  const all = [...progress.commands, ...commands];
  const open = all.map(({ commandId, nodes }) => ({
    commandId,
    nodes: nodes.filter((id) => !progress.settled.has(id)),
  }));
  const stop = await watchAndJudge(context, wave, open, failure);
  const result = {
    number: wave.number,
    canary: wave.canary,
    commandIds: all.map((command) => command.commandId),
    nodes: wave.nodes,
    started: progress.started,
    finished: timestamp(context),
    ...(stop ? { outcome: 'stopped' as const, reason: stop.reason } : { outcome: 'passed' as const }),
  };
  context.record.waveEnded(result);
  // A wave that somebody may go on with has not ended.
  if (stop === null || stop.state === 'stopped' || stop.state === 'cancelled') {
    await context.folder.append({ at: timestamp(context), type: 'waveEnded', wave: result });
  }
  context.io.emit({ type: 'waveEnded', wave: result });
  return stop;
}

async function watchAndJudge(
  context: RunContext,
  wave: Wave,
  commands: SentCommand[],
  failure: WinhardenError | null,
): Promise<Stop> {
  const watched = commands.length > 0 ? await watchWave(context, wave, commands) : { state: 'ended' as const };
  if (watched.state !== 'ended') return watched;
  if (context.cancelled) return { state: 'cancelled', reason: 'cancelled' };
  const reason = failure?.message ?? whyStop(wave, standingOf(context));
  return reason === null ? null : { state: 'stopped', reason };
}

const standingOf = ({ spec, record }: RunContext): Standing => ({
  errors: record.errors(),
  selected: record.selected,
  maxErrors: spec.options.maxErrors,
});
