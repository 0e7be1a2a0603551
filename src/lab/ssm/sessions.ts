import type {
  GetConnectionStatusRequest,
  GetConnectionStatusResponse,
  StartSessionRequest,
  StartSessionResponse,
} from '@aws-sdk/client-ssm';
import { pingOf } from '../node/deliver.ts';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';
import { isManaged } from './targets.ts';

/** Of a node that nobody knows the service says the same as of one that is off. */
export function getConnectionStatus(
  world: World,
  { Target = '' }: GetConnectionStatusRequest,
): GetConnectionStatusResponse {
  return { Target, Status: isConnected(world, Target) ? 'connected' : 'notconnected' };
}

/** There is no stream that a shell could speak through, and a made-up one would only fail later and with fewer words. */
export function startSession(world: World, { Target = '' }: StartSessionRequest): StartSessionResponse {
  if (!isConnected(world, Target)) throw new AwsError('TargetNotConnected', `${Target} is not connected.`);
  throw new AwsError('UnknownOperationException', "The lab's nodes have no shells: sessions end here.");
}

function isConnected(world: World, instanceId: string): boolean {
  const node = world.nodes.get(instanceId);
  return node !== undefined && isManaged(node) && node.state === 'running' && pingOf(world, node) === 'Online';
}
