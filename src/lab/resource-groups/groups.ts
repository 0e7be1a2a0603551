import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';

/** The lab has one resource group, of all its instances, named after the node group that they are tagged with. */
const GROUP = 'windows-ng';

export interface Group {
  name: string;
  arn: string;
  members: string[];
}

/** By name or ARN. */
export function requireGroup(world: World, nameOrArn: string): Group {
  const arn = `arn:aws:resource-groups:${world.region}:${world.account}:group/${GROUP}`;
  if (nameOrArn === GROUP || nameOrArn === arn) return { name: GROUP, arn, members: [...world.nodes.keys()] };
  throw new AwsError('NotFoundException', `Cannot find group ${nameOrArn}`, 404);
}
