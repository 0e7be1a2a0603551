import { parseShare, type Share } from '../fleet/waves.ts';
import type { NodeOutcome } from '../results/model.ts';

/** A canary that made fewer had been hardened before, and says nothing of nodes that were not; nor are so few more a surprise. */
const FEW = 10;

/**
 * Why a node that made far more changes than the canary of its release is worth a look; null where none did. `allowed` is how many
 * more there may be: a number as it is, or a share of the canary's changes, ten at least.
 */
export function whyUnexpected(nodes: NodeOutcome[], canary: NodeOutcome[], allowed: Share): string | null {
  const yardsticks = yardsticksOf(canary);
  for (const { instanceId, changes, release } of nodes) {
    const yardstick = release === undefined ? undefined : yardsticks.get(release);
    if (yardstick === undefined || changes <= mostChanges(yardstick, allowed)) continue;
    return `${instanceId} made ${changes} changes, and the canary of Windows Server ${release} ${yardstick}: more than --max-changes ${allowed} allows. Look at its report; --max-changes ${changes} lets the run go on`;
  }
  return null;
}

/** By release, the most changes that a node of the canary made and kept. */
function yardsticksOf(canary: NodeOutcome[]): Map<number, number> {
  const most = new Map<number, number>();
  for (const { release, changes, outcome } of canary) {
    if (release === undefined || outcome === 'Failed') continue;
    most.set(release, Math.max(changes, most.get(release) ?? 0));
  }
  return most;
}

function mostChanges(yardstick: number, allowed: Share): number {
  const isShare = String(allowed).endsWith('%');
  if (isShare && yardstick < FEW) return Number.POSITIVE_INFINITY;
  const more = parseShare('--max-changes', allowed, yardstick);
  return yardstick + (isShare ? Math.max(FEW, more) : more);
}
