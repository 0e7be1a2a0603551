import type {
  ComplianceItem,
  ComplianceItemEntry,
  ComplianceStringFilter,
  CompliantSummary,
  ListComplianceItemsRequest,
  ListComplianceItemsResult,
  ListComplianceSummariesRequest,
  ListComplianceSummariesResult,
  ListResourceComplianceSummariesRequest,
  ListResourceComplianceSummariesResult,
  ResourceComplianceSummaryItem,
  SeveritySummary,
} from '@aws-sdk/client-ssm';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import type { World } from '../world.ts';
import type { StoredCompliance } from './compliance-store.ts';

const PAGE = 50;
const RESOURCE = 'ManagedInstance';
/** The worst first. */
const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL', 'UNSPECIFIED'] as const;

/** The items of one node. */
export function listComplianceItems(world: World, input: ListComplianceItemsRequest): ListComplianceItemsResult {
  const { NextToken, MaxResults, ...rest } = input;
  const [resourceId = '', ...more] = input.ResourceIds ?? [];
  if (resourceId === '' || more.length > 0)
    throw new AwsError('ValidationException', 'Exactly one ResourceId must be given.');
  const lists = world.compliance.get(resourceId)?.lists ?? [];
  const all = lists.flatMap((list) => list.items.map((item) => itemOf(resourceId, list, item)));
  const found = filtered(all, input.Filters, ({ ComplianceType, Status, Severity, Id }) => ({
    ComplianceType,
    Status,
    Severity,
    Id,
  }));
  const { items, next } = page(found, MaxResults ?? PAGE, NextToken, rest);
  return { ComplianceItems: items, NextToken: next };
}

/** One entry for each node and type. */
export function listResourceComplianceSummaries(
  world: World,
  input: ListResourceComplianceSummariesRequest,
): ListResourceComplianceSummariesResult {
  const { NextToken, MaxResults, ...rest } = input;
  const all = world.compliance
    .all()
    .flatMap(({ resourceId, lists }) => lists.map((list) => resourceSummary(resourceId, list)));
  const found = filtered(all, input.Filters, ({ ComplianceType, Status, OverallSeverity }) => ({
    ComplianceType,
    Status,
    OverallSeverity,
  }));
  const { items, next } = page(found, MaxResults ?? PAGE, NextToken, rest);
  return { ResourceComplianceSummaryItems: items, NextToken: next };
}

/** Counts of nodes by type. */
export function listComplianceSummaries(
  world: World,
  input: ListComplianceSummariesRequest,
): ListComplianceSummariesResult {
  const { NextToken, MaxResults, ...rest } = input;
  const nodes = world.compliance
    .all()
    .flatMap(({ resourceId, lists }) => lists.map((list) => resourceSummary(resourceId, list)));
  const found = filtered(nodes, input.Filters, ({ ComplianceType }) => ({ ComplianceType }));
  const summaries = [...Map.groupBy(found, ({ ComplianceType }) => ComplianceType)].map(([ComplianceType, its]) => {
    const open = its.filter(({ Status }) => Status === 'NON_COMPLIANT');
    const well = its.filter(({ Status }) => Status === 'COMPLIANT');
    return {
      ComplianceType,
      CompliantSummary: { CompliantCount: well.length, SeveritySummary: severitiesOf(well, 'OverallSeverity') },
      NonCompliantSummary: { NonCompliantCount: open.length, SeveritySummary: severitiesOf(open, 'OverallSeverity') },
    };
  });
  const { items, next } = page(summaries, MaxResults ?? PAGE, NextToken, rest);
  return { ComplianceSummaryItems: items, NextToken: next };
}

/** The SDK's type has a Date where the wire has seconds. */
const executionOf = ({ execution }: StoredCompliance) => ({
  ...execution,
  ExecutionTime: new Date(execution.ExecutionTime * 1000),
});

const itemOf = (resourceId: string, list: StoredCompliance, item: ComplianceItemEntry): ComplianceItem => ({
  ...item,
  ComplianceType: list.type,
  ResourceType: RESOURCE,
  ResourceId: resourceId,
  ExecutionSummary: executionOf(list),
});

function resourceSummary(resourceId: string, list: StoredCompliance): ResourceComplianceSummaryItem {
  const open = list.items.filter(({ Status }) => Status === 'NON_COMPLIANT');
  const well = list.items.filter(({ Status }) => Status === 'COMPLIANT');
  const compliant: CompliantSummary = { CompliantCount: well.length, SeveritySummary: severitiesOf(well, 'Severity') };
  return {
    ComplianceType: list.type,
    ResourceType: RESOURCE,
    ResourceId: resourceId,
    Status: open.length > 0 ? 'NON_COMPLIANT' : 'COMPLIANT',
    OverallSeverity: SEVERITIES.find((severity) => open.some(({ Severity }) => Severity === severity)) ?? 'UNSPECIFIED',
    ExecutionSummary: executionOf(list),
    CompliantSummary: compliant,
    NonCompliantSummary: { NonCompliantCount: open.length, SeveritySummary: severitiesOf(open, 'Severity') },
  };
}

function severitiesOf<Key extends string>(items: Partial<Record<Key, string>>[], key: Key): SeveritySummary {
  const count = (severity: string) => items.filter((item) => item[key] === severity).length;
  return {
    CriticalCount: count('CRITICAL'),
    HighCount: count('HIGH'),
    MediumCount: count('MEDIUM'),
    LowCount: count('LOW'),
    InformationalCount: count('INFORMATIONAL'),
    UnspecifiedCount: count('UNSPECIFIED'),
  };
}

/** All filters must match, one value of each is enough. */
function filtered<T>(
  all: T[],
  filters: ComplianceStringFilter[] = [],
  valuesOf: (item: T) => Record<string, string | undefined>,
): T[] {
  return all.filter((item) => filters.every((filter) => matches(filter, valuesOf(item))));
}

function matches({ Key = '', Values = [], Type = 'EQUAL' }: ComplianceStringFilter, own: object): boolean {
  if (!Object.hasOwn(own, Key)) throw new AwsError('InvalidFilter', `The filter name isn't valid: ${Key}`);
  const value = String((own as Record<string, unknown>)[Key] ?? '');
  if (Type === 'BEGIN_WITH') return Values.some((wanted) => value.startsWith(wanted));
  return Values.includes(value) !== (Type === 'NOT_EQUAL');
}
