import pLimit, { type LimitFunction } from 'p-limit';

/** Objects fetched and verified at once: enough to keep up with a wave, few enough to keep memory flat. */
const MOST_READS = 8;

/** What the nodes of a run share while their reports are collected. */
export interface Collecting {
  /** Bounds the reads, never the waiting between them: a missing object holds nobody else up. */
  reading: LimitFunction;
  /** Nodes whose object was there. */
  uploads: number;
}

export const startCollecting = (): Collecting => ({ reading: pLimit(MOST_READS), uploads: 0 });
