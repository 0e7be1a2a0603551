import type {
  BatchGetAccountStatusRequest,
  BatchGetAccountStatusResponse,
  EnableRequest,
  EnableResponse,
  Status,
} from '@aws-sdk/client-inspector2';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';

/** How long it takes until EC2 scanning is on; AWS says "within minutes". */
const ENABLING_SECONDS = 20;
const RECORD = 'ec2';

/** On, unless the lab began without it. */
function ec2Status({ inspector, clock, faults, account, region }: World): Status {
  const scanning = inspector.scanning.get(RECORD);
  if (scanning) return Date.parse(scanning.from) <= clock.now().getTime() ? 'ENABLED' : 'ENABLING';
  return faults.ofLocation('inspector-off', account, region) ? 'DISABLED' : 'ENABLED';
}

/** What is answered to whoever asks for results where nothing is scanned. */
export function requireEnabled(world: World): void {
  if (ec2Status(world) === 'ENABLED') return;
  throw new AwsError('AccessDeniedException', `Account ${world.account} is not enabled for Amazon Inspector`, 403);
}

const state = (status: Status) => ({ status, errorCode: 'ALREADY_ENABLED' as const, errorMessage: '' });

export function batchGetAccountStatus(
  world: World,
  input: BatchGetAccountStatusRequest,
): BatchGetAccountStatusResponse {
  const asked = input.accountIds?.length ? input.accountIds : [world.account];
  const own = asked.filter((id) => id === world.account);
  const ec2 = ec2Status(world);
  return {
    accounts: own.map((accountId) => ({
      accountId,
      state: state(ec2),
      resourceState: { ec2: state(ec2), ecr: state('DISABLED') },
    })),
    failedAccounts: asked.filter((id) => id !== world.account).map((accountId) => noMember(accountId)),
  };
}

const noMember = (accountId: string) => ({
  accountId,
  errorCode: 'ACCESS_DENIED' as const,
  errorMessage: `The account ${accountId} is not a member of this delegated administrator`,
});

export function enable(world: World, input: EnableRequest): EnableResponse {
  const asked = input.accountIds?.length ? input.accountIds : [world.account];
  const own = asked.includes(world.account);
  const begins = own && input.resourceTypes?.includes('EC2') && ec2Status(world) === 'DISABLED';
  if (begins) {
    const now = world.clock.now().getTime();
    world.inspector.scanning.save(RECORD, {
      from: new Date(now + (ENABLING_SECONDS * 1000) / world.clock.speed).toISOString(),
    });
  }
  const ec2 = ec2Status(world);
  return {
    accounts: own ? [{ accountId: world.account, status: ec2, resourceStatus: { ec2, ecr: 'DISABLED' } }] : [],
    failedAccounts: asked.filter((id) => id !== world.account).map((accountId) => noMember(accountId)),
  };
}
