import { createHash } from 'node:crypto';
import type { Finding, ListFindingsRequest, ListFindingsResponse, Severity } from '@aws-sdk/client-inspector2';
import type { LabNode } from '../fleet.ts';
import { page } from '../protocol/page.ts';
import { seeded } from '../random.ts';
import type { World } from '../world.ts';
import { filtered, wireTime } from './filter.ts';
import { VULNERABILITIES, type Vulnerability } from './vulnerabilities.ts';

/** FindingList of the API reference: no page holds more, whatever is asked for. */
const MOST_A_PAGE = 25;

export function listFindings(world: World, input: ListFindingsRequest): ListFindingsResponse {
  const { nextToken, maxResults, ...rest } = input;
  const all = [...world.nodes.values()].filter(isScanned).flatMap((node) => findingsOf(world, node));
  const { firstObservedAt } = input.filterCriteria ?? {};
  const texts = {
    awsAccountId: ({ awsAccountId = '' }: Finding) => [awsAccountId],
    findingArn: ({ findingArn = '' }: Finding) => [findingArn],
    findingStatus: ({ status }: Finding) => [String(status)],
    findingType: ({ type }: Finding) => [String(type)],
    fixAvailable: ({ fixAvailable }: Finding) => [String(fixAvailable)],
    resourceId: ({ resources = [] }: Finding) => resources.map(({ id = '' }) => id),
    resourceType: ({ resources = [] }: Finding) => resources.map(({ type = '' }) => type),
    severity: ({ severity }: Finding) => [String(severity)],
    vulnerabilityId: ({ packageVulnerabilityDetails }: Finding) => [packageVulnerabilityDetails?.vulnerabilityId ?? ''],
  };
  const found = filtered(all, input.filterCriteria, texts, ['firstObservedAt']).filter(
    (finding) => firstObservedAt?.some((range) => isWithin(finding.firstObservedAt, range)) ?? true,
  );
  const size = Math.min(maxResults ?? MOST_A_PAGE, MOST_A_PAGE);
  const { items, next } = page(found, size, nextToken, rest, 'ValidationException');
  return { findings: items, ...(next !== undefined && { nextToken: next }) };
}

const isScanned = ({ platform, state, agent }: LabNode) =>
  platform === 'Windows' && state === 'running' && agent?.ping === 'Online';

function isWithin(
  time: Date | undefined,
  range: { startInclusive?: Date | undefined; endInclusive?: Date | undefined },
): boolean {
  const at = time?.getTime() ?? 0;
  const { startInclusive, endInclusive } = range;
  return at >= wireTime(startInclusive, 0) && at <= wireTime(endInclusive, Number.POSITIVE_INFINITY);
}

/** A Full installation has most of them, a Core one few: less on it, fewer holes. */
function findingsOf(world: World, node: LabNode): Finding[] {
  const share = node.installation === 'Server' ? 0.8 : 0.4;
  const random = seeded(world.seed, 'inspector findings', node.instanceId);
  const packages = VULNERABILITIES.filter(({ updates }) => node.release !== undefined && updates[node.release])
    .filter(() => random() < share)
    .map((vulnerability) => packageFinding(world, node, vulnerability));
  return [...packages, ...(node.installation === 'Server' && random() < share ? [networkFinding(world, node)] : [])];
}

function common(world: World, node: LabNode, id: string, severity: Severity) {
  const { account, region, clock } = world;
  const first = new Date(Date.parse(node.launchTime) + 3_600_000);
  return {
    findingArn: `arn:aws:inspector2:${region}:${account}:finding/${createHash('sha256').update(`${node.instanceId} ${id}`).digest('hex').slice(0, 32)}`,
    awsAccountId: account,
    severity,
    status: 'ACTIVE' as const,
    firstObservedAt: first,
    lastObservedAt: clock.now(),
    updatedAt: clock.now(),
    resources: [
      {
        type: 'AWS_EC2_INSTANCE' as const,
        id: node.instanceId,
        partition: 'aws',
        region,
        tags: node.tags,
        details: {
          awsEc2Instance: {
            type: node.instanceType,
            imageId: node.imageId,
            ipV4Addresses: [node.privateIp],
            launchedAt: new Date(node.launchTime),
            platform: `WINDOWS_SERVER_${node.release}`,
          },
        },
      },
    ],
  };
}

function packageFinding(
  world: World,
  node: LabNode,
  { cve, what, severity, score, epss, exploited, updates }: Vulnerability,
): Finding {
  const update = updates[node.release ?? 2022] ?? '';
  return {
    ...common(world, node, cve, severity),
    type: 'PACKAGE_VULNERABILITY',
    title: `${cve} - ${update}`,
    description: what,
    remediation: { recommendation: { text: `Install ${update}` } },
    inspectorScore: score,
    epss: { score: epss },
    exploitAvailable: exploited ? 'YES' : 'NO',
    fixAvailable: 'YES',
    packageVulnerabilityDetails: {
      vulnerabilityId: cve,
      source: 'MICROSOFT',
      sourceUrl: `https://msrc.microsoft.com/update-guide/vulnerability/${cve}`,
      vulnerablePackages: [{ name: update, version: '0', packageManager: 'OS', remediation: `Install ${update}` }],
    },
  };
}

function networkFinding(world: World, node: LabNode): Finding {
  return {
    ...common(world, node, 'port 3389', 'MEDIUM'),
    type: 'NETWORK_REACHABILITY',
    title: 'Port 3389 is reachable from an Internet Gateway - TCP',
    description: 'The TCP port 3389, which Remote Desktop listens on, can be reached from the internet.',
    remediation: { recommendation: { text: 'Take the rule for this port out of the security groups.' } },
    fixAvailable: 'NO',
    networkReachabilityDetails: {
      openPortRange: { begin: 3389, end: 3389 },
      protocol: 'TCP',
      networkPath: { steps: [{ componentId: node.instanceId, componentType: 'AWS::EC2::Instance' }] },
    },
  };
}
