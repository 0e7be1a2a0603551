import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createAssociations } from '../../../src/adapters/aws/associations.ts';
import type { WinhardenError } from '../../../src/core/errors.ts';
import type { AssociationContent } from '../../../src/core/ports.ts';
import { emptyContent } from '../../../src/core/schedule/content.ts';
import { clientsAndCounter, closeTheNet, failure, onSsm, openTheNet } from './wire.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const ROLE = 'arn:aws:iam::123456789012:role/dispatch';
const content: AssociationContent = {
  ...emptyContent('nightly'),
  document: { name: 'winharden-cis-l1-audit', version: '3' },
  parameters: { ReportEncoding: ['json'] },
  targets: [{ key: 'tag:env', values: ['prod'] }],
  expression: 'cron(0 2 ? * TUE#2 *)',
  offsetDays: 3,
  onlyAtCron: true,
  severity: 'HIGH',
  s3: { bucket: 'results', prefix: 'winharden' },
  durationHours: 4,
  alarm: 'too-hot',
  dispatchRole: ROLE,
};
const wire = {
  AssociationName: 'winharden-nightly',
  Name: 'winharden-cis-l1-audit',
  DocumentVersion: '3',
  Parameters: { ReportEncoding: ['json'] },
  Targets: [{ Key: 'tag:env', Values: ['prod'] }],
  ApplyOnlyAtCronInterval: true,
  ScheduleExpression: 'cron(0 2 ? * TUE#2 *)',
  ScheduleOffset: 3,
  MaxConcurrency: '10%',
  MaxErrors: '0',
  ComplianceSeverity: 'HIGH',
  OutputLocation: { S3Location: { OutputS3BucketName: 'results', OutputS3KeyPrefix: 'winharden' } },
  Duration: 4,
  AlarmConfiguration: { Alarms: [{ Name: 'too-hot' }] },
  AssociationDispatchAssumeRole: ROLE,
};

