const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The lab's time. Its seconds pass `speed` times faster than real ones; dates that it shows are the real ones. */
export class Clock {
  readonly speed: number;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(speed: number) {
    this.speed = speed;
  }

  now(): Date {
    return new Date();
  }

  /** Calls `action` after so many lab seconds; the answer cancels it. Never keeps the process alive. */
  after(seconds: number, action: () => void): () => void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        action();
      },
      Math.min((seconds * 1000) / this.speed, LONGEST_TIMER_MS),
    );
    timer.unref();
    this.#timers.add(timer);
    return () => this.#cancel(timer);
  }

  /** Ends after so many lab seconds, or never when the lab is stopped before. */
  sleep(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(seconds, resolve);
    });
  }

  stop(): void {
    for (const timer of this.#timers) this.#cancel(timer);
  }

  #cancel(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    this.#timers.delete(timer);
  }
}
