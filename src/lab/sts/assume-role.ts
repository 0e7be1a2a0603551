import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import { AwsError } from '../protocol/error.ts';
import { hexText, seeded } from '../random.ts';
import type { World } from '../world.ts';

const SECONDS = 3600;

/** Every role of the lab's accounts may be assumed, whatever it is called: nothing in the lab says what it allows. */
export function assumeRole(world: World, input: AssumeRoleRequest): AssumeRoleResponse {
  const { RoleArn = '', RoleSessionName = '', DurationSeconds = SECONDS } = input;
  const [, account = '', role = ''] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(RoleArn) ?? [];
  refuse(world, account, RoleArn);
  const arn = `arn:aws:sts::${account}:assumed-role/${role}/${RoleSessionName}`;
  const id = hexText(seeded(world.seed, 'session', world.sessions.size), 12).toUpperCase();
  const AccessKeyId = `ASIALAB${id}0`;
  world.sessions.set(AccessKeyId, { account, arn });
  return {
    Credentials: {
      AccessKeyId,
      SecretAccessKey: 'of-the-lab-and-good-for-nothing-else',
      SessionToken: `lab-session-${id}`,
      Expiration: new Date(world.clock.now().getTime() + DurationSeconds * 1000),
    },
    AssumedRoleUser: { AssumedRoleId: `AROALABLABLABLABLABLA:${RoleSessionName}`, Arn: arn },
  };
}

/** STS says the same of a role that is not there, that does not trust the caller, and that the caller may not assume. */
function refuse({ account: own, region, locations, faults }: World, account: string, arn: string): void {
  const isThere = locations.some((location) => location.startsWith(`${account}/`));
  if (isThere && !faults.ofLocation('assume-denied', account, region)) return;
  const message = `User: arn:aws:iam::${own}:user/lab is not authorized to perform: sts:AssumeRole on resource: ${arn}`;
  throw new AwsError('AccessDenied', message, 403);
}
