import { WinhardenError } from '../errors.ts';
import type { Wave } from '../fleet/model.ts';
import type { AutomationState, Automations, Invocation } from '../ports.ts';
import { parseHeader } from '../report/header.ts';
import { outcomeWithoutReport } from '../results/node-outcome.ts';
import { cancelCommand } from './cancel-open.ts';
import { Collector } from './collector.ts';
import type { Stop } from './hooks.ts';
import { hasEnded } from './invocation-status.ts';
import type { RunContext } from './run-context.ts';
import { nodeContext, nodeEnded, settleNode } from './settle-node.ts';

const LONGEST_POLL_SECONDS = 15;
const POLL_GROWTH = 1.5;
/** Looks that may fail one after the other: the SDK has retried each of them already. */
const MOST_FAILED_LOOKS = 3;
/** Looks at a command whose location has ended: its list of nodes lags behind. */
const MOST_LAGS = 5;

export function automationsOf({ ports }: RunContext): Automations {
  if (!ports.automations) throw new Error('a run by Automation needs accounts');
  return ports.automations;
}

/** Watches an execution over locations to its end, and settles every node of the wave. */
export async function followAutomation(
  context: RunContext,
  wave: Wave,
  executionId: string,
  settled: ReadonlySet<string>,
): Promise<{ stop: Stop; commandIds: string[] }> {
  const follower = new Follower(context, wave, executionId, settled);
  const stop = await follower.follow();
  return { stop, commandIds: follower.commandIds() };
}

/** What is known of one location's part. */
interface Part {
  commandId: string | null;
  /** Its execution and all that it sent have ended, and were looked at. */
  done: boolean;
  /** Looks since its execution ended that still showed nodes at work. */
  lags: number;
  /** Looks that failed one after the other, and why the last one did. */
  failed: number;
  why: string;
}

class Follower {
  readonly #context: RunContext;
  readonly #wave: Wave;
  readonly #executionId: string;
  readonly #nodes: ReadonlySet<string>;
  readonly #ended: Set<string>;
  readonly #parts = new Map<string, Part>();
  readonly #collector: Collector;
  #state: AutomationState = { status: 'Pending', ended: false, failure: null, locations: [] };

  constructor(context: RunContext, wave: Wave, executionId: string, settled: ReadonlySet<string>) {
    this.#context = context;
    this.#wave = wave;
    this.#executionId = executionId;
    this.#nodes = new Set(wave.nodes);
    this.#ended = new Set(settled);
    this.#collector = new Collector(context.ports.clock);
  }

