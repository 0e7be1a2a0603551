import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import {
  AddTagsToResourceCommand,
  CreateAssociationCommand,
  type CreateAssociationRequest,
  DeleteAssociationCommand,
  DescribeAssociationCommand,
  DescribeAssociationExecutionsCommand,
  DescribeAssociationExecutionTargetsCommand,
  GetCommandInvocationCommand,
  ListAssociationsCommand,
  ListAssociationVersionsCommand,
  ListCommandsCommand,
  ListTagsForResourceCommand,
  StartAssociationsOnceCommand,
  UpdateAssociationCommand,
} from '@aws-sdk/client-ssm';
import { awsError, idsByName, type LabUnderTest, openLab, pause, publish, stepsDocument } from './clients.ts';

const NODE_GROUP = [{ Key: 'tag:eks:nodegroup-name', Values: ['windows-ng'] }];
const HOUR = 3_600_000;

describe('lab: associations', () => {
  let under: LabUnderTest;
  before(async () => {
    under = await openLab({ nodes: 3, speed: 1 });
    await publish(under, 'tiny');
    await publish(
      under,
      'long',
      stepsDocument([{ name: 'wait', lines: ['Start-Sleep -Seconds 7000'], inputs: { timeoutSeconds: '9000' } }]),
    );
    await pause(500);
  });
  after(() => under.lab.close());

  const create = async (input: Partial<CreateAssociationRequest> = {}) => {
    const request = { Name: 'tiny', Targets: NODE_GROUP, ...input };
    const { AssociationDescription } = await under.ssm.send(new CreateAssociationCommand(request));
    return AssociationDescription?.AssociationId ?? '';
  };
  const describeIt = async (AssociationId: string) =>
    (await under.ssm.send(new DescribeAssociationCommand({ AssociationId }))).AssociationDescription;
  const executions = async (AssociationId: string) =>
    (await under.ssm.send(new DescribeAssociationExecutionsCommand({ AssociationId }))).AssociationExecutions ?? [];
  const targets = async (AssociationId: string, ExecutionId = '') =>
    (await under.ssm.send(new DescribeAssociationExecutionTargetsCommand({ AssociationId, ExecutionId })))
      .AssociationExecutionTargets ?? [];
  /** Lets so much of the lab's time pass. */
  /** Milliseconds until five minutes past an hour, so that none ends while a test looks at what comes before. */
  const untilPastTheHour = () => HOUR - (under.lab.clock.now().getTime() % HOUR) + HOUR / 12;
  const pass = (milliseconds: number) => {
    const { clock } = under.lab;
    const until = clock.now().getTime() + milliseconds;
    clock.after(milliseconds / 1000, () => {});
    return (async () => {
      while (clock.now().getTime() < until) {
        clock.skipToNext();
        await pause(1);
      }
    })();
  };
  const remove = (AssociationId: string) => under.ssm.send(new DeleteAssociationCommand({ AssociationId }));

  it('runs at once, by its targets, and tells of it in every place', async () => {
    const OutputLocation = { S3Location: { OutputS3BucketName: under.lab.bucket, OutputS3KeyPrefix: 'p' } };
    const id = await create({ AssociationName: 'now', OutputLocation, Parameters: { ReportEncoding: ['json'] } });
    await pass(60_000);
    const [execution, ...more] = await executions(id);
    assert.deepEqual([execution?.Status, execution?.ResourceCountByStatus, more], ['Success', '{Success=3}', []]);
    const reached = await targets(id, execution?.ExecutionId);
    assert.deepEqual(new Set(reached.map(({ Status }) => Status)), new Set(['Success']));
    assert.equal(new Set(reached.map(({ OutputSource }) => OutputSource?.OutputSourceId)).size, 3);
    const [one] = reached;
    const output = await under.ssm.send(
      new GetCommandInvocationCommand({ CommandId: one?.OutputSource?.OutputSourceId, InstanceId: one?.ResourceId }),
    );
    assert.match(output.StandardOutputContent ?? '', new RegExp(`"commandId":"${id}"`));
    const run = execution?.CreatedTime?.toISOString().slice(0, 16).replaceAll(':', '-');
    const listed = await under.s3.send(
      new ListObjectsV2Command({ Bucket: under.lab.bucket, Prefix: `p/${one?.ResourceId}/${id}/${run}` }),
    );
    const [key = ''] = (listed.Contents ?? []).map(({ Key = '' }) => Key);
    assert.match(key, /Z\/awsrunPowerShellScript\/harden\/stdout$/);
    const object = await under.s3.send(new GetObjectCommand({ Bucket: under.lab.bucket, Key: key }));
    assert.equal(await object.Body?.transformToString(), output.StandardOutputContent);
    assert.equal((await describeIt(id))?.Overview?.AssociationStatusAggregatedCount?.['Success'], 3);
    const { Commands } = await under.ssm.send(new ListCommandsCommand({}));
    assert.deepEqual(Commands, []);
    await remove(id);
  });

  it('runs when its cron says so, on the nodes that are there then', async () => {
    await pass(untilPastTheHour());
    const id = await create({ ScheduleExpression: 'cron(0 0/1 * * ? *)', ApplyOnlyAtCronInterval: true });
    await pass(60_000);
    assert.equal((await describeIt(id))?.Overview?.Status, 'Pending');
    await pass(1.2 * HOUR);
    const before = (await executions(id)).length;
    const node = under.lab.launch({ 'eks:nodegroup-name': 'windows-ng' });
    await pass(60_000);
    assert.equal((await executions(id)).length, before, 'only at the times of its schedule');
    await pass(HOUR);
    const [last] = await executions(id);
    assert.equal(last?.CreatedTime?.getUTCMinutes(), 0);
    assert.equal((await executions(id)).length, before + 1);
    assert.ok((await targets(id, last?.ExecutionId)).some(({ ResourceId }) => ResourceId === node));
    await remove(id);
    await pass(2 * HOUR);
    await assert.rejects(executions(id), awsError('AssociationDoesNotExist'));
  });

  it('a rate counts from its creation, and a new node with the tag runs at once', async () => {
    const id = await create({ ScheduleExpression: 'rate(7 days)' });
    await pass(60_000);
    assert.equal((await executions(id)).length, 1);
    const node = under.lab.launch({ 'eks:nodegroup-name': 'windows-ng' });
    under.lab.launch({ 'eks:nodegroup-name': 'another' });
    await pass(60_000);
    const [newest] = await executions(id);
    assert.deepEqual(
      (await targets(id, newest?.ExecutionId)).map(({ ResourceId }) => ResourceId),
      [node],
    );
    await pass(7 * 24 * HOUR);
    assert.equal((await executions(id)).length, 3);
    await remove(id);
  });

  it('an update replaces all of it, as a new version, and runs at once', async () => {
    const id = await create({
      AssociationName: 'old',
      ScheduleExpression: 'rate(7 days)',
      MaxErrors: '2',
      ComplianceSeverity: 'HIGH',
    });
    const update = (input: object) => under.ssm.send(new UpdateAssociationCommand({ AssociationId: id, ...input }));
    await assert.rejects(update({ MaxErrors: '3' }), awsError('InvalidUpdate'));
    await update({ Name: 'tiny', Targets: NODE_GROUP, MaxErrors: '3' });
    const after = await describeIt(id);
    assert.deepEqual(
      [
        after?.AssociationVersion,
        after?.MaxErrors,
        after?.ScheduleExpression,
        after?.AssociationName,
        after?.ComplianceSeverity,
      ],
      ['2', '3', undefined, undefined, undefined],
    );
    const { AssociationVersions } = await under.ssm.send(new ListAssociationVersionsCommand({ AssociationId: id }));
    assert.deepEqual(
      AssociationVersions?.map(({ MaxErrors }) => MaxErrors),
      ['2', '3'],
    );
    assert.equal((await executions(id)).length, 2);
    await remove(id);
  });

  it('can be started by hand, one run timing out the one before, and ends with its duration', async () => {
    const times = { ScheduleExpression: 'cron(0 2 ? * SUN *)', ApplyOnlyAtCronInterval: true };
    const id = await create({ Name: 'long', ...times, Duration: 1 });
    const start = () => under.ssm.send(new StartAssociationsOnceCommand({ AssociationIds: [id] }));
    await start();
    await pass(60_000);
    await start();
    await pass(60_000);
    assert.deepEqual(
      (await executions(id)).map(({ Status }) => Status),
      ['InProgress', 'Failed'],
    );
    const [running, earlier] = await executions(id);
    assert.deepEqual(
      new Set((await targets(id, earlier?.ExecutionId)).map(({ Status }) => Status)),
      new Set(['TimedOut']),
    );
    await pass(HOUR);
    assert.deepEqual(
      new Set((await targets(id, running?.ExecutionId)).map(({ Status }) => Status)),
      new Set(['Cancelled']),
    );
    await remove(id);
  });

  it('is found by its name, has tags, and * means every managed node', async () => {
    const id = await create({
      AssociationName: 'winharden-x',
      Targets: [{ Key: 'InstanceIds', Values: ['*'] }],
      Tags: [{ Key: 'a', Value: '1' }],
    });
    const ResourceType = 'Association' as const;
    await under.ssm.send(
      new AddTagsToResourceCommand({ ResourceType, ResourceId: id, Tags: [{ Key: 'b', Value: '2' }] }),
    );
    const { TagList } = await under.ssm.send(new ListTagsForResourceCommand({ ResourceType, ResourceId: id }));
    assert.deepEqual(TagList, [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]);
    const found = async (value: string) =>
      (
        await under.ssm.send(
          new ListAssociationsCommand({ AssociationFilterList: [{ key: 'AssociationName', value }] }),
        )
      ).Associations;
    assert.deepEqual(
      (await found('winharden-x'))?.map(({ AssociationId }) => AssociationId),
      [id],
    );
    assert.deepEqual(await found('winharden'), []);
    await pass(60_000);
    const [execution] = await executions(id);
    const all = Object.values(await idsByName(under)).length;
    assert.ok((await targets(id, execution?.ExecutionId)).length >= all);
    await remove(id);
  });

  it('what a stopped lab missed is made up for once', async () => {
    const state = mkdtempSync(join(tmpdir(), 'winharden-associations-'));
    const first = await openLab({ nodes: 1, state, speed: 1 });
    await publish(first, 'tiny');
    await pause(600);
    const times = { ScheduleExpression: 'cron(0 0/1 * * ? *)', ApplyOnlyAtCronInterval: true };
    await first.ssm.send(new CreateAssociationCommand({ Name: 'tiny', Targets: NODE_GROUP, ...times }));
    await first.lab.close();
    const [file = ''] = readdirSync(join(state, 'associations'));
    const path = join(state, 'associations', file);
    const kept = JSON.parse(readFileSync(path, 'utf8'));
    kept.versions[0].created = new Date(Date.now() - 5 * HOUR).toISOString();
    writeFileSync(path, JSON.stringify(kept));
    const second = await openLab({ state, speed: 1 });
    await pause(50);
    const { AssociationExecutions } = await second.ssm.send(
      new DescribeAssociationExecutionsCommand({ AssociationId: kept.id }),
    );
    await second.lab.close();
    rmSync(state, { recursive: true });
    assert.equal(AssociationExecutions?.length, 1);
  });

  it('refuses what State Manager refuses', async () => {
    const refused: [Partial<CreateAssociationRequest>, string][] = [
      [{ Name: 'nowhere' }, 'InvalidDocument'],
      [{ DocumentVersion: '9' }, 'InvalidDocumentVersion'],
      [{ Parameters: { Nope: ['1'] } }, 'InvalidParameters'],
      [{ Targets: [] }, 'InvalidTarget'],
      [{ ScheduleExpression: 'cron(0/5 * * * ? *)' }, 'InvalidSchedule'],
      [{ ScheduleExpression: 'cron(0 2 1 * ? *)' }, 'InvalidSchedule'],
      [{ ScheduleExpression: 'cron(0 2 ? JAN SUN *)' }, 'InvalidSchedule'],
      [{ ScheduleExpression: 'rate(1 hours)' }, 'InvalidSchedule'],
      [{ ScheduleExpression: 'rate(7 days)', ApplyOnlyAtCronInterval: true }, 'ValidationException'],
      [{ ScheduleExpression: 'cron(0 2 ? * SUN *)', ScheduleOffset: 2 }, 'ValidationException'],
      [{ MaxErrors: 'some' }, 'ValidationException'],
      [{ OutputLocation: { S3Location: { OutputS3BucketName: 'no-such-bucket' } } }, 'InvalidOutputLocation'],
    ];
    for (const [input, error] of refused) await assert.rejects(create(input), awsError(error));
    const { Associations } = await under.ssm.send(new ListAssociationsCommand({}));
    assert.deepEqual(Associations, []);
  });
});
