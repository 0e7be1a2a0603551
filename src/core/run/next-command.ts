/** SendCommand takes no more instance ids. */
const MOST_IDS = 50;
/** Nodes that one after the other use a slot of a command, at most: each of them waits for those before it. */
const MOST_ROUNDS = 25;
/** Commands that --max-concurrency is shared by, so that one page of ListCommands shows them all. */
const MOST_OPEN = 25;

export interface Room {
  /** Slots of --max-concurrency that are free. */
  free: number;
  /** --max-concurrency. */
  most: number;
  /** Nodes of the wave that are not sent to. */
  unsent: number;
  /** Seconds that a node takes; null while nobody knows. */
  typical: number | null;
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
 * long, so that all end together. Nodes wait for each other only where it is known how long they take.
 */
export function nextCommand({ free, most, unsent, typical }: Room): Shape | null {
  const ids = Math.min(MOST_IDS, unsent);
  const least = Math.min(unsent, Math.ceil(most / MOST_OPEN));
  if (ids === 0 || free < Math.max(1, least)) return null;
  const rounds = typical === null ? 1 : Math.min(MOST_ROUNDS, Math.ceil(unsent / most));
  const width = Math.min(free, Math.max(least, Math.ceil(ids / rounds)));
  const taken = Math.min(ids, width * rounds);
  return { ids: taken, width, extraSeconds: Math.ceil((Math.ceil(taken / width) - 1) * (typical ?? 0) * PATIENCE) };
}
