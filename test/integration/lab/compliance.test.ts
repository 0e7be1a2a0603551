import { deepEqual, equal, rejects } from 'node:assert/strict';
import {
  type AwsSecurityFinding,
  BatchImportFindingsCommand,
  DescribeHubCommand,
  GetFindingsCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import {
  type ComplianceItemEntry,
  ListComplianceItemsCommand,
  ListComplianceSummariesCommand,
  ListResourceComplianceSummariesCommand,
  PutComplianceItemsCommand,
  type PutComplianceItemsRequest,
} from '@aws-sdk/client-ssm';
import { tempFolder } from '../commands/winharden.ts';
import { awsError, type LabUnderTest, openLab } from './clients.ts';

const ACCOUNT = '123456789012';

const item = (Id: string, Status: 'COMPLIANT' | 'NON_COMPLIANT'): ComplianceItemEntry => ({
  Id,
  Title: `control ${Id}`,
  Severity: 'HIGH',
  Status,
  Details: { found: '0' },
});

describe('lab: compliance items', () => {
  const home = tempFolder();
  let under: LabUnderTest;
  let ids: string[];
  before(async () => {
    under = await openLab({ nodes: 3, state: home.path });
    ids = await nodesOf(under);
  });
  after(async () => {
    await under.lab.close();
    home.remove();
  });

  const put = (more: Partial<PutComplianceItemsRequest>) =>
    under.ssm.send(
      new PutComplianceItemsCommand({
        ResourceId: ids[0],
        ResourceType: 'ManagedInstance',
        ComplianceType: 'Custom:Test',
        ExecutionSummary: { ExecutionId: 'one', ExecutionTime: new Date('2027-01-31T10:00:00Z') },
        Items: [item('1', 'COMPLIANT'), item('2', 'NON_COMPLIANT')],
        ...more,
      }),
    );
  const list = async (ResourceId = ids[0]) => {
    const answer = await under.ssm.send(new ListComplianceItemsCommand({ ResourceIds: [ResourceId ?? ''] }));
    return (answer.ComplianceItems ?? []).map(({ Id, ExecutionSummary }) => [Id, ExecutionSummary?.ExecutionId]);
  };

  it('take the place of those of their type, unless the hash is the same', async () => {
    await put({ ItemContentHash: 'a' });
    await put({ ItemContentHash: 'a', Items: [], ExecutionSummary: { ExecutionId: 'x', ExecutionTime: new Date() } });
    deepEqual(await list(), [
      ['1', 'one'],
      ['2', 'one'],
    ]);
    await put({ ItemContentHash: 'b', Items: [item('3', 'COMPLIANT')] });
    await put({ ComplianceType: 'Custom:Other', Items: [item('4', 'COMPLIANT')] });
    deepEqual(await list(), [
      ['3', 'one'],
      ['4', 'one'],
    ]);
  });

  it('are summed up by node and by type, in pages', async () => {
    for (const id of ids) await put({ ResourceId: id });
    const byNode = new ListResourceComplianceSummariesCommand({
      Filters: [{ Key: 'ComplianceType', Values: ['Custom:Test'], Type: 'EQUAL' }],
      MaxResults: 2,
    });
    const { ResourceComplianceSummaryItems = [], NextToken } = await under.ssm.send(byNode);
    equal(ResourceComplianceSummaryItems.length, 2);
    const [first] = ResourceComplianceSummaryItems;
    deepEqual(
      [first?.Status, first?.OverallSeverity, first?.NonCompliantSummary?.SeveritySummary?.HighCount],
      ['NON_COMPLIANT', 'HIGH', 1],
    );
    deepEqual(first?.ExecutionSummary?.ExecutionTime, new Date('2027-01-31T10:00:00Z'));
    const rest = await under.ssm.send(new ListResourceComplianceSummariesCommand({ ...byNode.input, NextToken }));
    equal(rest.ResourceComplianceSummaryItems?.length, 1);
    const { ComplianceSummaryItems } = await under.ssm.send(new ListComplianceSummariesCommand({}));
    deepEqual(
      ComplianceSummaryItems?.map(({ ComplianceType, NonCompliantSummary }) => [
        ComplianceType,
        NonCompliantSummary?.NonCompliantCount,
      ]).sort(),
      [
        ['Custom:Other', 0],
        ['Custom:Test', 3],
      ],
    );
  });

  it('are kept in the state folder', async () => {
    const before = await list();
    await under.lab.close();
    under = await openLab({ state: home.path });
    deepEqual(await list(), before);
  });

  it('are refused as Systems Manager refuses them', async () => {
    await rejects(put({ ResourceId: 'i-0000000000000000f' }), awsError('InvalidResourceId'));
    await rejects(put({ ResourceType: 'Server' }), awsError('InvalidResourceType'));
    await rejects(put({ ComplianceType: 'Custom:' }), awsError('ValidationException', /complianceType/));
    await rejects(
      put({ Items: [{ ...item('1', 'COMPLIANT'), Title: 'x'.repeat(501) }] }),
      awsError('ValidationException', /title/),
    );
    const long = { ...item('1', 'COMPLIANT'), Details: { found: 'x'.repeat(5000) } };
    await rejects(put({ Items: [long] }), awsError('ValidationException', /4096/));
    const large = { found: 'x'.repeat(4000) };
    const many = Array.from({ length: 400 }, (_, index) => ({ ...item(`${index}`, 'COMPLIANT'), Details: large }));
    await rejects(put({ Items: many }), awsError('TotalSizeLimitExceededException'));
    const types = Array.from({ length: 9 }, (_, index) => `Custom:T${index}`);
    for (const ComplianceType of types.slice(0, 8)) await put({ ComplianceType });
    await rejects(put({ ComplianceType: types[8] }), awsError('ComplianceTypeCountLimitExceededException'));
    await rejects(
      under.ssm.send(new ListComplianceItemsCommand({ ResourceIds: ids })),
      awsError('ValidationException', /one ResourceId/),
    );
  });
});

describe('lab: Security Hub', () => {
  let under: LabUnderTest;
  let hub: SecurityHubClient;
  const open = async (faults: string[]) => {
    under = await openLab({ nodes: 1, faults });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    hub = new SecurityHubClient({ endpoint: under.lab.endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
  };
  before(() => open([]));
  after(() => under.lab.close());

  const finding = (Id: string, more: Partial<AwsSecurityFinding> = {}): AwsSecurityFinding => ({
    SchemaVersion: '2018-10-08',
    Id,
    ProductArn: `arn:aws:securityhub:eu-central-1:${ACCOUNT}:product/${ACCOUNT}/default`,
    GeneratorId: `test/${Id}`,
    AwsAccountId: ACCOUNT,
    CreatedAt: '2027-01-31T10:00:00Z',
    UpdatedAt: '2027-01-31T10:00:00Z',
    Title: `finding ${Id}`,
    Description: 'said',
    Resources: [{ Type: 'Other', Id: 'arn:aws:ec2:eu-central-1:123456789012:instance/i-1' }],
    FindingProviderFields: { Severity: { Label: 'HIGH' } },
    ...more,
  });
  const send = (...Findings: AwsSecurityFinding[]) => hub.send(new BatchImportFindingsCommand({ Findings }));
  const all = async (Filters = {}) => (await hub.send(new GetFindingsCommand({ Filters }))).Findings ?? [];

  it('is there', async () => {
    const { HubArn } = await hub.send(new DescribeHubCommand({}));
    equal(HubArn, `arn:aws:securityhub:eu-central-1:${ACCOUNT}:hub/default`);
  });

  it('takes findings, and updates them where the time is later', async () => {
    deepEqual((await send(finding('1'), finding('2'))).SuccessCount, 2);
    await send(finding('1', { Title: 'not later' }));
    await send(finding('2', { Title: 'later', UpdatedAt: '2027-02-01T00:00:00Z', RecordState: 'ARCHIVED' }));
    deepEqual(
      (await all()).map(({ Title, RecordState, Severity, Workflow }) => [
        Title,
        RecordState,
        Severity?.Label,
        Workflow?.Status,
      ]),
      [
        ['finding 1', 'ACTIVE', 'HIGH', 'NEW'],
        ['later', 'ARCHIVED', 'HIGH', 'NEW'],
      ],
    );
    const active = { RecordState: [{ Value: 'ACTIVE', Comparison: 'EQUALS' }] };
    const generator = { GeneratorId: [{ Value: 'test/', Comparison: 'PREFIX' }] };
    deepEqual(
      (await all({ ...active, ...generator })).map(({ Id }) => Id),
      ['1'],
    );
  });

  it('refuses single findings in an answer that is a success', async () => {
    const { FailedCount, SuccessCount, FailedFindings } = await send(
      finding('3'),
      finding('4', { AwsAccountId: '1' }),
      finding('5', { FindingProviderFields: {} }),
      finding('6', { Title: 'x'.repeat(257) }),
    );
    deepEqual([FailedCount, SuccessCount], [3, 1]);
    deepEqual(
      FailedFindings?.map(({ Id, ErrorCode }) => [Id, ErrorCode]),
      [
        ['4', 'InvalidInput'],
        ['5', 'InvalidInput'],
        ['6', 'InvalidInput'],
      ],
    );
  });

  it('refuses whole requests that are too large, and filters that it does not have', async () => {
    const many = Array.from({ length: 101 }, (_, index) => finding(`m${index}`));
    await rejects(send(...many), awsError('InvalidInputException', /less than or equal to 100/));
    const values = Array.from({ length: 21 }, () => ({ Value: 'x', Comparison: 'EQUALS' }));
    await rejects(all({ ResourceId: values }), awsError('InvalidInputException', /more than 20/));
    await rejects(all({ Title: values.slice(20) }), awsError('InvalidInputException', /Title/));
  });

  it('may not be enabled', async () => {
    await under.lab.close();
    await open(['security-hub-off']);
    await rejects(all(), awsError('InvalidAccessException', /not subscribed/));
  });
});

async function nodesOf({ ssm }: LabUnderTest): Promise<string[]> {
  const { DescribeInstanceInformationCommand } = await import('@aws-sdk/client-ssm');
  const { InstanceInformationList = [] } = await ssm.send(new DescribeInstanceInformationCommand({}));
  return InstanceInformationList.map(({ InstanceId = '' }) => InstanceId);
}
