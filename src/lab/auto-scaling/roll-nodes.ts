import type { LabNode } from '../fleet.ts';
import { seeded } from '../random.ts';
import { welcome } from '../ssm/association-runs.ts';
import type { World } from '../world.ts';
import { join } from './replace-node.ts';

/** How nodes are replaced one after the other. */
interface Rolling {
  /** What is other of the node in its place. */
  become(node: LabNode): Partial<LabNode>;
  /** Why a node cannot be replaced. */
  stuck(node: LabNode): string | undefined;
  /** So many are. */
  replaced(count: number): void;
}

/** Replaces nodes one after the other, the new one first. Answers the first that cannot be, and why. */
export async function rollNodes(
  world: World,
  nodes: readonly LabNode[],
  { become, stuck, replaced }: Rolling,
): Promise<{ node: LabNode; why: string } | undefined> {
  for (const [index, node] of nodes.entries()) {
    const random = seeded(world.seed, 'roll', node.instanceId);
    await world.clock.sleep(world.pace.join(random));
    const why = stuck(node);
    if (why !== undefined) return { node, why };
    welcome(world, join(world, node, become(node)));
    await world.clock.sleep(world.pace.leave(random));
    node.state = 'terminated';
    world.keepFleet();
    replaced(index + 1);
  }
  return undefined;
}
