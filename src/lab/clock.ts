import { type Timer, Timers } from './timers.ts';

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * The lab's time: the real one, and what was skipped. Its seconds pass `speed` times faster than real ones; dates that it
 * shows are not sped up. Who knows that everybody waits may skip to the next moment at which something is due.
 */
export class Clock {
  readonly speed: number;
  readonly aheadMs: number;
  readonly #timers = new Timers();
  #skippedMs = 0;
  #alarm: NodeJS.Timeout | undefined;
  #alarmAt = Number.POSITIVE_INFINITY;

  /** `aheadMs`: how far it is ahead of this machine's. */
  constructor(speed: number, aheadMs = 0) {
    this.speed = speed;
    this.aheadMs = aheadMs;
  }

  now(): Date {
    return new Date(this.#now());
  }

  /** Calls `action` after so many lab seconds; the answer cancels it. Never keeps the process alive. */
  after(seconds: number, action: () => void): () => void {
    const timer = this.#timers.add(this.#now() + (seconds * 1000) / this.speed, action);
    this.#setAlarm(timer);
    return () => this.#timers.drop(timer);
  }

  /** Ends after so many lab seconds, or never when the lab is stopped before. */
  sleep(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(seconds, resolve);
    });
  }

  /** When something is due next. */
  nextDue(): Date | undefined {
    const next = this.#timers.next();
    return next && new Date(next.due);
  }

  /** Goes to the next moment at which something is due, and does what is due then. False where nothing ever is. */
  skipToNext(): boolean {
    const next = this.#timers.next();
    if (!next) return false;
    this.#skippedMs += Math.max(0, next.due - this.#now());
    this.#ring();
    return true;
  }

  stop(): void {
    clearTimeout(this.#alarm);
    this.#timers.clear();
  }

  #now(): number {
    return Date.now() + this.aheadMs + this.#skippedMs;
  }

  #ring(): void {
    const now = this.#now();
    for (let timer = this.#timers.take(now); timer; timer = this.#timers.take(now)) timer.action();
    this.#alarmAt = Number.POSITIVE_INFINITY;
    const next = this.#timers.next();
    if (next) this.#setAlarm(next);
  }

  /** One real timeout, for what is due first. */
  #setAlarm({ due }: Timer): void {
    if (due >= this.#alarmAt) return;
    clearTimeout(this.#alarm);
    this.#alarmAt = due;
    this.#alarm = setTimeout(() => this.#ring(), Math.min(Math.max(0, due - this.#now()), LONGEST_TIMEOUT_MS));
    this.#alarm.unref();
  }
}
