import pLimit, { type LimitFunction } from 'p-limit';

/** Objects fetched and verified at once: enough to keep up with a wave, few enough to keep memory flat. */
const MOST_READS = 8;

/** Bounds the reads of a run, never the waiting between them: a missing object holds nobody else up. */
export type Reading = LimitFunction;

export const startReading = (): Reading => pLimit(MOST_READS);
