import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import type { App, Clock } from '../src/core/ports.ts';
import type { Lab } from '../src/lab/index.ts';
import { aroundCalls } from './around-calls.ts';

/** The lab's time, or that of a lab in another process, where a skip takes a while. */
interface Time extends Pick<Lab['clock'], 'now' | 'after'> {
  skipToNext(): boolean | Promise<boolean>;
}

/** Turns of the event loop without a call before everybody counts as waiting. */
const QUIET_TURNS = 3;

/**
 * An app whose waiting costs no time: its clock is the lab's, and whenever it, and every other virtual app of the same lab, does
 * nothing but sleep, the clock goes on to the next moment at which something is due. Calls under way, the SDK's retries included,
 * take the time that they take.
 */
export function virtualApp(lab: { clock: Time }, makeApp: (clock: Clock) => App): App {
  const waiting = waitingOf(lab.clock);
  const clock: Clock = {
    now: () => lab.clock.now(),
    sleep: (milliseconds, signal) => waiting.sleep(milliseconds, signal),
  };
  const watched = aroundCalls(makeApp(clock), (call) => waiting.during(call));
  return { ...watched, clock, today: () => clock.now().toISOString().slice(0, 10) };
}

const known = new WeakMap<Time, Waiting>();

/** Apps on one lab share it: one of them must not skip what another is in the middle of. */
function waitingOf(time: Time): Waiting {
  const waiting = known.get(time) ?? new Waiting(time);
  known.set(time, waiting);
  return waiting;
}

/** How many calls are under way and how many sleep; skips time when all sleep. */
class Waiting {
  readonly #time: Time;
  readonly #call = new AsyncLocalStorage<true>();
  #calls = 0;
  #sleeps = 0;
  #changes = 0;
  #skipping = false;

  constructor(time: Time) {
    this.#time = time;
  }

  /** Until what the call promises is there, nothing is skipped. */
  during<T>(call: () => T): T {
    const answer = this.#call.run(true, call);
    if (!(answer instanceof Promise)) return answer;
    this.#count(1, 0);
    return answer.finally(() => this.#count(-1, 0)) as T;
  }

  /** A call that sleeps itself counts as asleep. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const calls = this.#call.getStore() ? 1 : 0;
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      this.#count(-calls, 1);
      const wake = () => {
        cancel();
        signal?.removeEventListener('abort', wake);
        this.#count(calls, -1);
        resolve();
      };
      const cancel = this.#time.after(milliseconds / 1000, wake);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  #count(calls: number, sleeps: number): void {
    this.#calls += calls;
    this.#sleeps += sleeps;
    this.#changes++;
    if (this.#isAsleep() && !this.#skipping) this.#skip();
  }

  #isAsleep(): boolean {
    return this.#calls === 0 && this.#sleeps > 0;
  }

  async #skip(): Promise<void> {
    this.#skipping = true;
    while (this.#isAsleep()) {
      const before = this.#changes;
      for (let turns = 0; turns < QUIET_TURNS && this.#changes === before; turns++) await turn();
      while (this.#isAsleep() && this.#changes === before && (await this.#time.skipToNext())) await turn();
    }
    this.#skipping = false;
  }
}
