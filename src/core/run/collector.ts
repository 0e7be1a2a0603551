import pLimit from 'p-limit';
import type { Clock } from '../ports.ts';

/** Nodes whose reports are fetched, verified and written down at once: enough to keep up with a wave, few enough to keep memory flat. */
const MOST_READS = 8;
/** Seconds before each further look for a report: the agent uploads before it replies, but a proxy may lag. */
const LOOKS = [1, 2, 4, 8];

/** Settles a node; false where its report is not there yet and another look is left. */
type Settle = (isLastLook: boolean) => Promise<boolean>;

/**
 * Settles nodes that have ended, some at once. One whose report is not there yet waits without holding the others up. When one
 * cannot be settled for now, the rest is left for a later look too.
 */
export class Collector {
  readonly #clock: Clock;
  readonly #limit = pLimit(MOST_READS);
  readonly #begun = new Set<Promise<void>>();
  readonly #looks = new Set<Promise<boolean>>();
  readonly #errors: unknown[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(settle: Settle): void {
    const work = this.#settled(settle)
      .catch((error: unknown) => void this.#errors.push(error))
      .finally(() => this.#begun.delete(work));
    this.#begun.add(work);
  }

  /** An interrupt does not end the looks: they are few, and a node that has done its work is not to be lost. */
  async #settled(settle: Settle): Promise<void> {
    const look = (isLast: boolean) => {
      const looking = this.#limit(async () => this.#errors.length > 0 || settle(isLast));
      this.#looks.add(looking);
      return looking.finally(() => this.#looks.delete(looking));
    };
    for (const seconds of LOOKS) {
      if (await look(false)) return;
      await this.#clock.sleep(seconds * 1000);
    }
    await look(true);
  }

  /** When what can be read now is read: reports that are not there yet hold nobody. Throws the first error there was. */
  async read(): Promise<void> {
    await Promise.allSettled(this.#looks);
    this.#check();
  }

  #check(): void {
    if (this.#errors.length > 0) throw this.#errors[0];
  }

  /** When all is quiet. Throws the first error. */
  async end(): Promise<void> {
    await Promise.all(this.#begun);
    this.#check();
  }
}
