import type { Wave } from '../fleet/model.ts';
import { outcomeWithoutReport } from '../results/node-outcome.ts';
import type { Collector } from './collector.ts';
import { hasEnded, hasStarted } from './invocation-status.ts';
import { type Lane, worthLook } from './lane.ts';
import { takeOverdue } from './overdue.ts';
import type { Pace } from './pace.ts';
import type { RunContext } from './run-context.ts';
import { nodeContext, nodeEnded, settleNode } from './settle-node.ts';

/** Who is told what a look shows. */
export interface Watch {
  wave: Wave;
  collector: Collector;
  pace: Pace;
}

/**
 * One look at all commands of a wave: ListCommands tells which of them moved, and only those are asked for their invocations. A
 * command that it does not show has ended, or was sent a moment ago, and is asked itself.
 */
export async function look(context: RunContext, watch: Watch, lanes: Lane[]): Promise<void> {
  const { ports, spec, document } = context;
  const open = new Map((await ports.commands.open(document.name)).map((command) => [command.commandId, command]));
  for (const lane of lanes) lane.heard(open.get(lane.commandId));
  const restarts = spec.options.reboot !== 'never';
  for (const lane of worthLook(lanes, ports.clock.now(), restarts)) await read(context, watch, lane);
  await giveUpOnOverdue(context, watch.wave, lanes);
}

/** What SSM says of each node of a command. */
async function read(context: RunContext, { wave, collector, pace }: Watch, lane: Lane): Promise<void> {
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
    collector.add((isLastLook) => settleNode(context, wave, { commandId, invocation, isLastLook }));
  }
}

/** A node that does not end must not hold the others until --wait ends. */
async function giveUpOnOverdue(context: RunContext, wave: Wave, lanes: Lane[]): Promise<void> {
  for (const { instanceId, reason, lost } of await takeOverdue(context, lanes)) {
    const known = { ...nodeContext(context, wave, instanceId), ssmStatus: 'InProgress' };
    await nodeEnded(context, { ...outcomeWithoutReport(known, 'NoReport', reason), ...(lost && { lost }) });
  }
}
