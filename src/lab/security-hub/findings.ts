import type {
  AwsSecurityFinding,
  AwsSecurityFindingFilters,
  BatchImportFindingsRequest,
  BatchImportFindingsResponse,
  GetFindingsRequest,
  GetFindingsResponse,
  ImportFindingsError,
  StringFilter,
} from '@aws-sdk/client-securityhub';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import type { World } from '../world.ts';

/** All findings about one resource. */
export interface ResourceFindings {
  resource: string;
  findings: AwsSecurityFinding[];
}

const PAGE = 100;
const MOST_FINDING_BYTES = 240 * 1024;
const MOST_VALUES = 20;

/** Takes what is in order and tells of the rest; the answer is a success in any case. */
export function batchImportFindings(world: World, input: BatchImportFindingsRequest): BatchImportFindingsResponse {
  const findings = input.Findings ?? [];
  const failed: ImportFindingsError[] = [];
  const good = findings.filter((finding) => {
    const why = fault(world, finding);
    if (why) failed.push({ Id: finding.Id ?? '', ErrorCode: 'InvalidInput', ErrorMessage: why });
    return !why;
  });
  for (const [resource, its] of Map.groupBy(good, resourceOf)) save(world, resource, its);
  return { FailedCount: failed.length, SuccessCount: good.length, FailedFindings: failed };
}

const resourceOf = ({ Resources }: AwsSecurityFinding) => Resources?.[0]?.Id ?? '';

/** Why a finding is not taken. */
function fault({ account, region }: World, finding: AwsSecurityFinding): string | undefined {
  const { Severity, FindingProviderFields, ProductArn, AwsAccountId, CreatedAt, UpdatedAt, Description } = finding;
  if (ProductArn !== `arn:aws:securityhub:${region}:${account}:product/${account}/default`)
    return `ProductArn ${ProductArn} is not the account's own product`;
  if (AwsAccountId !== account) return `AwsAccountId ${AwsAccountId} is not the caller's account`;
  if (finding.SchemaVersion !== '2018-10-08') return 'SchemaVersion must be 2018-10-08';
  if (!Severity?.Label && !FindingProviderFields?.Severity?.Label) return 'Severity must be given';
  const tooLong = Object.entries(LONGEST).find(([name, most]) => lengthOf(finding, name) > most);
  if (tooLong) return `${tooLong[0]} has more than ${tooLong[1]} characters`;
  if (Description === '') return 'Description must not be empty';
  if ([CreatedAt, UpdatedAt].some((time) => Number.isNaN(Date.parse(time ?? '')))) return 'a time is not ISO 8601';
  const size = Buffer.byteLength(JSON.stringify(finding));
  return size > MOST_FINDING_BYTES ? `it has ${size} bytes, more than ${MOST_FINDING_BYTES}` : undefined;
}

const LONGEST = { Id: 512, GeneratorId: 512, Title: 256, Description: 1024 } as const;

const lengthOf = (finding: AwsSecurityFinding, name: string) =>
  String(finding[name as keyof typeof LONGEST] ?? '').length;

function save(world: World, resource: string, findings: AwsSecurityFinding[]): void {
  const name = encodeURIComponent(resource);
  const known = new Map(world.findings.get(name)?.findings.map((finding) => [finding.Id, finding]));
  for (const finding of findings) {
    const before = known.get(finding.Id);
    if (before && Date.parse(before.UpdatedAt ?? '') >= Date.parse(finding.UpdatedAt ?? '')) continue;
    known.set(finding.Id, {
      ...finding,
      Severity: { ...finding.Severity, ...finding.FindingProviderFields?.Severity },
      RecordState: finding.RecordState ?? 'ACTIVE',
      Workflow: before?.Workflow ?? { Status: 'NEW' },
      Region: world.region,
    });
  }
  world.findings.save(name, { resource, findings: [...known.values()] });
}

export function getFindings(world: World, input: GetFindingsRequest): GetFindingsResponse {
  const { NextToken, MaxResults, ...rest } = input;
  const tests = Object.entries(input.Filters ?? {}).map(([name, filters]) => testOf(name, filters as StringFilter[]));
  const all = world.findings.all().flatMap(({ findings }) => findings);
  const found = all.filter((finding) => tests.every((test) => test(finding)));
  const { items, next } = page(found, MaxResults ?? PAGE, NextToken, rest, 'InvalidInputException');
  return { Findings: items, ...(next !== undefined && { NextToken: next }) };
}

type Attribute = keyof AwsSecurityFindingFilters;

const VALUES: Partial<Record<Attribute, (finding: AwsSecurityFinding) => (string | undefined)[]>> = {
  Id: ({ Id }) => [Id],
  ProductArn: ({ ProductArn }) => [ProductArn],
  GeneratorId: ({ GeneratorId }) => [GeneratorId],
  AwsAccountId: ({ AwsAccountId }) => [AwsAccountId],
  RecordState: ({ RecordState }) => [RecordState],
  SeverityLabel: ({ Severity }) => [Severity?.Label],
  ComplianceStatus: ({ Compliance }) => [Compliance?.Status],
  WorkflowStatus: ({ Workflow }) => [Workflow?.Status],
  ResourceId: ({ Resources = [] }) => Resources.map(({ Id }) => Id),
};

/** One of the values is enough. */
function testOf(name: string, filters: StringFilter[]): (finding: AwsSecurityFinding) => boolean {
  const valuesOf = VALUES[name as Attribute];
  if (!valuesOf) throw new AwsError('InvalidInputException', `The lab does not filter findings by ${name}.`);
  if (filters.length > MOST_VALUES)
    throw new AwsError('InvalidInputException', `Filter ${name} has more than ${MOST_VALUES} values.`);
  return (finding) =>
    valuesOf(finding).some((value = '') =>
      filters.some(({ Value = '', Comparison }) =>
        Comparison === 'PREFIX' ? value.startsWith(Value) : Comparison === 'EQUALS' && value === Value,
      ),
    );
}
