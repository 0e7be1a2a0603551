import type {
  CisCheckAggregation,
  CisScanConfiguration,
  CisScanResultDetails,
  CisSecurityLevel,
  CisTargetResourceAggregation,
  Day,
  ListCisScansFilterCriteria,
  Schedule,
  CisScan as SdkScan,
  StatusCounts,
} from '@aws-sdk/client-inspector2';
import type {
  CisCheck,
  CisConfiguration,
  CisConfigurationWish,
  CisCounts,
  CisLevel,
  CisResult,
  CisScan,
  CisSchedule,
  CisTarget,
} from '../../core/inspector/model.ts';
import type { CisScanQuery, Inspector } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explain, explained } from './explain.ts';
import { equal, inspectorCall } from './inspector-calls.ts';

type CisPort = Pick<Inspector, 'configurations' | 'configure' | 'scans' | 'targets' | 'checks' | 'results'>;

/** The most that a page holds, by operation (API reference). */
const PAGE = { scans: 50, aggregations: 100, details: 1000 };

export function cisScans(clients: AwsClients): CisPort {
  return {
    configurations: (name) => configurations(clients, name),
    configure: (wish) => configure(clients, wish),
    scans: (query) => scans(clients, query),
    targets: (scanArn) => targets(clients, scanArn),
    checks: (scanArn) => checks(clients, scanArn),
    results: (scanArn, target) => results(clients, scanArn, target),
  };
}

function configurations(clients: AwsClients, name: string): Promise<CisConfiguration[]> {
  return explained(inspectorCall('ListCisScanConfigurations'), async () => {
    const { sdk, client } = await clients.inspector();
    const input = { filterCriteria: { scanNameFilters: [equal(name)] } };
    const found: CisConfiguration[] = [];
    for await (const { scanConfigurations = [] } of sdk.paginateListCisScanConfigurations({ client }, input))
      found.push(...scanConfigurations.map(configurationOf));
    return found;
  });
}

function configure(clients: AwsClients, wish: CisConfigurationWish): Promise<string> {
  const { name, level, schedule, accounts, targetTags, tags } = wish;
  return explained(inspectorCall('CreateCisScanConfiguration', `the configuration ${name}`), async () => {
    const { sdk, client } = await clients.inspector();
    const command = new sdk.CreateCisScanConfigurationCommand({
      scanName: name,
      securityLevel: level === 1 ? 'LEVEL_1' : 'LEVEL_2',
      schedule: sentSchedule(schedule),
      targets: { accountIds: accounts, targetResourceTags: targetTags },
      tags,
    });
    const { scanConfigurationArn = '' } = await client.send(command);
    return scanConfigurationArn;
  });
}

function sentSchedule(schedule: CisSchedule): Schedule {
  if (schedule.every === 'once') return { oneTime: {} };
  const startTime = { timeOfDay: schedule.time, timezone: schedule.zone };
  if (schedule.every === 'day') return { daily: { startTime } };
  if (schedule.every === 'week') return { weekly: { startTime, days: schedule.days as Day[] } };
  return { monthly: { startTime, day: schedule.day as Day } };
}

function scheduleOf({ daily, weekly, monthly }: Partial<Schedule> = {}): CisSchedule {
  const startTime = (daily ?? weekly ?? monthly)?.startTime;
  const at = { time: startTime?.timeOfDay ?? '', zone: startTime?.timezone ?? '' };
  if (daily) return { every: 'day', ...at };
  if (weekly) return { every: 'week', days: weekly.days ?? [], ...at };
  if (monthly) return { every: 'month', day: monthly.day ?? '', ...at };
  return { every: 'once' };
}

const LEVELS: Record<CisSecurityLevel, CisLevel> = { LEVEL_1: 1, LEVEL_2: 2 };
const levelOf = (level: CisSecurityLevel | undefined): CisLevel | null => (level && LEVELS[level]) ?? null;

const configurationOf = (found: CisScanConfiguration): CisConfiguration => ({
  arn: found.scanConfigurationArn ?? '',
  name: found.scanName ?? '',
  level: levelOf(found.securityLevel) ?? 1,
  schedule: scheduleOf(found.schedule),
  accounts: found.targets?.accountIds ?? [],
  targetTags: found.targets?.targetResourceTags ?? {},
  tags: found.tags ?? {},
});

