import type { InboundRule, RuleSource, SecurityGroup } from '../ports.ts';

/** From where a rule lets in: everybody, some public addresses, private ones, a prefix list, or members of another group. */
type From = 'everywhere' | 'public' | 'private' | 'prefixList' | 'group';

/** One way to a port. */
export interface Way {
  group: { id: string; name: string };
  from: From;
  /** `10.0.0.0/8`, `sg-…` or `pl-…`. */
  source: string;
}

/** A service that people reach machines by. */
export interface Service {
  ports: readonly number[];
  protocols: readonly ('tcp' | 'udp')[];
}

const NUMBERS: Record<string, string> = { '6': 'tcp', '17': 'udp' };
const ALL = '-1';

/**
 * The ways that security groups leave open to a service, each once. Members of the node's own groups are `peers`: EKS has the nodes of
 * a cluster reach each other, which the cluster needs.
 */
export function waysTo(service: Service, groups: readonly SecurityGroup[]): { ways: Way[]; peers: Way[] } {
  const own = new Set(groups.map(({ id }) => id));
  const found = new Map<string, Way>();
  for (const { id, name, inbound } of groups) {
    for (const rule of inbound.filter((each) => opens(each, service))) {
      for (const each of rule.sources) {
        const way = { group: { id, name }, from: fromOf(each), source: textOf(each) };
        found.set(`${id} ${way.source}`, way);
      }
    }
  }
  const all = [...found.values()];
  const isPeer = ({ from, source }: Way) => from === 'group' && own.has(source);
  return { ways: all.filter((way) => !isPeer(way)), peers: all.filter(isPeer) };
}

function opens({ protocol, ports }: InboundRule, service: Service): boolean {
  if (protocol === ALL) return true;
  const name = NUMBERS[protocol] ?? protocol;
  if (!service.protocols.some((each) => each === name)) return false;
  return ports === null || service.ports.some((port) => ports.from <= port && port <= ports.to);
}

const textOf = (source: RuleSource) => (source.kind === 'cidr' ? source.cidr : source.id);

function fromOf(source: RuleSource): From {
  if (source.kind !== 'cidr') return source.kind;
  if (source.cidr.endsWith('/0')) return 'everywhere';
  return isPrivate(source.cidr) ? 'private' : 'public';
}

/** Whether all addresses of a CIDR are such as no router of the internet knows (RFC 1918, 6598, 3927, 4193, 4291). */
export function isPrivate(cidr: string): boolean {
  const [address = '', length = ''] = cidr.split('/');
  if (address.includes(':')) {
    const first = Number.parseInt(address.split(':')[0] || '0', 16);
    return IPV6_PRIVATE.some(([base, bits]) => Number(length) >= bits && first >> (16 - bits) === base >> (16 - bits));
  }
  const value = numberOf(address);
  return IPV4_PRIVATE.some(
    ([base, bits]) => Number(length) >= bits && prefixOf(value, bits) === prefixOf(numberOf(base), bits),
  );
}

const IPV4_PRIVATE = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
] as const;
const IPV6_PRIVATE = [
  [0xfc00, 7],
  [0xfe80, 10],
] as const;

const numberOf = (address: string) => address.split('.').reduce((value, part) => value * 256 + Number(part), 0);
const prefixOf = (value: number, bits: number) => Math.floor(value / 2 ** (32 - bits));
