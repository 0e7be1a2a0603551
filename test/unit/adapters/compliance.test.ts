import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { after, afterEach, before, describe, it } from 'mocha';
import nock from 'nock';
import { createComplianceItems } from '../../../src/adapters/aws/compliance-items.ts';
import { createSecurityHub } from '../../../src/adapters/aws/security-hub.ts';
import { complianceOf } from '../../../src/adapters/locations/compliance.ts';
import type { Place } from '../../../src/adapters/locations/place.ts';
import { complianceList } from '../../../src/core/compliance/compliance-list.ts';
import { findingChanges } from '../../../src/core/compliance/findings.ts';
import type { Finding } from '../../../src/core/compliance/model.ts';
import { FakeCompliance, judged, verdictOf } from '../core/compliance/doubles.ts';
import { clientsAndCounter, closeTheNet, failure, onSsm, openTheNet } from './wire.ts';

const HUB = 'https://securityhub.eu-west-1.amazonaws.com';
const PLACE = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };
const PRODUCT = 'arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default';

const list = complianceList(verdictOf([judged('1.1', 'NonCompliant')]));

describe('compliance items on the wire', () => {
  const items = () => createComplianceItems(clientsAndCounter().clients);
  before(closeTheNet);
  afterEach(() => nock.cleanAll());
  after(openTheNet);

  it('take the place of a node’s list', async () => {
    const seen: unknown[] = [];
    onSsm('PutComplianceItems', seen).reply(200, {});
    equal(await items().put(list), 'put');
    const [{ Items, ...rest }] = seen as [{ Items: { Id: string; Severity: string; Status: string }[] }];
    deepEqual(rest, {
      ResourceId: 'i-00000000000000001',
      ResourceType: 'ManagedInstance',
      ComplianceType: 'Custom:WinHarden',
      ExecutionSummary: { ExecutionId: 'run-1', ExecutionTime: 1801389660, ExecutionType: 'Command' },
      ItemContentHash: list.hash,
    });
    deepEqual(
      Items.map(({ Id, Severity, Status }) => [Id, Severity, Status]),
      [
        ['winharden', 'MEDIUM', 'NON_COMPLIANT'],
        ['1.1', 'MEDIUM', 'NON_COMPLIANT'],
      ],
    );
  });

  it('say when a list is too long or a node is gone, and explain the rest', async () => {
    onSsm('PutComplianceItems').reply(400, failure('TotalSizeLimitExceededException'));
    equal(await items().put(list), 'tooLong');
    onSsm('PutComplianceItems').reply(400, failure('ItemSizeLimitExceededException'));
    equal(await items().put(list), 'tooLong');
    onSsm('PutComplianceItems').reply(400, failure('InvalidResourceId'));
    equal(await items().put(list), 'noNode');
    onSsm('PutComplianceItems').reply(400, failure('AccessDeniedException'));
    await rejects(items().put(list), { code: 'NoPermission', message: /ssm:PutComplianceItems on the node i-0/ });
  });

  it('tell whose list stands, page by page', async () => {
    const entry = (ResourceId: string, ExecutionId: string) => ({
      ResourceId,
      ExecutionSummary: { ExecutionId, ExecutionTime: 1801389660 },
    });
    const seen: unknown[] = [];
    onSsm('ListResourceComplianceSummaries', seen).reply(200, {
      ResourceComplianceSummaryItems: [entry('i-1', 'a')],
      NextToken: 'more',
    });
    onSsm('ListResourceComplianceSummaries').reply(200, { ResourceComplianceSummaryItems: [entry('i-2', 'b')] });
    const time = new Date('2027-01-31T10:01:00Z');
    deepEqual(
      await items().standing(),
      new Map([
        ['i-1', { runId: 'a', time }],
        ['i-2', { runId: 'b', time }],
      ]),
    );
    deepEqual(seen, [
      { Filters: [{ Key: 'ComplianceType', Values: ['Custom:WinHarden'], Type: 'EQUAL' }], MaxResults: 50 },
    ]);
  });
});

