import type { OpenCommand } from '../ports.ts';

/** This machine's clock may be ahead of SSM's. */
const SKEW_MILLISECONDS = 15 * 60_000;

interface LaneFacts {
  commandId: string;
  /** All nodes that the command was sent to. */
  size: number;
  /** Those that are not known to have ended. */
  nodes: string[];
  /** Its MaxConcurrency. */
  width: number;
  sent: Date;
  /** When SSM gives up what has not ended. */
  expires: Date;
}

/** A command under way: what it holds of `--max-concurrency`, and what is not known of its nodes yet. Nodes that ended are let go. */
export class Lane {
  readonly commandId: string;
  readonly sent: Date;
  /** Nodes that were not seen to end, and when each was first seen at work. */
  readonly waiting: Map<string, Date | null>;
  /** Nodes that SSM was told not to begin any more. */
  readonly withdrawn = new Set<string>();
  lookedAt: Date;
  /** When it was last heard that a node of it had ended. */
  movedAt: Date;
  readonly #size: number;
  #width: number;
  #expires: Date;
  #listed = false;
  #completed = 0;
  #errors = 0;
  #errorsRead = 0;

  constructor({ commandId, size, nodes, width, sent, expires }: LaneFacts) {
    this.commandId = commandId;
    this.sent = sent;
    this.#expires = expires;
    this.lookedAt = sent;
    this.movedAt = sent;
    this.waiting = new Map(nodes.map((id) => [id, null]));
    this.#size = size;
    this.#width = width;
  }

  /** What ListCommands says of it now; undefined where it says nothing, because it lags or the command has ended. */
  heard(command: OpenCommand | undefined, now: Date): void {
    const { left } = this;
    this.#listed = command !== undefined;
    this.#completed = Math.max(this.#completed, command?.completed ?? 0);
    this.#errors = Math.max(this.#errors, command?.errors ?? 0);
    if (this.left < left) this.movedAt = now;
    this.#width = Math.min(this.#width, command?.maxConcurrency ?? this.#width);
    this.#expires = command?.expires ?? this.#expires;
  }

  lookedAtNow(now: Date): void {
    this.lookedAt = now;
    this.#errorsRead = this.#errors;
  }

  /** Nodes that have not ended, by what is known best. */
  get left(): number {
    return Math.min(this.waiting.size, this.#size - this.#completed);
  }

  /** Nodes that may be at work: SSM starts the next as one ends, and none in place of the last ones. */
  get atWork(): number {
    return Math.min(this.#width, this.left);
  }

  /** Nodes that ended and were not looked at. */
  get unread(): number {
    return this.waiting.size - this.left;
  }

  /** Whether none of its nodes ended yet, so that all at work were sent to when it was. */
  get isWhole(): boolean {
    return this.left === this.#size;
  }

  /** Whether no node waits for another one. */
  get isWide(): boolean {
    return this.#width >= this.#size;
  }

  /** Whether nodes of it wait for others to end. */
  get hasQueue(): boolean {
    return this.left > this.#width;
  }

  /** Nodes, one after the other, that wait for a slot of it. */
  get rounds(): number {
    return Math.max(0, this.left - this.#width) / this.#width;
  }

  /** Whether SSM should have given up all of it. */
  isExpired(now: Date): boolean {
    return now.getTime() > this.#expires.getTime() + SKEW_MILLISECONDS;
  }

  get hasNewErrors(): boolean {
    return this.#errors > this.#errorsRead;
  }

  /** Whether ListCommands showed it as under way at the last look. */
  get isListed(): boolean {
    return this.#listed;
  }
}

/** So few commands are looked at whenever one of them moves. */
const FEW = 4;
/** Where a node's time counts from when it was first seen at work. */
const UNSEEN_MINUTES = 1;

export interface Wish {
  now: Date;
  restarts: boolean;
  /** Whether it is known how long nodes take. */
  isTimed: boolean;
}

/** The commands whose invocations are to be looked at: the fewest with which nothing that matters is missed. */
export function worthLook(lanes: Lane[], { now, restarts, isTimed }: Wish): Lane[] {
  const must = lanes.filter((lane) => mustBeRead(lane) || (restarts && isUnseen(lane, now)));
  const moved = lanes.filter((lane) => lane.unread > 0 && !must.includes(lane));
  if (lanes.length <= FEW) return [...must, ...moved];
  return isTimed ? must : [...must, ...moved.slice(0, 1)];
}

const mustBeRead = (lane: Lane) => !lane.isListed || lane.left === 0 || lane.hasNewErrors;

const isUnseen = ({ waiting, lookedAt }: Lane, now: Date) =>
  now.getTime() - lookedAt.getTime() >= UNSEEN_MINUTES * 60_000 && [...waiting.values()].includes(null);
