import type { WinhardenError } from '../errors.ts';
import type { Wave } from '../fleet/model.ts';
import { outcomeWithoutReport } from '../results/node-outcome.ts';
import { isFinal } from './final-state.ts';
import { errorsLeft, type Standing, whyStop } from './gate.ts';
import { hookAfter, hookBefore, type Stop } from './hooks.ts';
import { type RunContext, timestamp } from './run-context.ts';
import { sendWave } from './send-wave.ts';
import { nodeContext, nodeEnded, watchWave } from './watch-wave.ts';
import { type SentCommand, unsentNodes, type WaveProgress } from './wave-progress.ts';

/** One wave from the hook before it to the hook after it. */
export async function runWave(context: RunContext, wave: Wave, of: number, progress: WaveProgress): Promise<Stop> {
  context.io.emit({ type: 'waveStarted', number: wave.number, of, canary: wave.canary, nodes: wave.nodes });
  const held = await hookBefore(context, wave, of, progress);
  const { stop: judged, commandIds } = held
    ? { stop: held, commandIds: [] }
    : await sendAndWatch(context, wave, progress);
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

/** Sends what is left of one wave, watches all of it to its end, and lets the gate judge. */
async function sendAndWatch(
  context: RunContext,
  wave: Wave,
  progress: WaveProgress,
): Promise<{ stop: Stop; commandIds: string[] }> {
  const left = { ...wave, nodes: context.cancelled ? [] : unsentNodes(wave, progress) };
  const { commands, dropped, failure } = await sendWave(context, left, String(errorsLeft(wave, standingOf(context))));
  if (failure && commands.length + progress.commands.length === 0 && wave.number === 1) throw failure;
  for (const { instanceId, reason } of dropped) {
    await nodeEnded(context, outcomeWithoutReport(nodeContext(context, wave, instanceId), 'NotSent', reason));
  }
  const all = [...progress.commands, ...commands];
  const commandIds = all.map((command) => command.commandId);
  const open = all.map(({ commandId, nodes }) => ({
    commandId,
    nodes: nodes.filter((id) => !progress.settled.has(id)),
  }));
  return { stop: await watchAndJudge(context, wave, open, failure), commandIds };
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
  if (context.cancelled) return { state: 'cancelled', reason: 'cancelled' };
  const reason = failure?.message ?? whyStop(wave, standingOf(context));
  return reason === null ? null : { state: 'stopped', reason };
}

const standingOf = ({ spec, record }: RunContext): Standing => ({
  operation: spec.operation,
  ended: record.ended(),
  canary: record.canary,
  selected: record.selected,
  maxErrors: spec.options.maxErrors,
  maxChanges: spec.options.maxChanges,
});
