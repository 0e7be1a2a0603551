import pLimit from 'p-limit';

/** Objects fetched and verified at once: enough to keep up with a wave, few enough to keep memory flat. */
const MOST_READS = 8;

/** Settles nodes that have ended, some at once. When one cannot be settled for now, the rest is left for a later look too. */
export class Collector {
  readonly #limit = pLimit(MOST_READS);
  readonly #begun = new Set<Promise<void>>();
  readonly #errors: unknown[] = [];

  add(settle: () => Promise<void>): void {
    const unlessLeft = async () => {
      if (this.#errors.length === 0) await settle();
    };
    const work = this.#limit(unlessLeft)
      .catch((error: unknown) => void this.#errors.push(error))
      .finally(() => this.#begun.delete(work));
    this.#begun.add(work);
  }

  /** When all but a few are settled: those that wait for their object hold nobody. Throws the first error there was. */
  async room(): Promise<void> {
    while (this.#begun.size >= MOST_READS) await Promise.race(this.#begun);
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
