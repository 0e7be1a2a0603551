import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import {
  BatchGetAccountStatusCommand,
  type CisCheckAggregation,
  CreateCisScanConfigurationCommand,
  EnableCommand,
  GetCisScanResultDetailsCommand,
  Inspector2Client,
  ListCisScanConfigurationsCommand,
  ListCisScanResultsAggregatedByChecksCommand,
  ListCisScanResultsAggregatedByTargetResourceCommand,
  ListCisScansCommand,
  ListCoverageCommand,
  ListFindingsCommand,
  paginateListCisScanResultsAggregatedByChecks,
} from '@aws-sdk/client-inspector2';
import type { LabOptions } from '../../../src/lab/index.ts';
import { awsError, idsByName, type LabUnderTest, openLab, pause } from './clients.ts';

const ACCOUNT = '123456789012';
const equalTo = (value: string) => [{ comparison: 'EQUALS' as const, value }];

async function openInspector(options: LabOptions = {}): Promise<LabUnderTest & { inspector: Inspector2Client }> {
  const under = await openLab({ speed: 1000, ...options });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const config = { endpoint: under.lab.endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 };
  return { ...under, inspector: new Inspector2Client(config) };
}

describe('lab: Inspector', () => {
  let under: Awaited<ReturnType<typeof openInspector>>;
  let ids: Record<string, string>;
  before(async () => {
    under = await openInspector();
    ids = await idsByName(under);
  });
  after(() => under.lab.close());

  it('covers nodes as Systems Manager knows them', async () => {
    const filterCriteria = { resourceType: equalTo('AWS_EC2_INSTANCE') };
    const { coveredResources = [] } = await under.inspector.send(new ListCoverageCommand({ filterCriteria }));
    const reasonOf = (name: string) =>
      coveredResources.find(({ resourceId, scanType }) => resourceId === ids[name] && scanType === 'PACKAGE')
        ?.scanStatus;
    deepEqual(reasonOf('windows-2022-full'), { statusCode: 'ACTIVE', reason: 'SUCCESSFUL' });
    deepEqual(reasonOf('windows-2022-offline'), { statusCode: 'INACTIVE', reason: 'STALE_INVENTORY' });
    deepEqual(reasonOf('windows-2022-unmanaged'), { statusCode: 'INACTIVE', reason: 'UNMANAGED_EC2_INSTANCE' });
    equal(coveredResources.length, 18);
  });

  it('gives findings 25 at a time, by instance and severity', async () => {
    const one = { resourceId: equalTo(ids['windows-2022-full'] ?? ''), severity: equalTo('CRITICAL') };
    const { findings = [] } = await under.inspector.send(new ListFindingsCommand({ filterCriteria: one }));
    ok(findings.length > 0);
    ok(
      findings.every(
        ({ severity, resources }) => severity === 'CRITICAL' && resources?.[0]?.id === ids['windows-2022-full'],
      ),
    );
    const early = { firstObservedAt: [{ endInclusive: new Date(0) }] };
    const none = await under.inspector.send(new ListFindingsCommand({ filterCriteria: early }));
    deepEqual(none.findings, []);
    const wrong = { vendorSeverity: equalTo('x') };
    await rejects(
      under.inspector.send(new ListFindingsCommand({ filterCriteria: wrong })),
      awsError('ValidationException', /does not filter by vendorSeverity/),
    );
  });

  it('scans against CIS what the nodes’ Windows holds', async () => {
    const targets = { accountIds: ['SELF'], targetResourceTags: { 'eks:nodegroup-name': ['windows-ng'] } };
    const create = (scanName: string, schedule: object, level: 'LEVEL_1' | 'LEVEL_2' = 'LEVEL_1') =>
      under.inspector.send(
        new CreateCisScanConfigurationCommand({ scanName, securityLevel: level, schedule: schedule as never, targets }),
      );
    const { scanConfigurationArn: arn } = await create('once', { oneTime: {} });
    await create('nightly', { daily: { startTime: { timeOfDay: '02:00', timezone: 'UTC' } } });
    const { scanConfigurations = [] } = await under.inspector.send(new ListCisScanConfigurationsCommand({}));
    deepEqual(
      scanConfigurations.map(({ scanName, targets: its }) => [scanName, its?.accountIds]),
      [
        ['once', [ACCOUNT]],
        ['nightly', [ACCOUNT]],
      ],
    );
    await pause(100);
    const filterCriteria = { scanConfigurationArnFilters: equalTo(arn ?? '') };
    const { scans = [] } = await under.inspector.send(new ListCisScansCommand({ filterCriteria }));
    const [scan] = scans;
    deepEqual([scans.length, scan?.status, scan?.scanName], [1, 'COMPLETED', 'once']);
    const scanArn = scan?.scanArn ?? '';
    const { targetResourceAggregations: nodes = [] } = await under.inspector.send(
      new ListCisScanResultsAggregatedByTargetResourceCommand({ scanArn }),
    );
    const endOf = (name: string) => {
      const found = nodes.find(({ targetResourceId }) => targetResourceId === ids[name]);
      return [found?.targetStatus, found?.targetStatusReason];
    };
    deepEqual(endOf('windows-2025-core'), ['COMPLETED', undefined]);
    deepEqual(endOf('windows-2022-offline'), ['TIMED_OUT', undefined]);
    deepEqual(endOf('windows-2022-unmanaged'), ['CANCELLED', 'SSM_UNMANAGED']);
    deepEqual(endOf('linux'), ['CANCELLED', 'UNSUPPORTED_OS']);
    const targetResourceId = ids['windows-2025-core'] ?? '';
    const { scanResultDetails = [] } = await under.inspector.send(
      new GetCisScanResultDetailsCommand({ scanArn, accountId: ACCOUNT, targetResourceId }),
    );
    const statusOf = (id: string) => scanResultDetails.find(({ checkId }) => checkId === id)?.status;
    deepEqual(['1.1.1', '1.1.5', '1.2.2', '2.3.7.4'].map(statusOf), ['FAILED', 'PASSED', 'PASSED', 'SKIPPED']);
    const pages = paginateListCisScanResultsAggregatedByChecks({ client: under.inspector }, { scanArn });
    const checkAggregations: CisCheckAggregation[] = [];
    for await (const page of pages) checkAggregations.push(...(page.checkAggregations ?? []));
    const history = checkAggregations.filter(({ checkId }) => checkId === '1.1.1');
    deepEqual(history.map(({ platform, statusCounts }) => [platform, statusCounts?.failed]).sort(), [
      ['WINDOWS_SERVER_2019', 1],
      ['WINDOWS_SERVER_2022', 4],
      ['WINDOWS_SERVER_2025', 1],
    ]);
  });

  it('refuses what Inspector refuses', async () => {
    const six = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => [key, ['1']]));
    const create = new CreateCisScanConfigurationCommand({
      scanName: 'wide',
      securityLevel: 'LEVEL_1',
      schedule: { oneTime: {} },
      targets: { accountIds: ['SELF'], targetResourceTags: six },
    });
    await rejects(under.inspector.send(create), awsError('ValidationException', /1 to 5 keys/));
    const many = new ListCoverageCommand({ maxResults: 201 });
    await rejects(under.inspector.send(many), awsError('ValidationException'));
    const scanArn = `arn:aws:inspector2:eu-central-1:${ACCOUNT}:owner/${ACCOUNT}/cis-scan/00000000-0000-0000-0000-000000000000`;
    const missing = new ListCisScanResultsAggregatedByChecksCommand({ scanArn });
    await rejects(under.inspector.send(missing), awsError('ResourceNotFoundException'));
  });
});

describe('lab: Inspector that is off', () => {
  it('answers nothing until it is enabled, which takes a while', async () => {
    const { lab, inspector } = await openInspector({ nodes: 1, faults: ['inspector-off'] });
    const status = async () => {
      const { accounts = [] } = await inspector.send(new BatchGetAccountStatusCommand({}));
      return accounts[0]?.resourceState?.ec2?.status;
    };
    try {
      equal(await status(), 'DISABLED');
      await rejects(inspector.send(new ListCoverageCommand({})), awsError('AccessDeniedException', /not enabled/));
      const asked = new EnableCommand({ accountIds: [ACCOUNT, '999999999999'], resourceTypes: ['EC2'] });
      const { failedAccounts } = await inspector.send(asked);
      deepEqual(
        failedAccounts?.map(({ accountId }) => accountId),
        ['999999999999'],
      );
      await pause(100);
      equal(await status(), 'ENABLED');
      ok((await inspector.send(new ListCoverageCommand({}))).coveredResources?.length);
    } finally {
      await lab.close();
    }
  });
});
