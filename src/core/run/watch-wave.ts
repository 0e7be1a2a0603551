import { WinhardenError } from '../errors.ts';
import type { Wave } from '../fleet/model.ts';
import type { Invocation } from '../ports.ts';
import type { NodeReport } from '../report/model.ts';
import type { NodeOutcome } from '../results/model.ts';
import { type NodeContext, outcomeOfReport, outcomeWithoutReport } from '../results/node-outcome.ts';
import { collectReport } from './collect-report.ts';
import { hasEnded, hasStarted, neverStarted } from './invocation-status.ts';
import { takeOverdue, type Waiting } from './overdue.ts';
import { type RunContext, timestamp } from './run-context.ts';
import type { SentCommand } from './wave-progress.ts';

/** `ended`: every node; otherwise some are left, and why. */
type Watched = { state: 'ended' } | { state: 'interrupted' | 'inProgress'; reason: string };

const LONGEST_POLL_SECONDS = 15;
const POLL_GROWTH = 1.5;
/** Polls that may fail one after the other: the SDK has retried each of them already. */
const MOST_FAILED_POLLS = 3;

/** Follows a wave's commands to their end and settles every node, with one paginated list per command and tick. */
export async function watchWave(context: RunContext, wave: Wave, commands: SentCommand[]): Promise<Watched> {
  const waiting: Waiting = new Map(
    commands.map(({ commandId, nodes }) => [commandId, new Map(nodes.map((id) => [id, null]))]),
  );
  const collector = new Collector();
  try {
    const watched = await poll(context, wave, waiting, (commandId, invocation) =>
      collector.add(settle(context, wave, commandId, invocation)),
    );
    if (watched.state !== 'ended') leaveUnsettled(context, wave, waiting, watched.reason);
    return watched;
  } finally {
    await collector.end();
  }
}

/** Nodes that have ended, being settled. One that cannot be settled for now is left for a later look. */
class Collector {
  readonly #begun: Promise<void>[] = [];
  readonly #errors: unknown[] = [];

  add(settling: Promise<void>): void {
    this.#begun.push(settling.catch((error: unknown) => void this.#errors.push(error)));
  }

  /** When all is quiet. Throws the first error. */
  async end(): Promise<void> {
    await Promise.all(this.#begun);
    if (this.#errors.length > 0) throw this.#errors[0];
  }
}

type OnEnd = (commandId: string, invocation: Invocation) => void;

async function poll(context: RunContext, wave: Wave, waiting: Waiting, onEnd: OnEnd): Promise<Watched> {
  const { clock } = context.ports;
  const { waitMinutes, pollSeconds } = context.spec.options;
  const deadline = context.waitUntil.getTime();
  let failed = 0;
  let seconds = pollSeconds;
  let left = count(waiting);
  while (true) {
    await clock.sleep(Math.min(seconds * 1000, Math.max(0, deadline - clock.now().getTime())), context.io.signal);
    if (context.io.signal.aborted) return { state: 'interrupted', reason: 'still under way when you interrupted' };
    try {
      await tick(context, wave, waiting, onEnd);
      await giveUpOnOverdue(context, wave, waiting);
      failed = 0;
    } catch (error) {
      if (!(error instanceof WinhardenError)) throw error;
      if (++failed >= MOST_FAILED_POLLS)
        return { state: 'inProgress', reason: `could not be watched: ${error.message}` };
      context.io.emit({ type: 'warning', text: error.message });
    }
    const leftNow = count(waiting);
    if (leftNow === 0) return { state: 'ended' };
    // Nodes of a wave do the same work: where some have ended, the others will soon, and it is worth looking often.
    seconds = leftNow < left ? pollSeconds : Math.min(seconds * POLL_GROWTH, LONGEST_POLL_SECONDS);
    left = leftNow;
    if (clock.now().getTime() >= deadline) {
      return { state: 'inProgress', reason: `still under way after ${waitMinutes} minutes` };
    }
  }
}

const count = (waiting: Waiting) => [...waiting.values()].reduce((sum, nodes) => sum + nodes.size, 0);

/** One look at every command that still has nodes to wait for. */
async function tick(context: RunContext, wave: Wave, waiting: Waiting, onEnd: OnEnd): Promise<void> {
  let started = 0;
  for (const [commandId, nodes] of waiting) {
    if (nodes.size === 0) continue;
    for (const invocation of await context.ports.commands.invocations(commandId)) {
      if (!nodes.has(invocation.instanceId)) continue;
      if (hasStarted(invocation)) {
        started++;
        nodes.set(invocation.instanceId, nodes.get(invocation.instanceId) ?? context.ports.clock.now());
      }
      if (!hasEnded(invocation)) continue;
      nodes.delete(invocation.instanceId);
      onEnd(commandId, invocation);
    }
  }
  const left = count(waiting);
  const total = wave.nodes.length;
  context.io.emit({
    type: 'progress',
    wave: wave.number,
    pending: left - started,
    inProgress: started,
    ended: total - left,
    total,
  });
}

/** A node that does not come back must not hold the others until --wait ends. */
async function giveUpOnOverdue(context: RunContext, wave: Wave, waiting: Waiting): Promise<void> {
  for (const { instanceId, reason } of await takeOverdue(context, waiting)) {
    const known = { ...nodeContext(context, wave, instanceId), ssmStatus: 'InProgress' };
    await nodeEnded(context, { ...outcomeWithoutReport(known, 'NoReport', reason), lost: true });
  }
}

async function settle(context: RunContext, wave: Wave, commandId: string, invocation: Invocation): Promise<void> {
  const known = { ...nodeContext(context, wave, invocation.instanceId), ssmStatus: invocation.details };
  if (neverStarted(invocation)) {
    return nodeEnded(
      context,
      outcomeWithoutReport(known, 'NotSent', 'Systems Manager stopped the command after too many errors'),
    );
  }
  const collected = await collectOrRefuse(context, commandId, invocation);
  if ('refused' in collected) return nodeEnded(context, outcomeWithoutReport(known, 'NoReport', collected));
  for (const warning of collected.warnings) {
    context.io.emit({ type: 'warning', text: `${invocation.instanceId}: ${warning}` });
  }
  await context.folder.write(`nodes/${invocation.instanceId}.json`, collected.report);
  return nodeEnded(context, outcomeOfReport(known, collected.report, collected.source), collected.report);
}

/** One node whose report cannot be fetched must not end the run for the others. */
async function collectOrRefuse(context: RunContext, commandId: string, invocation: Invocation) {
  try {
    return await collectReport(context, commandId, invocation);
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    return { refused: `could not be fetched: ${error.message}`, problem: 'notFetched' as const };
  }
}

/** Settles a node: journal, result, progress. */
export async function nodeEnded(context: RunContext, node: NodeOutcome, report?: NodeReport): Promise<void> {
  context.record.nodeEnded(node, report);
  await context.folder.append({ at: timestamp(context), type: 'nodeEnded', node });
  context.io.emit({ type: 'nodeEnded', node });
  await context.results.add(node, report);
}

export function nodeContext({ record }: RunContext, wave: Wave, instanceId: string): NodeContext {
  const name = record.nameOf(instanceId);
  return { instanceId, ...(name ? { name } : {}), wave: wave.number };
}

/** Not journalled: these nodes have not ended. */
function leaveUnsettled(context: RunContext, wave: Wave, waiting: Waiting, reason: string): void {
  for (const instanceId of [...waiting.values()].flatMap((nodes) => [...nodes.keys()])) {
    context.record.nodeEnded(outcomeWithoutReport(nodeContext(context, wave, instanceId), 'NoReport', reason));
  }
}