describe('associations over the wire', () => {
  beforeEach(closeTheNet);
  afterEach(openTheNet);
  const associations = () => createAssociations(clientsAndCounter().clients);

  it('sends all that a schedule says, and reads the same back', async () => {
    const bodies: unknown[] = [];
    onSsm('CreateAssociation', bodies).reply(200, { AssociationDescription: { AssociationId: ID } });
    onSsm('DescribeAssociation').reply(200, {
      AssociationDescription: { ...wire, AssociationId: ID, AssociationVersion: '1' },
    });
    const made = await associations().create(content, [{ key: 'winharden:managed', value: 'true' }]);
    assert.deepEqual(made, { kind: 'created', id: ID });
    assert.deepEqual(bodies, [{ ...wire, Tags: [{ Key: 'winharden:managed', Value: 'true' }] }]);
    assert.deepEqual((await associations().read(ID)).content, content);
  });

  it('an update sends all of it again, with what winharden has no word for, and against the version that was read', async () => {
    const bodies: unknown[] = [];
    const kept = { SyncCompliance: 'MANUAL', CalendarNames: ['arn:aws:ssm:eu-west-1:1:document/holidays'] };
    onSsm('DescribeAssociation').reply(200, { AssociationDescription: { ...wire, ...kept, AssociationId: ID } });
    onSsm('UpdateAssociation', bodies).reply(200, {});
    await associations().update({ id: ID, version: '7' }, { ...content, maxErrors: '5', alarm: null });
    const { AlarmConfiguration: _, ...rest } = wire;
    assert.deepEqual(bodies, [{ ...rest, ...kept, MaxErrors: '5', AssociationId: ID, AssociationVersion: '7' }]);
  });

  it('never sends twice what may have been done: a lost answer is told', async () => {
    onSsm('CreateAssociation').reply(503, 'no');
    assert.equal((await associations().create(content, [])).kind, 'unknown');
  });

  it('reads every page, and keeps those of a prefix', async () => {
    const named = (AssociationName: string) => ({ AssociationName, AssociationId: ID });
    onSsm('ListAssociations').reply(200, { Associations: [named('winharden-a'), {}], NextToken: 'more' });
    onSsm('ListAssociations').reply(200, { Associations: [named('other'), named('winharden-b')] });
    const found = await associations().list('winharden-');
    assert.deepEqual(
      found.map(({ name }) => name),
      ['winharden-a', 'winharden-b'],
    );
  });

  it('reads as many runs as are asked for, from a time on, the newest first', async () => {
    const bodies: unknown[] = [];
    const run = (ExecutionId: string, CreatedTime: number) => ({ ExecutionId, AssociationVersion: '2', CreatedTime });
    onSsm('DescribeAssociationExecutions', bodies).reply(200, {
      AssociationExecutions: [run('a', 10), run('b', 20)],
      NextToken: 'more',
    });
    onSsm('DescribeAssociationExecutions', bodies).reply(200, { AssociationExecutions: [run('c', 30), run('d', 5)] });
    const found = await associations().runs(ID, 3, new Date('2026-11-01T00:00:00Z'));
    assert.deepEqual(
      found.map(({ id, version }) => id + version),
      ['c2', 'b2', 'a2'],
    );
    assert.deepEqual((bodies[0] as { Filters: unknown }).Filters, [
      { Key: 'CreatedTime', Value: '2026-11-01T00:00:00.000Z', Type: 'GREATER_THAN' },
    ]);
  });

  it('reads every node of a run, and under which id Run Command knows its output', async () => {
    const bodies: unknown[] = [];
    const source = (OutputSourceType: string) => ({ OutputSource: { OutputSourceId: 'c-1', OutputSourceType } });
    onSsm('DescribeAssociationExecutionTargets', bodies).reply(200, {
      AssociationExecutionTargets: [
        { ResourceId: 'i-1', Status: 'Failed', DetailedStatus: 'Execution Timed Out', ...source('RunCommand') },
      ],
      NextToken: 'more',
    });
    onSsm('DescribeAssociationExecutionTargets', bodies).reply(200, {
      AssociationExecutionTargets: [{ ResourceId: 'i-2', Status: 'Success', ...source('Automation') }, {}],
    });
    const ended = null;
    assert.deepEqual(await associations().targets(ID, 'e-1'), [
      { instanceId: 'i-1', status: 'Failed', details: 'ExecutionTimedOut', ended, outputId: 'c-1' },
      { instanceId: 'i-2', status: 'Success', details: 'Success', ended, outputId: null },
      { instanceId: '', status: '', details: '', ended, outputId: null },
    ]);
    assert.deepEqual((bodies[0] as { ExecutionId: string }).ExecutionId, 'e-1');
  });

  it('reads what it said in an earlier version', async () => {
    const bodies: unknown[] = [];
    onSsm('DescribeAssociation', bodies).reply(200, { AssociationDescription: wire });
    await associations().read(ID, '2');
    assert.deepEqual(bodies, [{ AssociationId: ID, AssociationVersion: '2' }]);
  });

  const refusals: [string, string, string, RegExp, RegExp][] = [
    [
      'AccessDeniedException',
      'not authorized to perform: iam:CreateServiceLinkedRole on resource',
      'NoServiceRole',
      /AWSServiceRoleForAmazonSSM/,
      /create-service-linked-role/,
    ],
    [
      'AccessDeniedException',
      'not authorized to perform: iam:PassRole on resource',
      'MayNotPassRole',
      /role that you may not pass/,
      /iam:PassedToService/,
    ],
    [
      'AccessDeniedException',
      'not authorized to perform: ssm:CreateAssociation',
      'NoPermission',
      /ssm:CreateAssociation on the association winharden-nightly/,
      /security.md/,
    ],
    ['InvalidSchedule', 'no', 'ScheduleRefused', /does not take the schedule/, /cron\(0 2/],
    ['InvalidOutputLocation', 'no', 'NoSuchBucket', /bucket/, /--bucket/],
    ['AssociationLimitExceeded', 'too many', 'ScheduleLimit', /no room/, /schedule list/],
  ];
  for (const [type, words, code, message, next] of refusals) {
    it(`names what is missing: ${code}`, async () => {
      onSsm('CreateAssociation').reply(400, failure(type, words));
      const error = await associations()
        .create(content, [])
        .then(
          () => null,
          (thrown: WinhardenError) => thrown,
        );
      assert.equal(error?.code, code);
      assert.match(error?.message ?? '', message);
      assert.match(error?.suggestions.join('\n') ?? '', next);
    });
  }
});
