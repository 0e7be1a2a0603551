/** Something to be done at a time, in milliseconds. */
export interface Timer {
  readonly due: number;
  readonly action: () => void;
}

/** Timers in the order in which they are due, equal ones in the order in which they were added: a binary heap. */
export class Timers {
  readonly #heap: (Timer & { order: number })[] = [];
  readonly #dropped = new WeakSet<Timer>();
  #added = 0;

  add(due: number, action: () => void): Timer {
    const timer = { due, action, order: this.#added++ };
    this.#heap.push(timer);
    this.#rise(this.#heap.length - 1);
    return timer;
  }

  /** It stays where it is until it would be next. */
  drop(timer: Timer): void {
    this.#dropped.add(timer);
  }

  next(): Timer | undefined {
    while (this.#heap[0] && this.#dropped.has(this.#heap[0])) this.#removeFirst();
    return this.#heap[0];
  }

  /** Takes the next one, if it is due by then. */
  take(by: number): Timer | undefined {
    const next = this.next();
    if (!next || next.due > by) return undefined;
    this.#removeFirst();
    return next;
  }

  clear(): void {
    this.#heap.length = 0;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (!last || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      const child = this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#isBefore(child, at)) return;
      this.#swap(at, child);
      at = child;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const [first, second] = [this.#heap[one], this.#heap[other]];
    if (!first || !second) return false;
    return first.due < second.due || (first.due === second.due && first.order < second.order);
  }

  #swap(one: number, other: number): void {
    const heap = this.#heap as [Timer & { order: number }];
    [heap[one], heap[other]] = [heap[other] as never, heap[one] as never];
  }
}
