import type { Wave } from '../fleet/model.ts';
import { parseShare, type Share } from '../fleet/waves.ts';
import type { Operation } from '../plan/model.ts';
import type { NodeOutcome } from '../results/model.ts';
import { whyUnexpected } from './unexpected-changes.ts';

/** What a gate judges by: the whole run so far. */
export interface Standing {
  operation: Operation;
  /** Nodes that have ended. */
  ended: NodeOutcome[];
  /** Ids of the canary. */
  canary: ReadonlySet<string>;
  /** Nodes of the run. */
  selected: number;
  /** The flag: `"5"`, `"10%"` of the selected. */
  maxErrors: Share;
  /** The flag: how many more changes than the canary's, `"10"`, or `"100%"` of them. */
  maxChanges: Share | undefined;
}

/**
 * Why no further node may be sent to; null to go on. Reads the reports, not SSM's status: failed, put back and silent nodes are
 * errors; one in the canary is enough, and so is one that lost a vital service, did not come back, or changed far more than the canary.
 */
export function whyStop(wave: Wave, standing: Standing): string | null {
  const here = standing.ended.filter((node) => node.wave === wave.number);
  return (
    whyCanary(wave, here) ?? whyLost(here) ?? whyGone(here) ?? whyTooManyErrors(standing) ?? whyChanges(here, standing)
  );
}

/** SSM's own brake inside a command, so that it stops starting nodes as soon as the gate would. */
export const errorsLeft = (wave: Wave, standing: Standing): number =>
  wave.canary ? 0 : Math.max(0, errorsAllowed(standing) - countedErrors(standing));

/** Why a canary that has ended has shown nothing, so that no wave may follow it; null where it has. */
export function whyEmptyCanary({ canary, number }: Wave, { ended }: Standing): string | null {
  if (!canary || ended.some((node) => node.wave === number)) return null;
  return 'no node of the canary took the command, so that it has shown nothing';
}

function whyCanary({ canary }: Wave, here: NodeOutcome[]): string | null {
  const failed = canary ? here.find(isError) : undefined;
  return failed ? `the canary failed: ${failed.instanceId}: ${failed.reason}` : null;
}

function whyLost(here: NodeOutcome[]): string | null {
  const lost = here.find((node) => node.lostServices);
  return lost ? `${lost.instanceId} lost a vital service: ${lost.lostServices?.join(', ')}` : null;
}

function whyGone(here: NodeOutcome[]): string | null {
  const gone = here.find((node) => node.lost);
  return gone ? `${gone.instanceId} ${gone.reason}` : null;
}

function whyTooManyErrors(standing: Standing): string | null {
  const errors = countedErrors(standing);
  if (errors <= errorsAllowed(standing)) return null;
  return `${errors} ${errors === 1 ? 'node' : 'nodes'} failed or gave no report, and --max-errors allows ${standing.maxErrors}`;
}

function whyChanges(here: NodeOutcome[], { operation, ended, canary, maxChanges }: Standing): string | null {
  if (operation !== 'apply' || maxChanges === undefined) return null;
  const others = here.filter(({ instanceId }) => !canary.has(instanceId));
  return whyUnexpected(
    others,
    ended.filter(({ instanceId }) => canary.has(instanceId)),
    maxChanges,
  );
}

const isError = ({ outcome }: NodeOutcome) => outcome === 'Failed' || outcome === 'NoReport';

/** An instance that EC2 took away says nothing about the change. */
const countedErrors = ({ ended }: Standing) => ended.filter((node) => isError(node) && !node.terminated).length;

const errorsAllowed = ({ maxErrors, selected }: Standing) => parseShare('--max-errors', maxErrors, selected);
