import type { Wave } from '../fleet/model.ts';
import type { HookEnd } from '../ports.ts';
import { isFinal, type State } from './final-state.ts';
import { type RunContext, timestamp } from './run-context.ts';
import type { WaveProgress } from './wave-progress.ts';

/** `before` runs before a wave is sent, `after` when the gate has judged it. */
export type HookName = 'before' | 'after';

/** Commands of the operator's own around every wave. */
export interface HookOptions {
  before?: string;
  after?: string;
  timeoutSeconds: number;
  /** Whether a hook that fails stops the run. */
  onFailure: 'stop' | 'continue';
}

/** Why a wave does not go on; null to go on. */
export type Stop = { state: State; reason: string } | null;

/** WINHARDEN_OUTCOME: `notSent` where the hook before the wave failed. */
type Outcome = 'passed' | 'stopped' | 'notSent';

/** Runs the hook before a wave, unless something was sent already or it has ended before. */
export async function hookBefore(context: RunContext, wave: Wave, of: number, progress: WaveProgress): Promise<Stop> {
  const ended = wave.nodes.some((id) => progress.settled.has(id));
  const sent = ended || progress.commands.length + progress.unanswered.length > 0;
  if (sent || context.cancelled) return null;
  return judged(context, wave, 'before', await endOf(context, wave, of, 'before', progress, {}));
}

/**
 * Runs the hook after a wave, also where the wave stopped or was not sent, so that its nodes can be taken back into service. Not where
 * nodes are still at work: it runs when the run is taken up again. A wave that stopped stays so however the hook ends.
 */
export async function hookAfter(
  context: RunContext,
  wave: Wave,
  of: number,
  progress: WaveProgress,
  { stop, sent }: { stop: Stop; sent: boolean },
): Promise<Stop> {
  if (stop && !isFinal(stop.state)) return stop;
  const outcome: Outcome = !sent ? 'notSent' : stop ? 'stopped' : 'passed';
  const end = await endOf(context, wave, of, 'after', progress, { WINHARDEN_OUTCOME: outcome });
  return stop ?? judged(context, wave, 'after', end);
}

/** How the hook ended, earlier or now; null where there is none. */
async function endOf(
  context: RunContext,
  wave: Wave,
  of: number,
  hook: HookName,
  progress: WaveProgress,
  env: Record<string, string>,
): Promise<HookEnd | null> {
  const { ports, spec, io, folder } = context;
  const command = spec.options.hooks?.[hook];
  if (!command || wave.nodes.length === 0) return null;
  const known = progress.hooks?.get(hook);
  if (known) return known;
  await folder.append({ at: timestamp(context), type: 'hookStarted', wave: wave.number, hook, command });
  io.emit({ type: 'hookStarted', wave: wave.number, hook });
  const call = {
    command,
    folder: folder.path,
    name: `wave-${wave.number}-${hook}`,
    env: { ...environmentOf(context, wave, of), ...env },
    lists: listsOf(context, wave, hook),
    timeoutSeconds: spec.options.hooks?.timeoutSeconds ?? 0,
  };
  const end = await ports.hooks.run(call, (line) => io.emit({ type: 'hookOutput', hook, line }), io.signal);
  if (!io.signal.aborted)
    await folder.append({ at: timestamp(context), type: 'hookEnded', wave: wave.number, hook, end });
  io.emit({ type: 'hookEnded', wave: wave.number, hook, end });
  return end;
}

function judged({ io, spec }: RunContext, { number }: Wave, hook: HookName, end: HookEnd | null): Stop {
  if (end === null || end.ok) return null;
  if (io.signal.aborted) return { state: 'interrupted', reason: `interrupted in --${hook}-wave` };
  const reason = `--${hook}-wave of wave ${number} ${end.how}`;
  if (spec.options.hooks?.onFailure !== 'continue') return { state: 'stopped', reason };
  io.emit({ type: 'warning', text: `${reason}; the run goes on (--on-hook-failure continue)` });
  return null;
}

const environmentOf = ({ runId, spec }: RunContext, wave: Wave, of: number) => ({
  WINHARDEN_RUN_ID: runId,
  WINHARDEN_OPERATION: spec.operation,
  WINHARDEN_WAVE: String(wave.number),
  WINHARDEN_WAVES: String(of),
  WINHARDEN_CANARY: String(wave.canary),
});

/** What a shell would not take for one word is no name in Kubernetes either. */
const NODE_NAME = /^[a-z0-9][a-z0-9.-]*$/i;

function listsOf({ record }: RunContext, wave: Wave, hook: HookName): Record<string, string[]> {
  const names = (ids: string[]) =>
    ids.flatMap((id) => record.privateDnsOf(id) ?? []).filter((name) => NODE_NAME.test(name));
  const all = { WINHARDEN_INSTANCE_IDS: wave.nodes, WINHARDEN_NODE_NAMES: names(wave.nodes) };
  if (hook === 'before') return all;
  const here = new Set(wave.nodes);
  const failed = record
    .ended()
    .filter(({ instanceId, outcome }) => here.has(instanceId) && (outcome === 'Failed' || outcome === 'NoReport'))
    .map(({ instanceId }) => instanceId);
  return { ...all, WINHARDEN_FAILED_INSTANCE_IDS: failed, WINHARDEN_FAILED_NODE_NAMES: names(failed) };
}
