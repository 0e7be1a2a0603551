import type {
  CoveredResource,
  Ec2Platform,
  ListCoverageRequest,
  ListCoverageResponse,
  ScanStatus,
} from '@aws-sdk/client-inspector2';
import type { LabNode } from '../fleet.ts';
import { page } from '../protocol/page.ts';
import { between, seeded } from '../random.ts';
import type { World } from '../world.ts';
import { filtered } from './filter.ts';

const PAGE = 100;
/** A node younger than this waits for its first scan. */
const FIRST_SCAN_MS = 20 * 60_000;
const HOUR_MS = 3_600_000;
/** Windows is scanned again after so long (user guide, "Scanning Windows EC2 instances"). */
const SCAN_HOURS = 6;

/** Two entries for each instance: of its software, and of the ways to it. */
export function listCoverage(world: World, input: ListCoverageRequest): ListCoverageResponse {
  const { nextToken, maxResults, ...rest } = input;
  const all = [...world.nodes.values()]
    .filter(({ state }) => state !== 'terminated')
    .flatMap((node) => entries(world, node));
  const found = filtered(all, input.filterCriteria, {
    accountId: ({ accountId = '' }) => [accountId],
    resourceId: ({ resourceId = '' }) => [resourceId],
    resourceType: ({ resourceType = '' }) => [resourceType],
    scanType: ({ scanType = '' }) => [scanType],
    scanStatusCode: ({ scanStatus }) => [scanStatus?.statusCode ?? ''],
    scanStatusReason: ({ scanStatus }) => [scanStatus?.reason ?? ''],
  });
  const { items, next } = page(found, maxResults ?? PAGE, nextToken, rest, 'ValidationException');
  return { coveredResources: items, ...(next !== undefined && { nextToken: next }) };
}

function entries(world: World, node: LabNode): CoveredResource[] {
  const platform: Ec2Platform = node.platform === 'Windows' ? 'WINDOWS' : 'LINUX';
  const common = {
    resourceType: 'AWS_EC2_INSTANCE' as const,
    resourceId: node.instanceId,
    accountId: world.account,
    resourceMetadata: { ec2: { amiId: node.imageId, platform, tags: node.tags } },
  };
  const software = statusOf(world, node);
  const reachable: ScanStatus =
    node.state === 'running' ? scanned : { statusCode: 'INACTIVE', reason: 'EC2_INSTANCE_STOPPED' };
  return [
    {
      ...common,
      scanType: 'PACKAGE',
      scanMode: 'EC2_SSM_AGENT_BASED',
      scanStatus: software,
      ...(software.reason === 'SUCCESSFUL' && { lastScannedAt: lastScan(world, node) }),
    },
    { ...common, scanType: 'NETWORK', scanStatus: reachable, lastScannedAt: lastScan(world, node) },
  ];
}

const scanned: ScanStatus = { statusCode: 'ACTIVE', reason: 'SUCCESSFUL' };

function statusOf({ clock }: World, { state, agent, tags, launchTime }: LabNode): ScanStatus {
  const inactive = (reason: ScanStatus['reason']): ScanStatus => ({ statusCode: 'INACTIVE', reason });
  if (state !== 'running') return inactive('EC2_INSTANCE_STOPPED');
  if ('InspectorEc2Exclusion' in tags) return inactive('EXCLUDED_BY_TAG');
  if (!agent) return inactive('UNMANAGED_EC2_INSTANCE');
  if (agent.ping !== 'Online') return inactive('STALE_INVENTORY');
  const age = clock.now().getTime() - Date.parse(launchTime);
  return age < FIRST_SCAN_MS ? { statusCode: 'ACTIVE', reason: 'PENDING_INITIAL_SCAN' } : scanned;
}

/** Each node at its own time of the six hours. */
function lastScan({ seed, clock }: World, { instanceId }: LabNode): Date {
  const offset = Math.round(between(seeded(seed, 'inspector scan', instanceId), 0, SCAN_HOURS) * HOUR_MS);
  const period = SCAN_HOURS * HOUR_MS;
  const now = clock.now().getTime();
  return new Date(now - ((now - offset) % period));
}