describe('Security Hub on the wire', () => {
  const hub = () => createSecurityHub(clientsAndCounter().clients);
  before(closeTheNet);
  afterEach(() => nock.cleanAll());
  after(openTheNet);

  const findings = (count: number) =>
    findingChanges(verdictOf(Array.from({ length: count }, (_, index) => judged(`3.${index}`, 'NonCompliant'))), [])
      .send;

  type Body = { Findings: AwsSecurityFinding[] };
  const onImport = (seen: Body[] = []) => nock(HUB).post('/findings/import', (body: Body) => seen.push(body) > 0);

  it('is told a hundred findings at a time, and asked what it refused', async () => {
    const seen: Body[] = [];
    const refused = { Id: 'x', ErrorCode: 'InvalidInput', ErrorMessage: 'no' };
    onImport(seen).reply(200, { FailedCount: 0, SuccessCount: 100, FailedFindings: [] });
    onImport(seen).reply(200, { FailedCount: 2, SuccessCount: 18, FailedFindings: [refused] });
    deepEqual(await hub().send(findings(120)), [
      { id: 'x', code: 'InvalidInput', message: 'no' },
      { id: '', code: 'Unknown', message: 'no reason' },
    ]);
    deepEqual(
      seen.map(({ Findings }) => Findings.length),
      [100, 20],
    );
  });

  it('is told findings in its own format, open ones and ended ones', async () => {
    const seen: Body[] = [];
    onImport(seen).reply(200, { FailedCount: 0, SuccessCount: 2, FailedFindings: [] });
    const verdict = verdictOf([judged('1.1', 'NonCompliant'), judged('1.2', 'Compliant')]);
    const [open] = findingChanges(verdict, []).send as [Finding];
    await hub().send([open, { ...open, state: 'passed', isInstance: false, nist: [] }]);
    const [first, second] = seen[0]?.Findings ?? [];
    deepEqual(
      { ...first, ProductFields: null, Description: null, Remediation: null },
      {
        SchemaVersion: '2018-10-08',
        Id: 'winharden/111122223333/eu-west-1/i-00000000000000001/cis-l1/1.1',
        ProductArn: PRODUCT,
        GeneratorId: 'winharden/cis-l1/1.1',
        AwsAccountId: '111122223333',
        CreatedAt: '2027-01-31T10:01:00Z',
        UpdatedAt: '2027-01-31T10:01:00Z',
        FirstObservedAt: '2027-01-31T10:01:00Z',
        LastObservedAt: '2027-01-31T10:01:00Z',
        Title: '1.1 Long passwords',
        Description: null,
        Remediation: null,
        ProductFields: null,
        Resources: [
          {
            Type: 'AwsEc2Instance',
            Id: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-00000000000000001',
            Partition: 'aws',
            Region: 'eu-west-1',
          },
        ],
        Compliance: { Status: 'FAILED', RelatedRequirements: ['NIST.800-53.r5 IA-5'] },
        FindingProviderFields: {
          Severity: { Label: 'MEDIUM' },
          Types: ['Software and Configuration Checks/Industry and Regulatory Standards'],
        },
        RecordState: 'ACTIVE',
      },
    );
    deepEqual(
      [second?.Compliance, second?.RecordState, second?.Resources?.[0]?.Type],
      [{ Status: 'PASSED' }, 'ARCHIVED', 'Other'],
    );
  });

  it('is asked for active findings of these nodes and this baseline, all pages', async () => {
    const seen: object[] = [];
    const found = (Id: string) => ({ Id, Title: 't', CreatedAt: 'c', UpdatedAt: 'u', Resources: [{ Id: 'r' }] });
    const onGet = () => nock(HUB).post('/findings', (body: object) => seen.push(body) > 0);
    onGet().reply(200, { Findings: [found('1')], NextToken: 'more' });
    onGet().reply(200, { Findings: [{ ...found('2'), ProductFields: { 'winharden/digest': 'd' } }] });
    const standing = { resource: 'r', title: 't', created: 'c', updated: 'u' };
    deepEqual(await hub().standing(PLACE, 'winharden/cis-l1/', ['a', 'b']), [
      { ...standing, id: '1', digest: '' },
      { ...standing, id: '2', digest: 'd' },
    ]);
    deepEqual(seen[0], {
      Filters: {
        ProductArn: [{ Value: PRODUCT, Comparison: 'EQUALS' }],
        GeneratorId: [{ Value: 'winharden/cis-l1/', Comparison: 'PREFIX' }],
        ResourceId: ['a', 'b'].map((Value) => ({ Value, Comparison: 'EQUALS' })),
        RecordState: [{ Value: 'ACTIVE', Comparison: 'EQUALS' }],
      },
      MaxResults: 100,
    });
  });

  it('may be off, or not for you', async () => {
    const refuse = (status: number, type: string, message: string) =>
      nock(HUB).post('/findings/import').reply(status, { message }, { 'x-amzn-errortype': type });
    refuse(401, 'InvalidAccessException', 'Account 111122223333 is not subscribed to AWS Security Hub');
    await rejects(hub().send(findings(1)), (error: { code: string; message: string; suggestions: string[] }) => {
      equal(error.code, 'SecurityHubOff');
      match(error.message, /not enabled in this account and Region: Account 111122223333/);
      match(error.suggestions[0] ?? '', /enable-security-hub/);
      return true;
    });
    refuse(403, 'AccessDeniedException', 'not authorized');
    await rejects(hub().send(findings(1)), { code: 'NoPermission', message: new RegExp(PRODUCT) });
  });
});

describe('compliance over locations', () => {
  const at = (location: string) => ({ location, compliance: new FakeCompliance() }) as unknown as Place;

  it('is told where the nodes are', () => {
    const places = [at('1/eu-west-1'), at('2/eu-west-1')] as const;
    equal(complianceOf(places).at('2/eu-west-1'), places[1].compliance);
    equal(complianceOf(places).at(null), places[0].compliance);
  });

  it('refuses nodes of a location that was not named', async () => {
    const told = async () => complianceOf([at('1/eu-west-1')]).at('3/eu-west-1');
    await rejects(told, { code: 'UnknownLocation', message: /nodes in 3\/eu-west-1, which is none of 1\/eu-west-1/ });
  });
});
