import type { Condition, Finding, RemoteIpDetails } from '@aws-sdk/client-guardduty';
import { type Detector, leastOf, type Threat, type ThreatQuery } from '../../core/guardduty/model.ts';
import type { GuardDuty } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explained } from './explain.ts';

/** GuardDuty takes so many values in a condition, and as many ids in one request for findings. */
const MOST = 50;

export function createGuardDuty(clients: AwsClients): GuardDuty {
  return {
    regions: () => enabledRegions(clients),
    detector: () => findDetector(clients),
    enable: (detector) => enable(clients, detector),
    threats: (detectorId, query) => findThreats(clients, detectorId, query),
  };
}

function enabledRegions(clients: AwsClients): Promise<string[]> {
  return explained({ action: 'ec2:DescribeRegions', resource: 'all Regions (*)' }, async () => {
    const { sdk, client } = await clients.ec2();
    const { Regions = [] } = await client.send(new sdk.DescribeRegionsCommand({}));
    return Regions.flatMap(({ RegionName }) => RegionName ?? []).sort();
  });
}

/** There is one in a Region, or none. */
async function findDetector(clients: AwsClients): Promise<Detector | null> {
  const { sdk, client } = await clients.guardDuty();
  const [id] = await explained({ action: 'guardduty:ListDetectors', resource: 'all detectors (*)' }, async () => {
    return (await client.send(new sdk.ListDetectorsCommand({}))).DetectorIds ?? [];
  });
  if (id === undefined) return null;
  return explained({ action: 'guardduty:GetDetector', resource: `the detector ${id}` }, async () => {
    const {
      Status,
      FindingPublishingFrequency,
      Features = [],
    } = await client.send(new sdk.GetDetectorCommand({ DetectorId: id }));
    return {
      id,
      enabled: Status === 'ENABLED',
      frequency: FindingPublishingFrequency ?? null,
      features: Features.map(({ Name = '', Status }) => ({ name: Name, enabled: Status === 'ENABLED' })),
    };
  });
}

async function enable(clients: AwsClients, detector: Detector | null): Promise<void> {
  const { sdk, client } = await clients.guardDuty();
  if (detector === null) {
    await explained({ action: 'guardduty:CreateDetector', resource: 'a detector' }, () =>
      client.send(new sdk.CreateDetectorCommand({ Enable: true })),
    );
  } else {
    await explained({ action: 'guardduty:UpdateDetector', resource: `the detector ${detector.id}` }, () =>
      client.send(new sdk.UpdateDetectorCommand({ DetectorId: detector.id, Enable: true })),
    );
  }
}

async function findThreats(clients: AwsClients, detectorId: string, query: ThreatQuery): Promise<Threat[]> {
  const groups = query.instanceIds === null ? [null] : chunksOf(query.instanceIds);
  const found: Threat[] = [];
  for (const ids of groups) found.push(...(await threatsOf(clients, detectorId, criterionOf(query, ids))));
  return found;
}

function criterionOf({ since, least, types, archived }: ThreatQuery, ids: readonly string[] | null) {
  const criterion: Record<string, Condition> = { 'resource.resourceType': { Equals: ['Instance'] } };
  if (!archived) criterion['service.archived'] = { Equals: ['false'] };
  if (ids !== null) criterion['resource.instanceDetails.instanceId'] = { Equals: [...ids] };
  if (since !== null) criterion['updatedAt'] = { GreaterThanOrEqual: since.getTime() };
  if (least !== null) criterion['severity'] = { GreaterThanOrEqual: leastOf(least) };
  if (types.length > 0) criterion['type'] = { Equals: [...types] };
  return criterion;
}

async function threatsOf(
  clients: AwsClients,
  DetectorId: string,
  Criterion: Record<string, Condition>,
): Promise<Threat[]> {
  const { sdk, client } = await clients.guardDuty();
  const place = `the detector ${DetectorId}`;
  const ids = await explained({ action: 'guardduty:ListFindings', resource: place }, async () => {
    const all: string[] = [];
    const input = { DetectorId, FindingCriteria: { Criterion } };
    for await (const page of sdk.paginateListFindings({ client, pageSize: MOST }, input))
      all.push(...(page.FindingIds ?? []));
    return all;
  });
  const threats: Threat[] = [];
  for (const FindingIds of chunksOf(ids)) {
    const { Findings = [] } = await explained({ action: 'guardduty:GetFindings', resource: place }, () =>
      client.send(new sdk.GetFindingsCommand({ DetectorId, FindingIds })),
    );
    threats.push(...Findings.map(threatOf));
  }
  return threats;
}

function threatOf({
  Id = '',
  Type = '',
  Title = '',
  Severity = 0,
  Resource,
  Service,
  UpdatedAt = '',
}: Finding): Threat {
  const { NetworkConnectionAction: network, PortProbeAction: probe, DnsRequestAction: dns } = Service?.Action ?? {};
  const probes = probe?.PortProbeDetails ?? [];
  const remotes = [network?.RemoteIpDetails, ...probes.map(({ RemoteIpDetails }) => RemoteIpDetails)];
  const ports = [network?.LocalPortDetails, ...probes.map(({ LocalPortDetails }) => LocalPortDetails)];
  const instance = Resource?.InstanceDetails;
  return {
    id: Id,
    type: Type,
    title: Title,
    severity: Severity,
    instanceId: instance?.InstanceId ?? '',
    windows: instance?.Platform?.toLowerCase() === 'windows',
    role: Service?.ResourceRole ?? null,
    count: Service?.Count ?? 1,
    firstSeen: Service?.EventFirstSeen ?? UpdatedAt,
    lastSeen: Service?.EventLastSeen ?? UpdatedAt,
    archived: Service?.Archived === true,
    remotes: [...new Set(remotes.flatMap(remoteText))],
    ports: [...new Set(ports.flatMap((port) => port?.Port ?? []))],
    domain: dns?.Domain ?? null,
  };
}

function remoteText(remote: RemoteIpDetails | undefined): string[] {
  const address = remote?.IpAddressV4 ?? remote?.IpAddressV6;
  if (!address) return [];
  const country = remote?.Country?.CountryName;
  return [country ? `${address} (${country})` : address];
}

function chunksOf(ids: readonly string[]): string[][] {
  const chunks: string[][] = [];
  for (let from = 0; from < ids.length; from += MOST) chunks.push(ids.slice(from, from + MOST));
  return chunks;
}
