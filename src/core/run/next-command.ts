/** SendCommand takes no more instance ids. */
const MOST_IDS = 50;
/** Nodes that one after the other use a slot of a command, at most: each of them waits for those before it. */
const MOST_ROUNDS = 25;
/** The same, and the seconds that a node may take, while nobody knows how many it takes. */
const FIRST_ROUNDS = 5;
const FIRST_SECONDS = 300;
/** Commands that --max-concurrency is shared by, so that one page of ListCommands shows them all. */
const MOST_OPEN = 50;
/** One slot for all nodes of a command would be lost to the first that is not there any more. */
const NARROWEST = 2;

export interface Room {
  /** Slots of --max-concurrency that are free. */
  free: number;
  /** --max-concurrency. */
  most: number;
  /** Nodes of the wave that are not sent to. */
  unsent: number;
  /** Seconds that a node takes; null while nobody knows. */
  typical: number | null;
  /** Whether nodes may restart: then none waits for another one. */
  restarts: boolean;
}

export interface Shape {
  ids: number;
  /** MaxConcurrency. */
  width: number;
  /** Beyond the time-out of a delivery: how long the last of the nodes may wait for those before it. */
  extraSeconds: number;
}

/** A node may take so many times what nodes took so far, before those behind it are given up by SSM. */
const PATIENCE = 3;

/**
 * How the next command is to be, or null where it has to wait for more room. A command that holds several times the nodes that
 * may work at once keeps its slots busy by itself, without a call; towards the end of a wave commands get as wide as they are
 * long, so that all end together.
 */
export function nextCommand(room: Room): Shape | null {
  const { free, most, unsent, typical } = room;
  const ids = Math.min(MOST_IDS, unsent);
  const least = Math.min(unsent, most, Math.max(NARROWEST, Math.ceil(most / MOST_OPEN)));
  if (ids === 0 || free < least) return null;
  const rounds = Math.max(1, Math.min(mostRounds(room), Math.round(unsent / most)));
  const wanted = Math.max(least, Math.ceil(ids / rounds));
  // What would be left is too little for another command.
  const width = Math.min(ids, free < wanted + least ? free : wanted);
  const taken = Math.min(ids, width * rounds);
  const before = Math.ceil(taken / width) - 1;
  return {
    ids: taken,
    width,
    extraSeconds: Math.ceil(before * (typical === null ? FIRST_SECONDS : typical * PATIENCE)),
  };
}

function mostRounds({ typical, restarts }: Room): number {
  if (restarts) return 1;
  return typical === null ? FIRST_ROUNDS : MOST_ROUNDS;
}
