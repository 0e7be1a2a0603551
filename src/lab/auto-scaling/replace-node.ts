import type { LabNode } from '../fleet.ts';
import { hexText, seeded } from '../random.ts';
import type { World } from '../world.ts';

/** Lab seconds until the instance in a terminated one's place is there, its agent registered. */
const JOINS_AFTER_SECONDS = 60;
const AGENT = '3.3.3572.0';

/** Terminates a node, and has another of its kind join its group. Both hold for as long as the lab runs. */
export function replaceNode(world: World, node: LabNode): void {
  node.state = 'terminated';
  world.clock.after(JOINS_AFTER_SECONDS, () => join(world, node, {}));
}

/** Another node of the same kind, but for this. */
export function join(world: World, node: LabNode, become: Partial<LabNode>): LabNode {
  const random = seeded(world.seed, 'replacement', node.instanceId);
  const joined: LabNode = {
    ...node,
    instanceId: `i-0${hexText(random, 16)}`,
    computerName: `EC2AMAZ-${hexText(random, 7).toUpperCase()}`,
    privateIp: `10.200.${Math.floor(random() * 256)}.${1 + Math.floor(random() * 254)}`,
    launchTime: world.clock.now().toISOString(),
    state: 'running',
    agent: { version: node.agent?.version ?? AGENT, ping: 'Online' },
    ...become,
  };
  world.nodes.set(joined.instanceId, joined);
  return joined;
}
