import type {
  Action,
  Condition,
  Finding,
  GetFindingsRequest,
  GetFindingsResponse,
  ListFindingsRequest,
  ListFindingsResponse,
} from '@aws-sdk/client-guardduty';
import { GROUPS } from '../ec2/security-groups.ts';
import type { LabNode } from '../fleet.ts';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import { hexText, seeded } from '../random.ts';
import type { World } from '../world.ts';
import { requireDetector } from './detectors.ts';

const PAGE = 50;

type Kind = Pick<Finding, 'Type' | 'Title' | 'Severity' | 'Description'> & {
  role: 'TARGET' | 'ACTOR';
  count: number;
  action: Action;
  archived?: true;
};

/** Documentation addresses (RFC 5737), so that nobody is accused. */
const remote = (IpAddressV4: string, CountryName: string, CountryCode: string) => ({
  IpAddressV4,
  Country: { CountryName, CountryCode },
  Organization: { Asn: '64496', AsnOrg: 'Example', Isp: 'Example', Org: 'Example' },
});

const RDP: Kind = {
  Type: 'UnauthorizedAccess:EC2/RDPBruteForce',
  Title: 'RDP brute force attacks against an EC2 instance.',
  Description: 'An EC2 instance is the target of RDP brute force attacks.',
  Severity: 2,
  role: 'TARGET',
  count: 318,
  action: {
    ActionType: 'NETWORK_CONNECTION',
    NetworkConnectionAction: {
      Blocked: false,
      ConnectionDirection: 'INBOUND',
      Protocol: 'TCP',
      LocalPortDetails: { Port: 3389, PortName: 'RDP' },
      RemotePortDetails: { Port: 51_820, PortName: 'Unknown' },
      RemoteIpDetails: remote('198.51.100.23', 'Examplestan', 'XX'),
    },
  },
};

const PROBE: Kind = {
  Type: 'Recon:EC2/PortProbeUnprotectedPort',
  Title: 'Unprotected port on an EC2 instance is being probed.',
  Description: 'An EC2 instance has an unprotected port which is being probed by a known malicious host.',
  Severity: 2,
  role: 'TARGET',
  count: 27,
  action: {
    ActionType: 'PORT_PROBE',
    PortProbeAction: {
      Blocked: false,
      PortProbeDetails: [
        {
          LocalPortDetails: { Port: 3389, PortName: 'RDP' },
          RemoteIpDetails: remote('203.0.113.77', 'Examplestan', 'XX'),
        },
        { LocalPortDetails: { Port: 3389, PortName: 'RDP' }, RemoteIpDetails: remote('192.0.2.9', 'Otherland', 'XY') },
      ],
    },
  },
};

const SWEEP: Kind = {
  ...RDP,
  Title: 'An EC2 instance is performing RDP brute force attacks.',
  Description: 'An EC2 instance is performing RDP brute force attacks against a remote host.',
  Severity: 8,
  role: 'ACTOR',
  count: 12,
  action: {
    ActionType: 'NETWORK_CONNECTION',
    NetworkConnectionAction: {
      Blocked: false,
      ConnectionDirection: 'OUTBOUND',
      Protocol: 'TCP',
      LocalPortDetails: { Port: 50_412, PortName: 'Unknown' },
      RemotePortDetails: { Port: 3389, PortName: 'RDP' },
      RemoteIpDetails: remote('192.0.2.144', 'Otherland', 'XY'),
    },
  },
};

const DNS: Kind = {
  Type: 'Impact:EC2/SuspiciousDomainRequest.Reputation',
  Title: 'An EC2 instance queried a low reputation domain name.',
  Description: 'An EC2 instance queried a low reputation domain name that is suspicious in nature.',
  Severity: 3,
  role: 'ACTOR',
  count: 4,
  archived: true,
  action: {
    ActionType: 'DNS_REQUEST',
    DnsRequestAction: { Domain: 'downloads.example', Protocol: 'UDP', Blocked: false },
  },
};

/** Nodes that are open to the world on 3389 are attacked; the oldest with a key pair attacks others; one asked for a doubtful name. */
function kindsFor({ groups, keyName, noProfile, imdsV1 }: LabNode): Kind[] {
  if (groups?.includes(GROUPS.remoteAccess)) return [RDP, PROBE];
  if (keyName && imdsV1) return [SWEEP];
  return noProfile ? [DNS] : [];
}

