import type { AwsSecurityFinding, StringFilter } from '@aws-sdk/client-securityhub';
import type {
  CompliancePlace,
  Finding,
  FindingState,
  RefusedFinding,
  StandingFinding,
} from '../../core/compliance/model.ts';
import type { SecurityHub } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explained } from './explain.ts';

/** The most that BatchImportFindings takes (API reference). A finding of ours has some kilobytes, so that a batch stays far below 6 MB. */
const BATCH = 100;

const STATUSES = { failed: 'FAILED', unknown: 'WARNING', passed: 'PASSED', notJudged: 'NOT_AVAILABLE' } as const;
const ARCHIVED: readonly FindingState[] = ['passed', 'notJudged'];
const LABELS = { low: 'LOW', medium: 'MEDIUM', high: 'HIGH' } as const;
const TYPE = 'Software and Configuration Checks/Industry and Regulatory Standards';

export function createSecurityHub(clients: AwsClients): SecurityHub {
  return {
    standing: (place, generator, resources) => standing(clients, place, generator, resources),
    send: async (findings) => {
      const refused: RefusedFinding[] = [];
      for (let at = 0; at < findings.length; at += BATCH)
        refused.push(...(await send(clients, findings.slice(at, at + BATCH))));
      return refused;
    },
  };
}

/** The product of whoever brings findings of their own, in every account and Region. */
const productArn = ({ account, region, partition }: CompliancePlace) =>
  `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`;

const equal = (value: string): StringFilter[] => [{ Value: value, Comparison: 'EQUALS' }];

function standing(
  clients: AwsClients,
  place: CompliancePlace,
  generator: string,
  resources: string[],
): Promise<StandingFinding[]> {
  return explained({ action: 'securityhub:GetFindings', resource: 'all findings (*)' }, async () => {
    const { sdk, client } = await clients.securityHub();
    const filters = {
      ProductArn: equal(productArn(place)),
      GeneratorId: [{ Value: generator, Comparison: 'PREFIX' as const }],
      ResourceId: resources.flatMap(equal),
      RecordState: equal('ACTIVE'),
    };
    const found: StandingFinding[] = [];
    for await (const { Findings = [] } of sdk.paginateGetFindings({ client, pageSize: 100 }, { Filters: filters }))
      found.push(...Findings.map(standingFinding));
    return found;
  });
}

const standingFinding = (found: AwsSecurityFinding): StandingFinding => ({
  id: found.Id ?? '',
  resource: found.Resources?.[0]?.Id ?? '',
  title: found.Title ?? '',
  created: found.CreatedAt ?? '',
  updated: found.UpdatedAt ?? '',
  digest: found.ProductFields?.['winharden/digest'] ?? '',
});

/** An answer of 200 may still have refused some. */
async function send(clients: AwsClients, batch: Finding[]): Promise<RefusedFinding[]> {
  const [first] = batch as [Finding];
  return explained({ action: 'securityhub:BatchImportFindings', resource: productArn(first) }, async () => {
    const { sdk, client } = await clients.securityHub();
    const command = new sdk.BatchImportFindingsCommand({ Findings: batch.map(asffOf) });
    const { FailedCount = 0, FailedFindings = [] } = await client.send(command);
    const refused = FailedFindings.map(({ Id = '', ErrorCode = '', ErrorMessage = '' }) => ({
      id: Id,
      code: ErrorCode,
      message: ErrorMessage,
    }));
    const untold = Math.max(0, FailedCount - refused.length);
    return [...refused, ...Array.from({ length: untold }, () => ({ id: '', code: 'Unknown', message: 'no reason' }))];
  });
}

/** Severity and types are a provider's to say in FindingProviderFields only; the workflow is people's, and stays as they set it. */
function asffOf(finding: Finding): AwsSecurityFinding {
  const { id, generator, account, region, partition, resource, isInstance, state, created, updated } = finding;
  return {
    SchemaVersion: '2018-10-08',
    Id: id,
    ProductArn: productArn(finding),
    GeneratorId: generator,
    AwsAccountId: account,
    CreatedAt: created,
    UpdatedAt: updated,
    FirstObservedAt: created,
    LastObservedAt: updated,
    Title: finding.title,
    Description: finding.description,
    Remediation: { Recommendation: { Text: finding.remediation } },
    Resources: [
      { Type: isInstance ? 'AwsEc2Instance' : 'Other', Id: resource, Partition: partition as 'aws', Region: region },
    ],
    Compliance: {
      Status: STATUSES[state],
      ...(finding.nist.length > 0 && { RelatedRequirements: finding.nist.map((id) => `NIST.800-53.r5 ${id}`) }),
    },
    FindingProviderFields: { Severity: { Label: LABELS[finding.severity] }, Types: [TYPE] },
    ProductFields: finding.fields,
    RecordState: ARCHIVED.includes(state) ? 'ARCHIVED' : 'ACTIVE',
  };
}
