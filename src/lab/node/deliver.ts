import { replaceNode } from '../auto-scaling/replace-node.ts';
import type { LabNode } from '../fleet.ts';
import { seeded } from '../random.ts';
import type { Command, CommandRecord, Status } from '../ssm/command-store.ts';
import { isManaged } from '../ssm/targets.ts';
import type { World } from '../world.ts';
import { runDocument } from './agent.ts';
import { isCutOff } from './cut-off.ts';
import type { Execution } from './executions.ts';

/** Lab seconds until the service gives up on a node that does not listen. */
const GIVE_UP_SECONDS = 3;

/** Brings one invocation to its node and sees it to its end; `acknowledge` is called when the node has taken it. */
export async function deliver(
  world: World,
  commandId: string,
  instanceId: string,
  acknowledge: () => void,
): Promise<void> {
  const { command } = world.commands.get(commandId) as CommandRecord;
  const node = world.nodes.get(instanceId);
  if (!node || !isReachable(world, node)) return giveUp(world, command, instanceId);
  const execution = world.executions.begin(commandId, instanceId, world.clock.now());
  if (isCutOff(world, execution)) return workUnheard(world, command, node, execution);
  await world.clock.sleep(world.pace.pickUp(seeded(world.seed, 'pick up', instanceId, execution.ordinal)));
  if (statusOf(world, commandId, instanceId) !== 'Pending') return;
  world.commands.setInvocation(commandId, instanceId, { status: 'InProgress', details: 'InProgress' });
  acknowledge();
  if (world.faults.ofNode('replaced', instanceId)) replaceNode(world, node);
  const silent = node.state === 'terminated' || world.faults.ofNode('vanishing', instanceId);
  if (!silent) await work(world, command, node, execution);
  else await new Promise(() => {});
}

function isReachable(world: World, node: LabNode): boolean {
  return isManaged(node) && pingOf(world, node) === 'Online';
}

export function pingOf({ faults, restarting }: World, { agent, instanceId }: LabNode): 'Online' | 'ConnectionLost' {
  const silent = faults.ofNode('offline', instanceId) || restarting.has(instanceId);
  return silent ? 'ConnectionLost' : (agent?.ping ?? 'ConnectionLost');
}

/** The agent runs what a schedule asks for from its own copy; what the service sees is a node that does not listen. */
async function workUnheard(world: World, command: Command, node: LabNode, execution: Execution): Promise<void> {
  if (command.association) await runDocument({ world, command, node, execution, stillWanted: () => true });
  execution.ended = world.clock.now();
  await giveUp(world, command, node.instanceId);
}

async function giveUp(world: World, { id }: Command, instanceId: string): Promise<void> {
  world.commands.setInvocation(id, instanceId, { status: 'Delayed', details: 'Delayed' });
  await world.clock.sleep(GIVE_UP_SECONDS);
  if (statusOf(world, id, instanceId) === 'Delayed') {
    world.commands.setInvocation(id, instanceId, { status: 'Failed', details: 'Undeliverable' });
  }
}

async function work(world: World, command: Command, node: LabNode, execution: Execution): Promise<void> {
  const stillWanted = () => statusOf(world, command.id, node.instanceId) === 'InProgress';
  const result = await runDocument({ world, command, node, execution, stillWanted });
  execution.ended = world.clock.now();
  if (stillWanted()) world.commands.setInvocation(command.id, node.instanceId, result);
}

function statusOf(world: World, commandId: string, instanceId: string): Status | undefined {
  return world.commands.get(commandId)?.invocations.get(instanceId)?.status;
}
