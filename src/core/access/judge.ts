import { DECRYPT, type NodeAccess, type SessionFacts } from './model.ts';

/** The first agent that holds sessions (Session Manager prerequisites, user guide). */
const OLDEST = [2, 3, 68];

/** Whether a session can be opened to a node, what stands in the way, and what to do. */
export function judgeAccess(facts: SessionFacts): NodeAccess {
  const found = [...findings(facts)];
  return {
    ...facts,
    reachable: reachable(facts),
    problems: found.map(({ problem }) => problem),
    next: [...new Set(found.map(({ next }) => next))],
  };
}

function reachable({ managed, ping, agent, connected }: SessionFacts): boolean | null {
  if (!managed || ping !== 'Online' || isOld(agent)) return false;
  return connected;
}

interface Found {
  problem: string;
  next: string;
}

const CORE = 'attach AmazonSSMManagedInstanceCore to the role of the node (eksctl: iam.attachPolicyARNs)';

const AGENT = 'is AmazonSSMAgent started, and can it reach ssm, ssmmessages and ec2messages (endpoints, NAT, proxy)?';

/** A hybrid node has no state of EC2's. */
const isUp = (state: string | null) => state === null || state === 'running';

function toRegister({ profile, missing }: SessionFacts): string {
  if (profile === null) return `give the node an instance profile and ${CORE}`;
  return missing?.length === 0 ? AGENT : CORE;
}

function* findings(facts: SessionFacts): Generator<Found> {
  const { instanceId, managed, state, ping, agent, connected, missing } = facts;
  if (!isUp(state) && ping !== 'Online') {
    const next =
      state === 'stopped' ? `aws ec2 start-instances --instance-ids ${instanceId}` : 'look again when it runs';
    yield { problem: `the instance is ${state}`, next };
    return;
  }
  if (!managed) {
    yield { problem: 'Systems Manager does not manage it: no agent has registered', next: toRegister(facts) };
    return;
  }
  if (ping !== 'Online') yield { problem: `its agent does not answer: ${ping}`, next: AGENT };
  if (isOld(agent)) {
    yield {
      problem: `its agent ${agent} is older than ${OLDEST.join('.')}, the first that holds sessions`,
      next: `aws ssm send-command --document-name AWS-UpdateSSMAgent --instance-ids ${instanceId}`,
    };
  }
  yield* ofItsRole(missing ?? [], connected);
  if (connected === false && ping === 'Online') {
    yield {
      problem: 'its agent has no connection to Session Manager',
      next: 'let it reach ssmmessages.REGION.amazonaws.com on port 443 (VPC endpoint, NAT, proxy)',
    };
  }
}

/** A node that is connected has its rights from Default Host Management where its role lacks them. */
function* ofItsRole(missing: readonly string[], connected: boolean | null): Generator<Found> {
  const rights = missing.filter((action) => action !== DECRYPT);
  if (rights.length > 0 && connected !== true) yield { problem: `its role may not ${rights.join(', ')}`, next: CORE };
  if (missing.includes(DECRYPT)) {
    yield {
      problem: `its role may not ${DECRYPT}, and sessions are encrypted with a KMS key: unless the policy of the key lets it, they end at once`,
      next: `allow ${DECRYPT} on the key of the session preferences to the role of the node`,
    };
  }
}

/** A version that cannot be read counts as new: the connection decides then. */
function isOld(agent: string | null): boolean {
  const parts = (agent ?? '').split('.').map(Number);
  if (agent === null || parts.some(Number.isNaN)) return false;
  const at = OLDEST.findIndex((part, index) => part !== (parts[index] ?? 0));
  return at >= 0 && (parts[at] ?? 0) < (OLDEST[at] ?? 0);
}
