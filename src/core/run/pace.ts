/** Looks that a wave is worth, however few its nodes, and nodes that are worth one more. */
const LOOKS = 10;
const NODES_PER_LOOK = 50;
const GROWTH = 1.25;
/** Seconds: between two looks while nothing is known of how long nodes take, and where nothing moves. */
const LONGEST_BLIND = 15;
const LONGEST = 300;
/** Between two looks at most so many times what a node takes. */
const MOST_OF_A_NODE = 1.5;
/** No node ends much sooner than the quickest so far. */
const SOONEST = 0.9;

export interface Scene {
  now: Date;
  /** Nodes of the wave that have not ended, and those of them that may be at work. */
  left: number;
  atWork: number;
  /** Nodes, one after the other, that each slot of every command under way still has before it: so long none gets free. */
  rounds: number;
  /** Whether any node ended since the last look. */
  moved: boolean;
  /** When the nodes at work were sent to, the first of them. */
  since: Date;
}

/** How long to wait before the next look: by what nodes took so far, and longer and longer where nothing moves. */
export class Pace {
  readonly #first: number;
  #seconds: number;
  #nodes = 0;
  #sum = 0;
  #quickest = Number.POSITIVE_INFINITY;

  /** `first` in seconds: the shortest wait. */
  constructor(first: number) {
    this.#first = first;
    this.#seconds = first;
  }

  /** A node has ended and took so many seconds. */
  nodeTook(seconds: number): void {
    this.#nodes++;
    this.#sum += seconds;
    this.#quickest = Math.min(this.#quickest, seconds);
  }

  /** Seconds that a node takes; null while none has ended. */
  get typical(): number | null {
    return this.#nodes === 0 ? null : this.#sum / this.#nodes;
  }

  next(scene: Scene): number {
    const wanted = this.#wanted(scene);
    const slowest = Math.max(wanted, LONGEST_BLIND, (this.typical ?? 0) / 4);
    this.#seconds = scene.moved ? wanted : Math.min(Math.max(wanted, this.#seconds * GROWTH), slowest);
    return this.#seconds;
  }

  /** So that the rest of the wave takes about as many looks as it is worth, most of them when slots get free. */
  #wanted({ now, left, atWork, rounds, since }: Scene): number {
    const { typical } = this;
    if (typical === null || atWork === 0) return this.#first;
    const rest = (left / atWork) * typical;
    const even = Math.max(rest / (LOOKS + left / NODES_PER_LOOK), rounds * typical * SOONEST);
    const idle = (since.getTime() - now.getTime()) / 1000 + this.#quickest * SOONEST;
    return Math.min(Math.max(this.#first, Math.min(even, typical * MOST_OF_A_NODE), idle), LONGEST);
  }
}
