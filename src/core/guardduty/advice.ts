import type { Threat } from './model.ts';

/** What a finding means, and what to do. */
export interface Advice {
  means: string;
  next: string[];
}

interface Rule {
  /** Of the type after `Purpose:Resource/`. */
  types: RegExp;
  means: string | { target: string; actor: string };
  next(node: string): string[];
}

const isolate =
  'take the node out of its node group (kubectl cordon, then drain) and give it a security group without rules; keep its volume for forensics';
const replace = (id: string) => `winharden node replace --instance-id ${id} prints the steps to a fresh node`;
const look = (id: string) => `winharden access open ${id} opens a session without RDP, to look at it`;
const audit = (id: string) =>
  `winharden audit --baseline eks-node --instance-id ${id} tells what has been changed on it`;
const credentials = 'end the sessions of its instance role (IAM: revoke active sessions): its credentials may be known';
const closePorts = (id: string) => `winharden node list --instance-id ${id} names the security groups that let them in`;

const taken = (id: string) => [isolate, credentials, audit(id), replace(id)];

/** In the order of looking; types are those of GuardDuty's guide for EC2. */
const RULES: Rule[] = [
  {
    types: /RDPBruteForce/,
    means: {
      target: 'somebody tries passwords over RDP: port 3389 can be reached from there',
      actor: 'the node itself tries passwords of others over RDP: it is probably taken over',
    },
    next: (id) => [closePorts(id), 'winharden node list --fail-on rdp-reachable keeps it closed in a pipeline'],
  },
  {
    types: /WinRMBruteForce/,
    means: {
      target: 'somebody tries passwords over WinRM: ports 5985 or 5986 can be reached from there',
      actor: 'the node itself tries passwords of others over WinRM: it is probably taken over',
    },
    next: (id) => [closePorts(id), `winharden audit --baseline cis-l1 --instance-id ${id} shows how WinRM is set up`],
  },
  {
    types: /SSHBruteForce/,
    means: {
      target: 'somebody tries passwords over SSH: port 22 can be reached from there',
      actor: 'the node itself tries passwords of others over SSH: it is probably taken over',
    },
    next: (id) => [closePorts(id), 'a Windows node needs no SSH: remove OpenSSH, or close port 22'],
  },
  {
    types: /PortProbe/,
    means: 'somebody known for it probes a port that its security groups leave open to the internet',
    next: (id) => [closePorts(id), 'close the port, or let only a load balancer through'],
  },
  {
    types: /Portscan|PortSweep/,
    means: 'the node looks for open ports of other machines: unless a scanner is meant to run there, it is taken over',
    next: (id) => [look(id), ...taken(id)],
  },
  {
    types: /Bitcoin|CryptoCurrency/,
    means: 'the node talks to what mines cryptocurrency: a container or the node itself was taken over',
    next: (id) => [look(id), ...taken(id)],
  },
  {
    types: /C&CActivity|DropPoint|DGADomain|BlackholeTraffic|MaliciousDomain|DriveBySource|PhishingDomain/,
    means: 'the node talks to a host that is known to command malware or to gather what it stole',
    next: taken,
  },
  {
    types: /DNSDataExfiltration/,
    means: 'the node sends data out in questions to DNS',
    next: taken,
  },
  {
    types: /MetadataDNSRebind/,
    means: 'a name is made to lead to the instance metadata, to steal the credentials of the node',
    next: (id) => [
      credentials,
      `winharden node list --instance-id ${id} tells whether IMDSv1 is allowed; require IMDSv2 with one hop`,
    ],
  },
  {
    types: /DenialOfService|Spambot/,
    means: 'the node takes part in an attack on others, or sends spam',
    next: taken,
  },
  {
    types: /Tor(Client|Relay)/,
    means: 'the node uses the Tor network, which no worker node needs',
    next: (id) => [look(id), ...taken(id)],
  },
  {
    types: /UnusualDNSResolver|UnusualDo[HT]/,
    means: 'the node asks DNS servers that it never asked before, past those of the VPC',
    next: (id) => [look(id), 'let only the resolver of the VPC through: UDP and TCP 53, 853 and known DoH hosts'],
  },
  {
    types: /MaliciousIPCaller|SuspiciousDomain|AbusedDomain/,
    means: 'the node talks to an address or a name of bad repute',
    next: (id) => [look(id), audit(id)],
  },
  {
    types: /NetworkPortUnusual|TrafficVolumeUnusual/,
    means: 'the node sends what it never sent before: to a new port, or far more',
    next: (id) => [look(id), audit(id)],
  },
  {
    types: /MaliciousFile|SuspiciousFile/,
    means: 'a scan of its volumes found malware',
    next: taken,
  },
];

/** What to make of a finding; of a type that is not known, in general words. */
export function adviceFor({ type, role, instanceId }: Pick<Threat, 'type' | 'role' | 'instanceId'>): Advice {
  const family = type.split('/')[1] ?? type;
  const rule = RULES.find(({ types }) => types.test(family));
  if (!rule) {
    const next = [look(instanceId), audit(instanceId)];
    return { means: 'see its description in the guide of GuardDuty', next };
  }
  if (typeof rule.means === 'string') return { means: rule.means, next: rule.next(instanceId) };
  const isActor = role === 'ACTOR';
  return {
    means: isActor ? rule.means.actor : rule.means.target,
    next: isActor ? taken(instanceId) : rule.next(instanceId),
  };
}
