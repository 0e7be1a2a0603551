import { WinhardenError } from '../errors.ts';
import type { Operation } from '../plan/model.ts';

/** A run that works on nodes, or is about to. */
export interface NodeUse {
  runId: string;
  operation?: Operation;
  /** The caller's ARN; null where SSM alone tells of it, which does not say. */
  by: string | null;
  /** ISO. */
  since: string;
  /** When its lock ends unless it is renewed; null where there is no lock. */
  until: string | null;
  nodes: string[];
}

/** locks.json in the bucket. */
export interface NodeLocks {
  format: 1;
  runs: (NodeUse & { until: string })[];
}

/** Errors: DamagedLocks. */
export function readLocks(text: string, place: string): NodeLocks {
  try {
    const locks: NodeLocks = JSON.parse(text);
    if (locks.format === 1 && Array.isArray(locks.runs)) return locks;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new WinhardenError({
    code: 'DamagedLocks',
    message: `${place} does not hold the locks of runs, or those of a later winharden`,
    suggestions: ['make sure that no run is under way, then delete it', '--no-lock goes without'],
  });
}

/** The locks of other runs that still hold. */
export const othersIn = ({ runs }: NodeLocks, runId: string, now: Date) =>
  runs.filter((run) => run.runId !== runId && Date.parse(run.until) > now.getTime());

export interface Overlap {
  use: NodeUse;
  nodes: string[];
}

/** The first that works on some of the nodes, and on which; selectors may differ. */
export function findOverlap(uses: NodeUse[], ids: string[]): Overlap | null {
  const wanted = new Set(ids);
  for (const use of uses) {
    const nodes = use.nodes.filter((id) => wanted.has(id));
    if (nodes.length > 0) return { use, nodes };
  }
  return null;
}

/** Node ids that a message names. */
const MOST_NAMED = 3;

/** Who works on the nodes, since when and in which run. */
export function overlapText({ use, nodes }: Overlap): string {
  const { runId, operation, by, since, until } = use;
  const more = nodes.length - MOST_NAMED;
  const named = `${nodes.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const run = `the run ${runId}${operation ? ` (${operation})` : ''}${by ? ` of ${by}` : ''}`;
  return `${run} works on ${named} since ${since}${until ? `, and holds them until ${until}` : ''}`;
}

export const nodesInUse = (overlap: Overlap) =>
  new WinhardenError({
    code: 'NodesInUse',
    message: `nothing was sent to these nodes: ${overlapText(overlap)}`,
    suggestions: [
      'wait until it has ended',
      `winharden run cancel ${overlap.use.runId}, where it was started, stops it`,
      '--no-lock goes ahead all the same',
    ],
  });
