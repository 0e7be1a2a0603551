import type { WinhardenError } from '../errors.ts';

/**
 * The run cannot go on for now, through no fault of a node: credentials that expired, a network that is gone. It is no
 * WinhardenError, so that whoever takes those for the failure of one node or command lets it through.
 */
export class Paused extends Error {
  readonly because: WinhardenError;

  constructor(because: WinhardenError) {
    super(because.message, { cause: because });
    this.name = 'Paused';
    this.because = because;
  }
}
