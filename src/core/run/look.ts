import { WinhardenError } from '../errors.ts';
import type { Wave } from '../fleet/model.ts';
import type { Invocation } from '../ports.ts';
import type { Collector } from './collector.ts';
import { hasEnded, hasStarted } from './invocation-status.ts';
import { type Lane, worthLook } from './lane.ts';
import { takeOverdue } from './overdue.ts';
import type { Pace } from './pace.ts';
import type { RunContext } from './run-context.ts';
import { nodeContext, nodeEnded, settleNode } from './settle-node.ts';
import { silentOutcome, terminatedOutcome } from './silent-outcome.ts';

/** Who is told what a look shows. */
export interface Watch {
  wave: Wave;
  collector: Collector;
  pace: Pace;
  /** Takes out the nodes that EC2 took away. */
  leaving(lanes: Lane[]): Promise<Map<string, string>>;
}

/**
 * One look at all commands of a wave: ListCommands tells which of them moved, and only those are asked for their invocations. A
 * command that it does not show has ended, or was sent a moment ago, and is asked itself.
 */
export async function look(context: RunContext, watch: Watch, lanes: Lane[]): Promise<void> {
  const { ports, spec, document } = context;
  const ids = lanes.map(({ commandId }) => commandId);
  const listed = await ports.commands.open(document.name, ids);
  const open = new Map(listed.map((command) => [command.commandId, command]));
  for (const lane of lanes) lane.heard(open.get(lane.commandId), ports.clock.now());
  const restarts = spec.options.reboot !== 'never';
  const wish = { now: ports.clock.now(), restarts, isTimed: watch.pace.typical !== null };
  for (const lane of worthLook(lanes, wish)) await read(context, watch, lane);
  await giveUpOnOverdue(context, watch.wave, lanes);
  for (const [instanceId, reason] of await watch.leaving(lanes)) {
    await nodeEnded(context, terminatedOutcome(nodeContext(context, watch.wave, instanceId), reason));
  }
}

/**
 * Has SSM not begin the nodes that still wait for others of their command: when the gate says stop, only what is at work goes on.
 * What cannot be withdrawn goes on too, and is told.
 */
export async function withdraw(context: RunContext, watch: Watch, lanes: Lane[]): Promise<void> {
  for (const lane of lanes.filter(({ hasQueue }) => hasQueue)) {
    try {
      const invocations = await read(context, watch, lane);
      const queued = invocations.filter(({ status }) => status === 'Pending').map(({ instanceId }) => instanceId);
      if (queued.length === 0) continue;
      await context.ports.commands.cancel(lane.commandId, queued);
      for (const id of await neverBegun(context, lane.commandId, queued)) lane.withdrawn.add(id);
    } catch (error) {
      if (!(error instanceof WinhardenError)) throw error;
      context.io.emit({ type: 'warning', text: `the command ${lane.commandId} goes on to its end: ${error.message}` });
    }
  }
}

/**
 * Of nodes that were taken back, those that SSM cancelled at once. One whose turn came in that very moment is stopped at work and
 * shows as such first: it counts as begun, so that a rollback takes it too.
 */
async function neverBegun({ ports }: RunContext, commandId: string, ids: string[]): Promise<string[]> {
  const invocations = await ports.commands.invocations(commandId);
  const cancelled = invocations.filter(({ status }) => status === 'Cancelled').map(({ instanceId }) => instanceId);
  return ids.filter((id) => cancelled.includes(id));
}

/** What SSM says of each node of a command. */
async function read(context: RunContext, { wave, collector, pace }: Watch, lane: Lane): Promise<Invocation[]> {
  const { commandId, waiting, sent, isWide } = lane;
  const invocations = await context.ports.commands.invocations(commandId);
  const now = context.ports.clock.now();
  lane.lookedAtNow(now);
  for (const invocation of invocations) {
    const { instanceId } = invocation;
    if (!waiting.has(instanceId)) continue;
    if (hasStarted(invocation)) waiting.set(instanceId, waiting.get(instanceId) ?? now);
    if (!hasEnded(invocation)) continue;
    waiting.delete(instanceId);
    const seconds = invocation.seconds ?? (isWide ? (now.getTime() - sent.getTime()) / 1000 : null);
    if (seconds !== null) pace.nodeTook(seconds);
    const withdrawn = lane.withdrawn.has(instanceId) && invocation.details === 'Cancelled';
    collector.add((isLastLook) => settleNode(context, wave, { commandId, invocation, isLastLook, withdrawn }));
  }
  return invocations;
}

/** A node that does not end must not hold the others until --wait ends. */
async function giveUpOnOverdue(context: RunContext, wave: Wave, lanes: Lane[]): Promise<void> {
  for (const { instanceId, reason, lost } of await takeOverdue(context, lanes)) {
    const known = { ...nodeContext(context, wave, instanceId), ssmStatus: 'InProgress' };
    const silent = await silentOutcome(context, known, reason);
    await nodeEnded(context, silent.terminated || !lost ? silent : { ...silent, lost });
  }
}
