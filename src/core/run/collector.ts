/** Settles nodes that have ended. When one cannot be settled for now, the rest is left for a later look too. */
export class Collector {
  readonly #begun = new Set<Promise<void>>();
  readonly #errors: unknown[] = [];

  add(settle: () => Promise<void>): void {
    const unlessLeft = async () => {
      if (this.#errors.length === 0) await settle();
    };
    const work = unlessLeft()
      .catch((error: unknown) => void this.#errors.push(error))
      .finally(() => this.#begun.delete(work));
    this.#begun.add(work);
  }

  /** Throws the first error there was. */
  check(): void {
    if (this.#errors.length > 0) throw this.#errors[0];
  }

  /** When all is quiet. Throws the first error. */
  async end(): Promise<void> {
    await Promise.all(this.#begun);
    this.check();
  }
}
