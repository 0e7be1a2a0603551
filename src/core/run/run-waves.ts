import type { WinhardenError } from '../errors.ts';
import type { Wave } from '../fleet/model.ts';
import { parseShare } from '../fleet/waves.ts';
import type { RunResult } from '../results/model.ts';
import { outcomeWithoutReport } from '../results/node-outcome.ts';
import { type RunContext, timestamp } from './run-context.ts';
import { type SentCommand, sendWave } from './send-wave.ts';
import { nodeContext, nodeEnded, watchWave } from './watch-wave.ts';

type State = Exclude<RunResult['state'], 'dryRun'>;
/** Why no further wave may start; null to go on. */
type Stop = { state: State; reason: string } | null;

/** Sends wave after wave, each only if the reports of those before allow it. */
export async function runWaves(context: RunContext, waves: Wave[]): Promise<State> {
  for (const wave of waves) {
    if (context.io.signal.aborted) return 'interrupted';
    const stop = await runWave(context, wave, waves.length);
    await context.folder.write('result.json', context.record.result(stop?.state ?? 'inProgress', null));
    if (stop) return stop.state;
  }
  return 'finished';
}

async function runWave(context: RunContext, wave: Wave, of: number): Promise<Stop> {
  const started = timestamp(context);
  context.io.emit({ type: 'waveStarted', number: wave.number, of, canary: wave.canary, nodes: wave.nodes });
  const { commands, dropped, failure } = await sendWave(context, wave, errorsLeft(context, wave));
  if (failure && commands.length === 0 && wave.number === 1) throw failure;
  for (const { instanceId, reason } of dropped) {
    await nodeEnded(context, outcomeWithoutReport(nodeContext(context, wave, instanceId), 'NotSent', reason));
  }
  const stop = await watchAndJudge(context, wave, commands, failure);
  const result = {
    number: wave.number,
    canary: wave.canary,
    commandIds: commands.map((command) => command.commandId),
    nodes: wave.nodes,
    started,
    finished: timestamp(context),
    ...(stop ? { outcome: 'stopped' as const, reason: stop.reason } : { outcome: 'passed' as const }),
  };
  context.record.waveEnded(result);
  await context.folder.append({ at: timestamp(context), type: 'waveEnded', wave: result });
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
  const reason = failure?.message ?? gate(context, wave);
  return reason === null ? null : { state: 'stopped', reason };
}

/** Reads the reports, not SSM's status: failed, put back and silent nodes are errors; one in the canary is enough, and so is one that lost a vital service or did not come back. */
function gate(context: RunContext, wave: Wave): string | null {
  const errors = context.record.errors();
  const here = errors.filter((node) => node.wave === wave.number);
  const [first] = here;
  if (wave.canary && first) return `the canary failed: ${first.instanceId}: ${first.reason}`;
  const lost = here.find((node) => node.lostServices);
  if (lost) return `${lost.instanceId} lost a vital service: ${lost.lostServices?.join(', ')}`;
  const gone = here.find((node) => node.lost);
  if (gone) return `${gone.instanceId} ${gone.reason}`;
  if (errors.length <= errorsAllowed(context)) return null;
  return `${errors.length} ${errors.length === 1 ? 'node' : 'nodes'} failed or gave no report, and --max-errors allows ${context.spec.options.maxErrors}`;
}

/** SSM's own brake inside the wave, so that it stops starting nodes as soon as the gate would. */
const errorsLeft = (context: RunContext, wave: Wave) =>
  String(wave.canary ? 0 : Math.max(0, errorsAllowed(context) - context.record.errors().length));

const errorsAllowed = ({ spec, record }: RunContext) =>
  parseShare('--max-errors', spec.options.maxErrors, record.selected);
