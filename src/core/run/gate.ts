import type { Wave } from '../fleet/model.ts';
import { parseShare, type Share } from '../fleet/waves.ts';
import type { NodeOutcome } from '../results/model.ts';

/** What a gate judges by: the whole run so far. */
export interface Standing {
  /** Nodes that failed or stayed silent. */
  errors: NodeOutcome[];
  /** Nodes of the run. */
  selected: number;
  /** The flag: `"5"`, `"10%"` of the selected. */
  maxErrors: Share;
}

/**
 * Why no further node may be sent to; null to go on. Reads the reports, not SSM's status: failed, put back and silent nodes are
 * errors; one in the canary is enough, and so is one that lost a vital service or did not come back.
 */
export function whyStop(wave: Wave, standing: Standing): string | null {
  const { errors, maxErrors } = standing;
  const here = errors.filter((node) => node.wave === wave.number);
  const [first] = here;
  if (wave.canary && first) return `the canary failed: ${first.instanceId}: ${first.reason}`;
  const lost = here.find((node) => node.lostServices);
  if (lost) return `${lost.instanceId} lost a vital service: ${lost.lostServices?.join(', ')}`;
  const gone = here.find((node) => node.lost);
  if (gone) return `${gone.instanceId} ${gone.reason}`;
  if (errors.length <= errorsAllowed(standing)) return null;
  return `${errors.length} ${errors.length === 1 ? 'node' : 'nodes'} failed or gave no report, and --max-errors allows ${maxErrors}`;
}

/** SSM's own brake inside a command, so that it stops starting nodes as soon as the gate would. */
export const errorsLeft = (wave: Wave, standing: Standing): number =>
  wave.canary ? 0 : Math.max(0, errorsAllowed(standing) - standing.errors.length);

const errorsAllowed = ({ maxErrors, selected }: Standing) => parseShare('--max-errors', maxErrors, selected);
