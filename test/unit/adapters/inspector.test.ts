import { deepEqual, equal, rejects } from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import nock from 'nock';
import { createInspector } from '../../../src/adapters/aws/inspector.ts';
import { clientsAndCounter, closeTheNet, openTheNet, plainEnvironment } from './wire.ts';

const HOST = 'https://inspector2.eu-west-1.amazonaws.com';
const SCAN = `arn:aws:inspector2:eu-west-1:111122223333:owner/111122223333/cis-scan/00000001-aaaa-bbbb-cccc-000000000000`;

/** The next call of this path; `seen` gathers the bodies. */
const on = (path: string, seen: unknown[] = []) =>
  nock(HOST).post(path, (body) => {
    seen.push(body);
    return true;
  });
const failure = (type: string, message: string) => [403, { message }, { 'x-amzn-errortype': type }] as const;

async function all<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}

describe('Inspector on the wire', () => {
  const inspector = () => createInspector(clientsAndCounter().clients);
  before(closeTheNet);
  afterEach(() => nock.cleanAll());
  after(openTheNet);

  it('says whether EC2 is scanned, and where it could not be asked', async () => {
    const state = { status: 'ENABLED', errorCode: 'ALREADY_ENABLED', errorMessage: '' };
    const suspended = { status: 'DISABLED', errorCode: 'ACCOUNT_IS_ISOLATED', errorMessage: 'isolated' };
    on('/status/batch/get').reply(200, {
      accounts: [
        { accountId: '111122223333', state, resourceState: { ec2: state, ecr: state } },
        { accountId: '444455556666', state, resourceState: { ec2: suspended, ecr: state } },
      ],
      failedAccounts: [{ accountId: '777788889999', errorCode: 'ACCESS_DENIED', errorMessage: 'no member' }],
    });
    deepEqual(await inspector().scanning([]), {
      accounts: [
        { account: '111122223333', ec2: 'ENABLED' },
        { account: '444455556666', ec2: 'DISABLED', error: { code: 'ACCOUNT_IS_ISOLATED', message: 'isolated' } },
      ],
      failed: [{ account: '777788889999', ec2: 'unknown', error: { code: 'ACCESS_DENIED', message: 'no member' } }],
    });
  });

  it('is turned on for EC2 alone; what is on is no failure', async () => {
    const seen: unknown[] = [];
    const failed = [
      { accountId: '1', errorCode: 'ALREADY_ENABLED', errorMessage: '' },
      { accountId: '2', errorCode: 'ACCESS_DENIED', errorMessage: 'no' },
    ];
    on('/enable', seen).reply(200, { accounts: [], failedAccounts: failed });
    deepEqual(await inspector().enable(['1', '2']), [
      { account: '2', ec2: 'unknown', error: { code: 'ACCESS_DENIED', message: 'no' } },
    ]);
    deepEqual(
      (seen as { resourceTypes: string[] }[]).map(({ resourceTypes }) => resourceTypes),
      [['EC2']],
    );
  });

  it('is asked for the coverage of ten instances at a time, page by page', async () => {
    const seen: { filterCriteria: { resourceId: object[] }; nextToken?: string }[] = [];
    const resource = {
      resourceType: 'AWS_EC2_INSTANCE',
      accountId: '111122223333',
      scanStatus: { statusCode: 'INACTIVE', reason: 'NO_INVENTORY' },
    };
    on('/coverage/list', seen).reply(200, {
      coveredResources: [{ ...resource, resourceId: 'i-0', scanType: 'PACKAGE' }],
      nextToken: 'more',
    });
    on('/coverage/list', seen).reply(200, {
      coveredResources: [{ ...resource, resourceId: 'i-1', scanType: 'NETWORK', lastScannedAt: 1801389660 }],
    });
    on('/coverage/list', seen).reply(200, { coveredResources: [] });
    const ids = Array.from({ length: 12 }, (_, index) => `i-${index}`);
    const none = { active: false, reason: 'NO_INVENTORY', mode: null };
    deepEqual(await inspector().coverage(ids), [
      { instanceId: 'i-0', scan: 'package', lastScanned: null, ...none },
      { instanceId: 'i-1', scan: 'network', lastScanned: '2027-01-31T10:01:00.000Z', ...none },
    ]);
    deepEqual(
      seen.map(({ filterCriteria, nextToken }) => [filterCriteria.resourceId.length, nextToken]),
      [
        [10, undefined],
        [10, 'more'],
        [2, undefined],
      ],
    );
  });

  it('tells findings by instance, with the update that mends them or the port that is open', async () => {
    const seen: unknown[] = [];
    const common = { findingArn: 'arn', awsAccountId: '111122223333', description: '', status: 'ACTIVE' };
    const times = { firstObservedAt: 1801389660, lastObservedAt: 1801389660 };
    const resources = [
      { type: 'AWS_EC2_INSTANCE', id: 'i-1', details: { awsEc2Instance: { platform: 'WINDOWS_SERVER_2022' } } },
    ];
    on('/findings/list', seen).reply(200, {
      findings: [
        {
          ...common,
          ...times,
          resources,
          type: 'PACKAGE_VULNERABILITY',
          severity: 'CRITICAL',
          title: 'One',
          inspectorScore: 9.8,
          epss: { score: 0.5 },
          exploitAvailable: 'YES',
          fixAvailable: 'YES',
          remediation: { recommendation: { text: 'Install KB5041160 or later' } },
          packageVulnerabilityDetails: {
            vulnerabilityId: 'CVE-2024-38063',
            source: 'MICROSOFT',
            vulnerablePackages: [{ name: 'KB5041160', version: '0' }],
          },
        },
        {
          ...common,
          ...times,
          resources,
          type: 'PACKAGE_VULNERABILITY',
          severity: 'HIGH',
          remediation: {},
          packageVulnerabilityDetails: {
            vulnerabilityId: 'CVE-1',
            source: 'NVD',
            vulnerablePackages: [{ name: 'openssl', version: '1', fixedInVersion: '3.0' }],
          },
        },
        {
          ...common,
          ...times,
          resources,
          type: 'NETWORK_REACHABILITY',
          severity: 'MEDIUM',
          title: 'Port',
          remediation: {},
          networkReachabilityDetails: { openPortRange: { begin: 3389, end: 3389 }, protocol: 'TCP', networkPath: {} },
        },
      ],
    });
    const found = await all(
      inspector().findings({
        instanceIds: ['i-1'],
        severities: ['critical'],
        types: ['package'],
        fixable: true,
        since: '2027-01-31T00:00:00.000Z',
      }),
    );
    deepEqual(
      found.map(({ type, severity, vulnerability, score, epss, exploitable, fixes, port }) => [
        type,
        severity,
        vulnerability,
        score,
        epss,
        exploitable,
        fixes,
        port,
      ]),
      [
        ['package', 'critical', 'CVE-2024-38063', 9.8, 0.5, true, ['KB5041160'], null],
        ['package', 'high', 'CVE-1', null, null, false, ['openssl 3.0'], null],
        ['network', 'medium', null, null, null, false, [], { from: 3389, to: 3389, protocol: 'TCP' }],
      ],
    );
    const equalTo = (value: string) => [{ comparison: 'EQUALS', value }];
    deepEqual((seen as { filterCriteria: object }[])[0]?.filterCriteria, {
      resourceType: equalTo('AWS_EC2_INSTANCE'),
      resourceId: equalTo('i-1'),
      findingStatus: equalTo('ACTIVE'),
      severity: equalTo('CRITICAL'),
      findingType: equalTo('PACKAGE_VULNERABILITY'),
      firstObservedAt: [{ startInclusive: Date.parse('2027-01-31') / 1000 }],
      fixAvailable: [...equalTo('YES'), ...equalTo('PARTIAL')],
    });
  });

  it('sends a configuration of a CIS scan, and reads it as it was sent', async () => {
    const schedules = [
      [
        { every: 'day' as const, time: '02:00', zone: 'UTC' },
        { daily: { startTime: { timeOfDay: '02:00', timezone: 'UTC' } } },
      ],
      [
        { every: 'week' as const, days: ['MON'], time: '02:00', zone: 'UTC' },
        { weekly: { startTime: { timeOfDay: '02:00', timezone: 'UTC' }, days: ['MON'] } },
      ],
      [
        { every: 'month' as const, day: 'SUN', time: '02:00', zone: 'UTC' },
        { monthly: { startTime: { timeOfDay: '02:00', timezone: 'UTC' }, day: 'SUN' } },
      ],
      [{ every: 'once' as const }, { oneTime: {} }],
    ] as const;
    for (const [schedule, sent] of schedules) {
      const seen: { schedule: object; securityLevel: string; targets: object }[] = [];
      on('/cis/scan-configuration/create', seen).reply(200, { scanConfigurationArn: 'arn:new' });
      const wish = { name: 'nightly', level: 2 as const, accounts: ['SELF'], targetTags: { env: ['prod'] }, tags: {} };
      const asked = { ...wish, schedule: 'days' in schedule ? { ...schedule, days: [...schedule.days] } : schedule };
      equal(await inspector().configure(asked), 'arn:new');
      const [body] = seen;
      deepEqual(
        [body?.schedule, body?.securityLevel, body?.targets],
        [sent, 'LEVEL_2', { accountIds: ['SELF'], targetResourceTags: { env: ['prod'] } }],
      );
      on('/cis/scan-configuration/list').reply(200, {
        scanConfigurations: [
          {
            scanConfigurationArn: 'arn:new',
            scanName: 'nightly',
            securityLevel: 'LEVEL_2',
            schedule: sent,
            targets: { accountIds: ['SELF'], targetResourceTags: { env: ['prod'] } },
          },
        ],
      });
      deepEqual(await inspector().configurations('nightly'), [{ ...asked, arn: 'arn:new' }]);
    }
  });

  it('lists scans from the newest, and what they made of nodes and checks', async () => {
    const seen: unknown[] = [];
    on('/cis/scan/list', seen).reply(200, {
      scans: [
        {
          scanArn: SCAN,
          scanConfigurationArn: 'arn:c',
          status: 'COMPLETED',
          scanName: 'n',
          scanDate: 1801389660,
          failedChecks: 1,
          totalChecks: 2,
          securityLevel: 'LEVEL_1',
        },
      ],
    });
    const [scan] = await all(
      inspector().scans({ name: 'n', since: '2027-01-31T00:00:00.000Z', arn: SCAN, configuration: 'arn:c' }),
    );
    deepEqual([scan?.date, scan?.level, scan?.failedChecks], ['2027-01-31T10:01:00.000Z', 1, 1]);
    const [body] = seen as { sortOrder: string; filterCriteria: object }[];
    deepEqual(
      [body?.sortOrder, Object.keys(body?.filterCriteria ?? {}).sort()],
      ['DESC', ['scanArnFilters', 'scanAtFilters', 'scanConfigurationArnFilters', 'scanNameFilters']],
    );
    const statusCounts = { failed: 1, skipped: 2, passed: 3 };
    on('/cis/scan-result/resource/list').reply(200, {
      targetResourceAggregations: [
        {
          scanArn: SCAN,
          targetResourceId: 'i-1',
          accountId: '1',
          platform: 'W',
          targetStatusReason: 'SCAN_IN_PROGRESS',
          statusCounts,
        },
      ],
    });
    deepEqual(await inspector().targets(SCAN), [
      { instanceId: 'i-1', account: '1', platform: 'W', status: '', reason: 'SCAN_IN_PROGRESS', ...statusCounts },
    ]);
    on('/cis/scan-result/check/list').reply(200, {
      checkAggregations: [
        { scanArn: SCAN, checkId: '1.1.1', title: 'T', level: 'LEVEL_2', platform: 'W', statusCounts },
      ],
    });
    deepEqual(await inspector().checks(SCAN), [{ id: '1.1.1', title: 'T', level: 2, platform: 'W', ...statusCounts }]);
    on('/cis/scan-result/details/get').reply(200, {
      scanResultDetails: [
        { scanArn: SCAN, checkId: '1.1.1', title: 'T', status: 'FAILED', level: 'LEVEL_1', statusReason: 'why' },
      ],
    });
    deepEqual(await inspector().results(SCAN, { account: '111122223333', instanceId: 'i-1' }), [
      { checkId: '1.1.1', title: 'T', level: 1, status: 'FAILED', reason: 'why' },
    ]);
  });

  it('explains who may not ask, and where there is none', async () => {
    on('/coverage/list').reply(
      ...failure('AccessDeniedException', 'is not authorized to perform: inspector2:ListCoverage'),
    );
    await rejects(inspector().coverage(null), { code: 'NoPermission', message: /inspector2:ListCoverage/ });
    on('/cis/scan/list').reply(...failure('AccessDeniedException', 'Account 1 is not enabled for Amazon Inspector'));
    await rejects(all(inspector().scans({})), { code: 'InspectorOff' });
    plainEnvironment({ AWS_MAX_ATTEMPTS: '1' });
    const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    on('/status/batch/get').replyWithError(unknown);
    await rejects(inspector().scanning([]), { code: 'NoInspectorHere', message: /not offered in this Region/ });
  });
});
