import { GROUP_TAG, type Wave } from '../fleet/model.ts';
import { outcomeWithoutReport } from '../results/node-outcome.ts';
import { leavingAmong } from './leaving.ts';
import type { RunContext } from './run-context.ts';
import { nodeContext, nodeEnded } from './settle-node.ts';
import { unsentNodes, type WaveProgress } from './wave-progress.ts';

/**
 * The wave without the nodes that Auto Scaling takes away, which are settled: nothing is sent to them, and no hook drains them. Only nodes
 * of a group are looked at.
 */
export async function withoutLeaving(context: RunContext, wave: Wave, progress: WaveProgress): Promise<Wave> {
  const scaled = unsentNodes(wave, progress).filter((id) => context.record.tagsOf(id)?.[GROUP_TAG] !== undefined);
  const leaving = await leavingAmong(context, scaled);
  for (const [instanceId, reason] of leaving) {
    const left = outcomeWithoutReport(nodeContext(context, wave, instanceId), 'NotSent', reason);
    await nodeEnded(context, { ...left, terminated: true });
  }
  return { ...wave, nodes: wave.nodes.filter((id) => !context.record.leftBeforeItsTurn(id)) };
}
