import { deliver } from '../node/deliver.ts';
import type { World } from '../world.ts';
import { allowedErrors, concurrencyOf, errorCount, finalState, hasEnded } from './command-state.ts';
import { type CommandRecord, ENDED, type Invocation } from './command-store.ts';

/** Lab seconds that a batch waits for its nodes' acknowledgement at most. */
const PATIENCE_SECONDS = 5;

/**
 * Sends a command's invocations: one node first, then two, four … each batch when the one before is acknowledged, never more
 * than MaxConcurrency at work, none after more than MaxErrors failed. Also takes up a command that a stopped lab left open.
 */
export function dispatch(world: World, id: string): void {
  const record = world.commands.get(id) as CommandRecord;
  const queue = [...record.invocations.values()]
    .filter(({ status }) => !ENDED.has(status))
    .map(({ instanceId }) => instanceId);
  const state = { world, id, record, queue, batch: 1, allowance: 1, unacknowledged: 0, atWork: 0 };
  world.clock.after(0.1, () => begin(state));
  world.clock.after(expirySeconds(world, record), () => expire(state));
}

interface Dispatch {
  readonly world: World;
  readonly id: string;
  readonly record: CommandRecord;
  readonly queue: string[];
  /** Size of the present batch, and how many of it may still be sent. */
  batch: number;
  allowance: number;
  unacknowledged: number;
  atWork: number;
}

function begin(state: Dispatch): void {
  if (state.queue.length === 0) {
    settle(state);
    return;
  }
  state.world.commands.setCommand(state.id, { status: 'InProgress', details: 'InProgress' });
  pump(state);
}

function pump(state: Dispatch): void {
  const most = concurrencyOf(state.record);
  while (state.queue.length > 0 && state.atWork < most && state.allowance > 0)
    send(state, state.queue.shift() as string);
  if (state.unacknowledged === 0 && state.allowance === 0 && state.queue.length > 0) nextBatch(state);
}

function nextBatch(state: Dispatch): void {
  state.batch *= 2;
  state.allowance = state.batch >= concurrencyOf(state.record) ? Number.POSITIVE_INFINITY : state.batch;
  pump(state);
}

function send(state: Dispatch, instanceId: string): void {
  if (ENDED.has(invocationOf(state, instanceId).status)) return;
  state.allowance--;
  state.atWork++;
  state.unacknowledged++;
  const acknowledge = once(() => {
    patience();
    state.unacknowledged--;
    pump(state);
  });
  const patience = state.world.clock.after(PATIENCE_SECONDS, acknowledge);
  deliver(state.world, state.id, instanceId, acknowledge).then(() => {
    state.atWork--;
    acknowledge();
    afterEnd(state);
  });
}

function invocationOf({ record }: Dispatch, instanceId: string): Invocation {
  return record.invocations.get(instanceId) as Invocation;
}

function afterEnd(state: Dispatch): void {
  if (errorCount(state.record) > allowedErrors(state.record)) terminateRest(state);
  pump(state);
  settle(state);
}

/** What was not sent yet when MaxErrors is exceeded. */
function terminateRest({ world, id, queue }: Dispatch): void {
  for (const instanceId of queue.splice(0)) {
    world.commands.setInvocation(id, instanceId, { status: 'Failed', details: 'Terminated' });
  }
}

/** At ExpiresAfter everything that has not ended is DeliveryTimedOut, scripts that did start included. */
function expire(state: Dispatch): void {
  state.queue.length = 0;
  for (const { instanceId, status } of state.record.invocations.values()) {
    if (!ENDED.has(status))
      state.world.commands.setInvocation(state.id, instanceId, { status: 'TimedOut', details: 'DeliveryTimedOut' });
  }
  settle(state);
}

function expirySeconds({ driver, clock }: World, { command }: CommandRecord): number {
  const seconds = (Date.parse(command.expires) - Date.parse(command.requested)) / 1000;
  return driver.realTime ? seconds * clock.speed : seconds;
}

/** Gives the command its final status once all invocations have theirs. */
export function settle({ world, id, record }: Pick<Dispatch, 'world' | 'id' | 'record'>): void {
  if (hasEnded(record) && !ENDED.has(record.command.status)) world.commands.setCommand(id, finalState(record));
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