function filterOf({ name, since, arn, configuration }: CisScanQuery): ListCisScansFilterCriteria {
  return {
    ...(name !== undefined && { scanNameFilters: [{ comparison: 'PREFIX', value: name }] }),
    ...(since !== undefined && { scanAtFilters: [{ earliestScanStartTime: new Date(since) }] }),
    ...(arn !== undefined && { scanArnFilters: [equal(arn)] }),
    ...(configuration !== undefined && { scanConfigurationArnFilters: [equal(configuration)] }),
  };
}

async function* scans(clients: AwsClients, query: CisScanQuery): AsyncGenerator<CisScan[]> {
  const filterCriteria = filterOf(query);
  try {
    const { sdk, client } = await clients.inspector();
    const input = {
      ...(Object.keys(filterCriteria).length > 0 && { filterCriteria }),
      sortBy: 'SCAN_START_DATE' as const,
      sortOrder: 'DESC' as const,
    };
    for await (const { scans: found = [] } of sdk.paginateListCisScans({ client, pageSize: PAGE.scans }, input))
      yield found.map(scanOf);
  } catch (error) {
    throw explain(error, inspectorCall('ListCisScans'));
  }
}

const scanOf = (found: SdkScan): CisScan => ({
  arn: found.scanArn ?? '',
  name: found.scanName ?? '',
  status: found.status ?? '',
  level: levelOf(found.securityLevel),
  date: found.scanDate?.toISOString() ?? null,
  failedChecks: found.failedChecks ?? 0,
  totalChecks: found.totalChecks ?? 0,
  configuration: found.scanConfigurationArn ?? '',
  scheduledBy: found.scheduledBy ?? null,
  targetTags: found.targets?.targetResourceTags ?? {},
});

const countsOf = ({ passed = 0, failed = 0, skipped = 0 }: StatusCounts = {}): CisCounts => ({
  passed,
  failed,
  skipped,
});

function targets(clients: AwsClients, scanArn: string): Promise<CisTarget[]> {
  return explained(inspectorCall('ListCisScanResultsAggregatedByTargetResource', scanArn), async () => {
    const { sdk, client } = await clients.inspector();
    const pages = sdk.paginateListCisScanResultsAggregatedByTargetResource(
      { client, pageSize: PAGE.aggregations },
      { scanArn },
    );
    const found: CisTarget[] = [];
    for await (const { targetResourceAggregations = [] } of pages)
      found.push(...targetResourceAggregations.map(targetOf));
    return found;
  });
}

const targetOf = (found: CisTargetResourceAggregation): CisTarget => ({
  instanceId: found.targetResourceId ?? '',
  account: found.accountId ?? '',
  platform: found.platform ?? '',
  status: found.targetStatus ?? '',
  reason: found.targetStatusReason ?? null,
  ...countsOf(found.statusCounts),
});

function checks(clients: AwsClients, scanArn: string): Promise<CisCheck[]> {
  return explained(inspectorCall('ListCisScanResultsAggregatedByChecks', scanArn), async () => {
    const { sdk, client } = await clients.inspector();
    const pages = sdk.paginateListCisScanResultsAggregatedByChecks(
      { client, pageSize: PAGE.aggregations },
      { scanArn },
    );
    const found: CisCheck[] = [];
    for await (const { checkAggregations = [] } of pages) found.push(...checkAggregations.map(checkOf));
    return found;
  });
}

const checkOf = (found: CisCheckAggregation): CisCheck => ({
  id: found.checkId ?? '',
  title: found.title ?? '',
  level: levelOf(found.level),
  platform: found.platform ?? '',
  ...countsOf(found.statusCounts),
});

function results(
  clients: AwsClients,
  scanArn: string,
  { account, instanceId }: { account: string; instanceId: string },
): Promise<CisResult[]> {
  return explained(inspectorCall('GetCisScanResultDetails', `${instanceId} in ${scanArn}`), async () => {
    const { sdk, client } = await clients.inspector();
    const pages = sdk.paginateGetCisScanResultDetails(
      { client, pageSize: PAGE.details },
      { scanArn, accountId: account, targetResourceId: instanceId },
    );
    const found: CisResult[] = [];
    for await (const { scanResultDetails = [] } of pages) found.push(...scanResultDetails.map(resultOf));
    return found;
  });
}

const resultOf = (found: CisScanResultDetails): CisResult => ({
  checkId: found.checkId ?? '',
  title: found.title ?? '',
  level: levelOf(found.level),
  status: found.status ?? 'SKIPPED',
  reason: found.statusReason ?? null,
});
