import type { FilterCriteria, Finding, FindingType as Type } from '@aws-sdk/client-inspector2';
import {
  type FindingQuery,
  type FindingType,
  SEVERITIES,
  type Severity,
  type Vulnerability,
} from '../../core/inspector/model.ts';
import type { AwsClients } from './clients.ts';
import { explain } from './explain.ts';
import { chunksOf, equal, inspectorCall } from './inspector-calls.ts';

/** A page has 25 findings, whatever is asked for. */
const PAGE = 25;

const TYPES: Record<FindingType, Type> = {
  package: 'PACKAGE_VULNERABILITY',
  network: 'NETWORK_REACHABILITY',
  code: 'CODE_VULNERABILITY',
};

/** Active findings, page by page; instances are asked for ten at a time. */
export async function* findingsOf(clients: AwsClients, query: FindingQuery): AsyncGenerator<Vulnerability[]> {
  for (const ids of chunksOf(query.instanceIds)) yield* pagesOf(clients, filterOf(query, ids));
}

function filterOf({ severities, types, since, fixable }: FindingQuery, ids: string[]): FilterCriteria {
  return {
    resourceType: [equal('AWS_EC2_INSTANCE')],
    resourceId: ids.map(equal),
    findingStatus: [equal('ACTIVE')],
    ...(severities.length > 0 && { severity: severities.map((each) => equal(each.toUpperCase())) }),
    ...(types.length > 0 && { findingType: types.map((each) => equal(TYPES[each])) }),
    ...(since !== undefined && { firstObservedAt: [{ startInclusive: new Date(since) }] }),
    ...(fixable && { fixAvailable: [equal('YES'), equal('PARTIAL')] }),
  };
}

async function* pagesOf(clients: AwsClients, filterCriteria: FilterCriteria): AsyncGenerator<Vulnerability[]> {
  try {
    const { sdk, client } = await clients.inspector();
    for await (const { findings = [] } of sdk.paginateListFindings({ client, pageSize: PAGE }, { filterCriteria }))
      yield findings.flatMap(vulnerabilities);
  } catch (error) {
    throw explain(error, inspectorCall('ListFindings'));
  }
}

const SORTS = Object.fromEntries(Object.entries(TYPES).map(([name, type]) => [type, name as FindingType]));

/** One for each instance that the finding names. */
function vulnerabilities(finding: Finding): Vulnerability[] {
  const { type = '', severity, title = '', inspectorScore, epss, exploitAvailable, fixAvailable } = finding;
  const common = {
    type: SORTS[type] ?? ('package' as const),
    severity: severityOf(severity),
    title,
    vulnerability: finding.packageVulnerabilityDetails?.vulnerabilityId ?? null,
    score: inspectorScore ?? null,
    epss: epss?.score ?? null,
    exploitable: exploitAvailable === 'YES',
    fixable: fixAvailable === 'YES' || fixAvailable === 'PARTIAL',
    fixes: fixesOf(finding),
    port: portOf(finding),
    firstSeen: finding.firstObservedAt?.toISOString() ?? '',
    lastSeen: finding.lastObservedAt?.toISOString() ?? '',
  };
  const instances = (finding.resources ?? []).filter((resource) => resource.type === 'AWS_EC2_INSTANCE');
  return instances.map(({ id = '', details }) => ({
    ...common,
    instanceId: id,
    platform: details?.awsEc2Instance?.platform ?? '',
  }));
}

const severityOf = (word = ''): Severity => SEVERITIES.find((each) => each === word.toLowerCase()) ?? 'untriaged';

/** Windows updates by their KB numbers, else the version in which a package is mended. */
function fixesOf({ packageVulnerabilityDetails, remediation }: Finding): string[] {
  const packages = packageVulnerabilityDetails?.vulnerablePackages ?? [];
  const texts = packages.flatMap(({ name, remediation: how, fixedInVersion }) => [name, how, fixedInVersion]);
  const updates = [...texts, remediation?.recommendation?.text].flatMap((text) => text?.match(/\bKB\d{6,8}\b/g) ?? []);
  if (updates.length > 0) return [...new Set(updates)];
  return [
    ...new Set(
      packages.flatMap(({ name = '', fixedInVersion }) => (fixedInVersion ? [`${name} ${fixedInVersion}`] : [])),
    ),
  ];
}

function portOf({ networkReachabilityDetails: details }: Finding): Vulnerability['port'] {
  if (!details?.openPortRange) return null;
  const { begin = 0, end = begin } = details.openPortRange;
  return { from: begin, to: end, protocol: details.protocol ?? '' };
}
