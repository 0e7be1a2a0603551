import type { CancelCommandRequest } from '@aws-sdk/client-ssm';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';
import { type CommandRecord, ENDED, type Invocation } from './command-store.ts';
import { settle } from './dispatch.ts';

/** Lab seconds from the request to the agent's word that the script was stopped. */
const STOPPING_SECONDS = 1;

export function cancelCommand(world: World, { CommandId = '', InstanceIds = [] }: CancelCommandRequest): object {
  const record = world.commands.get(CommandId);
  if (!record) throw new AwsError('InvalidCommandId', `The command ID isn't valid: ${CommandId}`);
  const unknown = InstanceIds.find((id) => !record.invocations.has(id));
  if (unknown) throw new AwsError('InvalidInstanceId', `The command was not sent to ${unknown}.`);
  const meant = InstanceIds.length > 0 ? InstanceIds : [...record.invocations.keys()];
  for (const id of meant) cancel(world, record, record.invocations.get(id) as Invocation);
  if (InstanceIds.length === 0 && !ENDED.has(record.command.status)) {
    world.commands.setCommand(CommandId, { status: 'Cancelling', details: 'Cancelling' });
  }
  settle({ world, id: CommandId, record });
  return {};
}

/** What was not sent is Cancelled at once; a script at work is stopped, and what it did is lost. */
function cancel(world: World, record: CommandRecord, { instanceId, status }: Invocation): void {
  const { id } = record.command;
  if (ENDED.has(status)) return;
  const end = () => world.commands.setInvocation(id, instanceId, { status: 'Cancelled', details: 'Cancelled' });
  if (status !== 'InProgress') {
    end();
    return;
  }
  world.commands.setInvocation(id, instanceId, { status: 'Cancelling', details: 'Cancelling' });
  world.clock.after(STOPPING_SECONDS, () => {
    end();
    settle({ world, id, record });
  });
}