/** All findings of the Region, made from its nodes. */
function findingsOf(world: World, detectorId: string): Finding[] {
  const windows = [...world.nodes.values()].filter(({ platform }) => platform === 'Windows');
  return windows.flatMap((node) => kindsFor(node).map((kind) => findingOf(world, detectorId, node, kind)));
}

function findingOf(world: World, detectorId: string, node: LabNode, kind: Kind): Finding {
  const { role, count, action, archived, ...words } = kind;
  const id = hexText(seeded(world.seed, 'finding', node.instanceId, words.Title ?? ''), 32);
  const seen = Date.parse(node.launchTime);
  const first = new Date(seen + 3_600_000).toISOString();
  const last = new Date(seen + 20 * 3_600_000).toISOString();
  return {
    ...words,
    AccountId: world.account,
    Arn: `arn:aws:guardduty:${world.region}:${world.account}:detector/${detectorId}/finding/${id}`,
    Id: id,
    Partition: 'aws',
    Region: world.region,
    SchemaVersion: '2.0',
    CreatedAt: first,
    UpdatedAt: last,
    Resource: {
      ResourceType: 'Instance',
      InstanceDetails: {
        InstanceId: node.instanceId,
        ImageId: node.imageId,
        InstanceState: node.state,
        InstanceType: node.instanceType,
        LaunchTime: node.launchTime,
        Platform: 'windows',
        Tags: Object.entries(node.tags).map(([Key, Value]) => ({ Key, Value })),
      },
    },
    Service: {
      Action: action,
      Archived: archived === true,
      Count: count,
      DetectorId: detectorId,
      EventFirstSeen: first,
      EventLastSeen: last,
      ResourceRole: role,
      ServiceName: 'guardduty',
    },
  };
}

export function listFindings(world: World, input: ListFindingsRequest): ListFindingsResponse {
  const { id, enabled } = requireDetector(world, input.DetectorId);
  const { NextToken, MaxResults, ...rest } = input;
  const tests = Object.entries(input.FindingCriteria?.Criterion ?? {}).map(([name, asked]) => testOf(name, asked));
  const found = enabled ? findingsOf(world, id).filter((finding) => tests.every((test) => test(finding))) : [];
  const { items, next } = page(found, MaxResults ?? PAGE, NextToken, rest, 'BadRequestException');
  return { FindingIds: items.map(({ Id = '' }) => Id), ...(next !== undefined && { NextToken: next }) };
}

export function getFindings(world: World, { DetectorId, FindingIds = [] }: GetFindingsRequest): GetFindingsResponse {
  const { id } = requireDetector(world, DetectorId);
  return { Findings: findingsOf(world, id).filter(({ Id }) => FindingIds.includes(Id ?? '')) };
}

const VALUES: Record<string, (finding: Finding) => string | number | undefined> = {
  type: ({ Type }) => Type,
  severity: ({ Severity }) => Severity,
  updatedAt: ({ UpdatedAt }) => Date.parse(UpdatedAt ?? ''),
  'service.archived': ({ Service }) => String(Service?.Archived),
  'resource.resourceType': ({ Resource }) => Resource?.ResourceType,
  'resource.instanceDetails.instanceId': ({ Resource }) => Resource?.InstanceDetails?.InstanceId,
};

const MOST_VALUES = 50;

function testOf(name: string, { Equals, GreaterThanOrEqual, ...rest }: Condition): (finding: Finding) => boolean {
  const read = Object.hasOwn(VALUES, name) ? VALUES[name] : undefined;
  const [other] = Object.keys(rest);
  if (!read || other !== undefined) throw invalid(`The lab does not filter findings by ${name} ${other ?? ''}.`);
  if ((Equals ?? []).length > MOST_VALUES) throw invalid(`${name} has more than ${MOST_VALUES} values.`);
  return (finding) => {
    const value = read(finding);
    if (Equals && !Equals.includes(String(value))) return false;
    return GreaterThanOrEqual === undefined || Number(value) >= GreaterThanOrEqual;
  };
}

const invalid = (message: string) => new AwsError('BadRequestException', message, 400);
