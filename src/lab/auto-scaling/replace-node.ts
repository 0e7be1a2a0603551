import type { LabNode } from '../fleet.ts';
import { hexText, seeded } from '../random.ts';
import type { World } from '../world.ts';

/** Lab seconds until the instance in a terminated one's place is there, its agent registered. */
const JOINS_AFTER_SECONDS = 60;

/** Terminates a node, and has another of its kind join its group. Both hold for as long as the lab runs. */
export function replaceNode(world: World, node: LabNode): void {
  node.state = 'terminated';
  const random = seeded(world.seed, 'replacement', node.instanceId);
  const instanceId = `i-0${hexText(random, 16)}`;
  const computerName = `EC2AMAZ-${hexText(random, 7).toUpperCase()}`;
  world.clock.after(JOINS_AFTER_SECONDS, () => {
    const launchTime = world.clock.now().toISOString();
    world.nodes.set(instanceId, { ...node, instanceId, computerName, launchTime, state: 'running' });
  });
}