  commandIds(): string[] {
    return [...this.#parts.values()].flatMap(({ commandId }) => commandId ?? []);
  }

  async follow(): Promise<Stop> {
    const left = await this.#watch().finally(() => this.#collector.end());
    await this.#settleRest(left);
    return left ?? this.#whyStopped();
  }

  /** Null when the execution has ended and all that it sent was looked at. */
  async #watch(): Promise<Stop> {
    const { ports, spec, io, waitUntil } = this.#context;
    const deadline = waitUntil.getTime();
    let seconds = spec.options.pollSeconds;
    for (let failed = 0; ; ) {
      await ports.clock.sleep(Math.min(seconds * 1000, Math.max(0, deadline - ports.clock.now().getTime())), io.signal);
      if (io.signal.aborted) return { state: 'interrupted', reason: 'still under way when you interrupted' };
      try {
        await this.#look();
        failed = 0;
        if (this.#state.ended && this.#isRead()) return null;
      } catch (error) {
        if (!(error instanceof WinhardenError)) throw error;
        if (++failed >= MOST_FAILED_LOOKS) {
          return { state: 'inProgress', reason: `could not be watched: ${error.message}` };
        }
        io.emit({ type: 'warning', text: error.message });
      }
      if (ports.clock.now().getTime() >= deadline) {
        return { state: 'inProgress', reason: `still under way after ${spec.options.waitMinutes} minutes` };
      }
      seconds = Math.min(seconds * POLL_GROWTH, LONGEST_POLL_SECONDS);
    }
  }

  /** One look at the execution, and at each location that is at work or has ended since the last one. */
  async #look(): Promise<void> {
    this.#state = await automationsOf(this.#context).state(this.#executionId);
    for (const location of this.#state.locations) await this.#lookAt(location);
    this.#tell();
  }

  /** A location that cannot be read must not hold the others. */
  async #lookAt({ location, childId, ended }: AutomationState['locations'][number]): Promise<void> {
    const part = this.#parts.get(location) ?? { commandId: null, done: false, lags: 0, failed: 0, why: '' };
    this.#parts.set(location, part);
    if (childId === null || part.done || part.failed >= MOST_FAILED_LOOKS) return;
    try {
      part.commandId ??= await this.#commandOf(location, childId);
      const allEnded = part.commandId === null || (await this.#collect(part.commandId));
      part.done = ended && (allEnded || ++part.lags >= MOST_LAGS);
      part.failed = 0;
    } catch (error) {
      if (!(error instanceof WinhardenError)) throw error;
      part.failed++;
      part.why = error.message;
      if (part.failed === MOST_FAILED_LOOKS) {
        this.#context.io.emit({ type: 'warning', text: `${location} cannot be read: ${error.message}` });
      }
    }
  }

  /** In a run that is cancelled it is stopped as soon as it is known. */
  async #commandOf(location: string, childId: string): Promise<string | null> {
    const commandId = await automationsOf(this.#context).command(location, childId);
    if (commandId !== null && this.#context.cancelled) await cancelCommand(this.#context, commandId);
    return commandId;
  }

  /** Whether all of its nodes have ended. */
  async #collect(commandId: string): Promise<boolean> {
    const invocations = await this.#context.ports.commands.invocations(commandId);
    for (const invocation of invocations) {
      if (!hasEnded(invocation) || this.#ended.has(invocation.instanceId) || !this.#concerns(invocation)) continue;
      this.#ended.add(invocation.instanceId);
      this.#collector.add((isLastLook) => settleNode(this.#context, this.#wave, { commandId, invocation, isLastLook }));
    }
    return invocations.every(hasEnded);
  }

  /** The tag also has nodes that were left out; of these it matters only what did run. */
  #concerns({ instanceId, output }: Invocation): boolean {
    return this.#nodes.has(instanceId) || parseHeader(output) !== null;
  }

  #isRead(): boolean {
    return this.#state.locations.every(({ location, childId }) => {
      const part = this.#parts.get(location);
      return childId === null || part?.done || (part?.failed ?? 0) >= MOST_FAILED_LOOKS;
    });
  }

  #tell(): void {
    const total = this.#wave.nodes.length;
    const ended = this.#wave.nodes.filter((id) => this.#ended.has(id)).length;
    const inProgress = this.#state.locations.filter((each) => !each.ended && each.childId !== null).length;
    this.#context.io.emit({
      type: 'progress',
      wave: this.#wave.number,
      pending: total - ended,
      inProgress,
      ended,
      total,
    });
  }

  /** Nodes that nothing was heard of: in a location that was not begun nothing was sent. */
  async #settleRest(left: Stop): Promise<void> {
    const context = this.#context;
    for (const instanceId of this.#wave.nodes.filter((id) => !this.#ended.has(id))) {
      const known = nodeContext(context, this.#wave, instanceId);
      const [outcome, reason] = this.#whyNothing(known.location ?? '');
      const node = outcomeWithoutReport(known, outcome, left?.reason ?? reason);
      // What is still under way has not ended, and is not journalled as if it had.
      if (left) context.record.nodeEnded(node);
      else await nodeEnded(context, node);
    }
  }

  #whyNothing(location: string): ['NoReport' | 'NotSent', string] {
    const part = this.#parts.get(location);
    if (part && part.failed > 0) return ['NoReport', `unverified: ${location} cannot be read: ${part.why}`];
    if (part?.commandId)
      return ['NoReport', 'the command of its location did not go to it, or Systems Manager did not say how it ended'];
    const state = this.#state.locations.find((each) => each.location === location);
    const why = state?.failure ?? (state?.status === 'Cancelled' ? 'it was not begun any more' : state?.status);
    return ['NotSent', `Automation sent nothing in ${location}: ${why ?? 'it does not know it'}`];
  }

  #whyStopped(): Stop {
    const failed = this.#state.locations.filter(({ status }) => status !== 'Success');
    if (failed.length === 0) return null;
    const reasons = failed.map(
      ({ location, status, failure }) => `${location} ${status}${failure ? `: ${failure}` : ''}`,
    );
    return {
      state: this.#context.cancelled ? 'cancelled' : 'stopped',
      reason: `${failed.length} of ${this.#state.locations.length} locations did not succeed (automation ${this.#executionId}): ${reasons.join('; ')}`,
    };
  }
}
