import type { CisScan, ListCisScansRequest, ListCisScansResponse } from '@aws-sdk/client-inspector2';
import type { LabNode } from '../fleet.ts';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import { between, seeded } from '../random.ts';
import type { World } from '../world.ts';
import { judgeChecks } from './cis-checks.ts';
import { filtered, wireTime } from './filter.ts';
import { newId } from './new-id.ts';
import type { Configuration, Scan, ScanTarget } from './store.ts';

/** CisScanList of the API reference. */
const MOST_A_PAGE = 50;
/** How long a node takes, in lab seconds. */
const LEAST_SECONDS = 20;
const MOST_SECONDS = 60;

export function beginScan(world: World, { arn, name, level, targetTags }: Configuration): void {
  const id = newId(world, `scan ${arn}`);
  const meant = [...world.nodes.values()].filter((node) => node.state === 'running' && isMeant(node, targetTags));
  world.inspector.scans.save(id, {
    id,
    arn: `arn:aws:inspector2:${world.region}:${world.account}:owner/${world.account}/cis-scan/${id}`,
    configurationArn: arn,
    name,
    level,
    date: world.clock.now().toISOString(),
    targetTags,
    targets: meant.map((node) => targetOf(world, node)),
  });
}

const isMeant = ({ tags }: LabNode, wanted: Record<string, string[]>) =>
  Object.entries(wanted).every(([key, values]) => values.includes(tags[key] ?? ''));

function targetOf({ seed, clock }: World, node: LabNode): ScanTarget {
  const { instanceId, platform, release, tags } = node;
  const seconds = between(seeded(seed, 'cis scan', instanceId), LEAST_SECONDS, MOST_SECONDS);
  return {
    instanceId,
    platform: platform === 'Windows' ? `WINDOWS_SERVER_${release}` : 'LINUX',
    tags,
    endsAt: new Date(clock.now().getTime() + (seconds * 1000) / clock.speed).toISOString(),
    ...endOf(node),
  };
}

function endOf({ platform, agent }: LabNode): Pick<ScanTarget, 'status' | 'reason'> {
  if (!agent) return { status: 'CANCELLED', reason: 'SSM_UNMANAGED' };
  if (platform !== 'Windows') return { status: 'CANCELLED', reason: 'UNSUPPORTED_OS' };
  return { status: agent.ping === 'Online' ? 'COMPLETED' : 'TIMED_OUT' };
}

export const hasEnded = ({ clock }: World, { endsAt }: ScanTarget) => Date.parse(endsAt) <= clock.now().getTime();

/** All scans as they are now: nodes that have ended since somebody looked are judged by their Windows of this moment. */
function currentScans(world: World): Scan[] {
  return world.inspector.scans.all().map((scan) => settled(world, scan));
}

function settled(world: World, scan: Scan): Scan {
  const due = scan.targets.filter(
    (target) => target.status === 'COMPLETED' && !target.results && hasEnded(world, target),
  );
  if (due.length === 0) return scan;
  const now = {
    ...scan,
    targets: scan.targets.map((target) => {
      const node = due.includes(target) ? world.nodes.get(target.instanceId) : undefined;
      return node ? { ...target, results: judgeChecks(world.windows.get(node), scan.level) } : target;
    }),
  };
  world.inspector.scans.save(scan.id, now);
  return now;
}

/** Errors: ResourceNotFoundException. */
export function requireScan(world: World, arn: string | undefined): Scan {
  const scan = currentScans(world).find((each) => each.arn === arn);
  if (scan) return scan;
  throw new AwsError('ResourceNotFoundException', `The CIS scan ${arn} was not found`, 404);
}

const statusOf = (world: World, { targets }: Scan) =>
  targets.every((target) => hasEnded(world, target)) ? 'COMPLETED' : 'IN_PROGRESS';

export function listCisScans(world: World, input: ListCisScansRequest): ListCisScansResponse {
  const { nextToken, maxResults, ...rest } = input;
  const newestFirst = currentScans(world).sort((a, b) => (a.date < b.date ? 1 : -1));
  const ranges = input.filterCriteria?.scanAtFilters;
  const texts = {
    scanNameFilters: ({ name }: Scan) => [name],
    scanArnFilters: ({ arn }: Scan) => [arn],
    scanConfigurationArnFilters: ({ configurationArn }: Scan) => [configurationArn],
    scanStatusFilters: (scan: Scan) => [statusOf(world, scan)],
  };
  const found = filtered(newestFirst, input.filterCriteria, texts, ['scanAtFilters']).filter(
    ({ date }) => ranges?.some(({ earliestScanStartTime: from }) => Date.parse(date) >= wireTime(from, 0)) ?? true,
  );
  const ordered = input.sortOrder === 'ASC' ? found.toReversed() : found;
  const size = Math.min(maxResults ?? MOST_A_PAGE, MOST_A_PAGE);
  const { items, next } = page(ordered, size, nextToken, rest, 'ValidationException');
  return { scans: items.map((scan) => shown(world, scan)), ...(next !== undefined && { nextToken: next }) };
}

function shown(world: World, scan: Scan): CisScan {
  const results = scan.targets.flatMap((target) => target.results ?? []);
  return {
    scanArn: scan.arn,
    scanConfigurationArn: scan.configurationArn,
    status: statusOf(world, scan),
    scanName: scan.name,
    scanDate: new Date(scan.date),
    failedChecks: results.filter(({ status }) => status === 'FAILED').length,
    totalChecks: results.length,
    targets: { accountIds: [world.account], targetResourceTags: scan.targetTags },
    scheduledBy: world.account,
    securityLevel: `LEVEL_${scan.level}`,
  };
}
