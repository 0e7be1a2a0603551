import type {
  CisCheckAggregation,
  GetCisScanResultDetailsRequest,
  GetCisScanResultDetailsResponse,
  ListCisScanResultsAggregatedByChecksRequest,
  ListCisScanResultsAggregatedByChecksResponse,
  ListCisScanResultsAggregatedByTargetResourceRequest,
  ListCisScanResultsAggregatedByTargetResourceResponse,
} from '@aws-sdk/client-inspector2';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import type { World } from '../world.ts';
import { CHECKS, type CheckResult } from './cis-checks.ts';
import { hasEnded, requireScan } from './cis-scans.ts';

const AGGREGATIONS = 100;
const DETAILS = 1000;

function counts(results: CheckResult[]) {
  const of = (wanted: CheckResult['status']) => results.filter(({ status }) => status === wanted).length;
  return { failed: of('FAILED'), skipped: of('SKIPPED'), passed: of('PASSED') };
}

export function byTargetResource(
  world: World,
  input: ListCisScanResultsAggregatedByTargetResourceRequest,
): ListCisScanResultsAggregatedByTargetResourceResponse {
  const { nextToken, maxResults, ...rest } = input;
  const scan = requireScan(world, input.scanArn);
  const { items, next } = page(scan.targets, maxResults ?? AGGREGATIONS, nextToken, rest, 'ValidationException');
  return {
    targetResourceAggregations: items.map((target) => ({
      scanArn: scan.arn,
      targetResourceId: target.instanceId,
      accountId: world.account,
      targetResourceTags: Object.fromEntries(Object.entries(target.tags).map(([key, value]) => [key, [value]])),
      statusCounts: counts(target.results ?? []),
      platform: target.platform,
      ...(hasEnded(world, target)
        ? { targetStatus: target.status, ...(target.reason && { targetStatusReason: target.reason }) }
        : { targetStatusReason: 'SCAN_IN_PROGRESS' as const }),
    })),
    ...(next !== undefined && { nextToken: next }),
  };
}

/** One for each check and platform. */
export function byChecks(
  world: World,
  input: ListCisScanResultsAggregatedByChecksRequest,
): ListCisScanResultsAggregatedByChecksResponse {
  const { nextToken, maxResults, ...rest } = input;
  const scan = requireScan(world, input.scanArn);
  const byPlatform = Map.groupBy(scan.targets, ({ platform }) => platform);
  const all = [...byPlatform].flatMap(([platform, targets]) => {
    const results = targets.flatMap((target) => target.results ?? []);
    return [...Map.groupBy(results, ({ checkId }) => checkId)].map(
      ([checkId, its]): CisCheckAggregation => ({
        scanArn: scan.arn,
        ...described(checkId),
        accountId: world.account,
        statusCounts: counts(its),
        platform,
      }),
    );
  });
  const { items, next } = page(all, maxResults ?? AGGREGATIONS, nextToken, rest, 'ValidationException');
  return { checkAggregations: items, ...(next !== undefined && { nextToken: next }) };
}

function described(checkId: string) {
  const check = CHECKS.find(({ id }) => id === checkId);
  return {
    checkId,
    title: check?.title ?? checkId,
    level: check?.level === 2 ? ('LEVEL_2' as const) : ('LEVEL_1' as const),
  };
}

export function getCisScanResultDetails(
  world: World,
  input: GetCisScanResultDetailsRequest,
): GetCisScanResultDetailsResponse {
  const { nextToken, maxResults, ...rest } = input;
  const scan = requireScan(world, input.scanArn);
  const target = scan.targets.find(({ instanceId }) => instanceId === input.targetResourceId);
  if (!target || input.accountId !== world.account)
    throw new AwsError('ResourceNotFoundException', `The scan has no resource ${input.targetResourceId}`, 404);
  const { items, next } = page(target.results ?? [], maxResults ?? DETAILS, nextToken, rest, 'ValidationException');
  return {
    scanResultDetails: items.map(({ checkId, status, reason }) => ({
      scanArn: scan.arn,
      accountId: world.account,
      targetResourceId: target.instanceId,
      platform: target.platform,
      status,
      ...(reason !== undefined && { statusReason: reason }),
      ...described(checkId),
    })),
    ...(next !== undefined && { nextToken: next }),
  };
}
