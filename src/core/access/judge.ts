import type { NodeAccess, SessionFacts } from './model.ts';

/** The first agent that holds sessions (Session Manager prerequisites, user guide). */
const OLDEST = [2, 3, 68];

/** Whether a session can be opened to a node, what stands in the way, and what to do. */
export function judgeAccess(facts: SessionFacts): NodeAccess {
  const found = [...findings(facts)];
  const isReachable = facts.unmanaged === null && facts.ping === 'Online' && facts.connected !== false;
  return {
    ...facts,
    reachable: isReachable && !(facts.agent !== null && isOld(facts.agent)),
    problems: found.map(({ problem }) => problem),
    next: [...new Set(found.flatMap(({ next }) => next))],
  };
}

interface Found {
  problem: string;
  next: string;
}

const CORE = 'attach AmazonSSMManagedInstanceCore to the role of the node (eksctl: iam.attachPolicyARNs)';

function* findings({ unmanaged, ping, agent, connected, profile, missing }: SessionFacts): Generator<Found> {
  if (unmanaged !== null) {
    yield { problem: unmanaged, next: profile === null ? `give the node an instance profile and ${CORE}` : CORE };
    return;
  }
  if (ping !== 'Online') {
    yield {
      problem: `its agent does not answer: ${ping}`,
      next: 'is it running, is AmazonSSMAgent started, and can it reach ssm, ssmmessages and ec2messages (endpoints, NAT, proxy)?',
    };
  }
  if (agent !== null && isOld(agent)) {
    yield {
      problem: `its agent ${agent} is older than ${OLDEST.join('.')}, the first that holds sessions`,
      next: 'aws ssm send-command --document-name AWS-UpdateSSMAgent --targets Key=InstanceIds,Values=…',
    };
  }
  if (missing !== null && missing.length > 0) {
    yield { problem: `its role may not ${missing.join(', ')}`, next: CORE };
  }
  if (connected === false && ping === 'Online') {
    yield {
      problem: 'its agent has no connection to Session Manager',
      next:
        missing?.length === 0
          ? 'let it reach ssmmessages.REGION.amazonaws.com on port 443 (VPC endpoint, NAT, proxy)'
          : `${CORE}, and let it reach ssmmessages.REGION.amazonaws.com on port 443`,
    };
  }
}

function isOld(agent: string): boolean {
  const parts = agent.split('.').map(Number);
  const at = OLDEST.findIndex((part, index) => part !== parts[index]);
  return at >= 0 && (parts[at] ?? 0) < (OLDEST[at] ?? 0);
}
