import type { SecurityGroup } from '../ports.ts';
import type { Flag, FlagId, Severity } from './model.ts';
import { type Service, type Way, waysTo } from './reach.ts';

interface Watched extends Service {
  id: FlagId;
  name: string;
  why: string;
}

const WATCHED: readonly Watched[] = [
  {
    id: 'rdp-reachable',
    name: 'Remote Desktop (3389)',
    ports: [3389],
    protocols: ['tcp', 'udp'],
    why: 'Remote Desktop is what ransomware guesses passwords at; Session Manager reaches nodes without any open port',
  },
  {
    id: 'winrm-reachable',
    name: 'WinRM (5985, 5986)',
    ports: [5985, 5986],
    protocols: ['tcp'],
    why: 'WinRM runs commands for whoever has a password or a hash; Systems Manager runs them without any open port',
  },
  {
    id: 'ssh-reachable',
    name: 'SSH (22)',
    ports: [22],
    protocols: ['tcp'],
    why: 'a shell for whoever has a key; Session Manager gives one that IAM decides on and CloudTrail records',
  },
];

/** How many ways a sentence names. */
const MOST_WAYS = 4;

/** What the security groups of a node let in, and what they let in from its peers alone. */
export function accessFlags(
  groups: readonly SecurityGroup[],
  publicAddresses: readonly string[],
): { flags: Flag[]; notes: string[] } {
  const looked = WATCHED.map((service) => ({ service, ...waysTo(service, groups) }));
  const peers = new Set(looked.flatMap((each) => each.peers.map(({ source }) => source)));
  return {
    flags: looked
      .filter(({ ways }) => ways.length > 0)
      .map(({ service, ways }) => flagOf(service, ways, publicAddresses)),
    notes: [...peers].map((id) => `members of its own security group ${id} reach ${namesOf(looked, id)}`),
  };
}

function namesOf(looked: readonly { service: Watched; peers: readonly Way[] }[], group: string): string {
  return looked
    .filter(({ peers }) => peers.some(({ source }) => source === group))
    .map(({ service }) => service.name)
    .join(', ');
}

function flagOf({ id, name, why }: Watched, ways: readonly Way[], publicAddresses: readonly string[]): Flag {
  const rules = [...new Set(ways.map(({ group }) => `${group.id} (${group.name})`))];
  const [address] = publicAddresses;
  const where = address === undefined ? 'the node has no public address' : `the node has the public address ${address}`;
  return {
    id,
    severity: severityOf(ways, address !== undefined),
    what: `${name} is open to ${listed(wayTexts(ways))}; ${where}`,
    why,
    next: `take the rule out of ${listed(rules)} (aws ec2 revoke-security-group-ingress); \`winharden access open\` is the way in`,
  };
}

function severityOf(ways: readonly Way[], isPublic: boolean): Severity {
  if (!ways.some(({ from }) => from === 'everywhere' || from === 'public')) return 'medium';
  return isPublic ? 'critical' : 'high';
}

/** All that stands for everybody in one. */
function wayTexts(ways: readonly Way[]): string[] {
  const everywhere = unique(ways.filter(({ from }) => from === 'everywhere'));
  const others = ways.filter(({ from }) => from !== 'everywhere').map(wayText);
  return [...(everywhere.length > 0 ? [`everybody (${everywhere.join(', ')})`] : []), ...new Set(others)];
}

const unique = (ways: readonly Way[]) => [...new Set(ways.map(({ source }) => source))];

function wayText({ from, source }: Way): string {
  if (from === 'public') return `the public addresses ${source}`;
  if (from === 'prefixList') return `the prefix list ${source}`;
  return from === 'group' ? `members of ${source}` : source;
}

function listed(texts: readonly string[]): string {
  const more = texts.length - MOST_WAYS;
  return `${texts.slice(0, MOST_WAYS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
