import assert from 'node:assert/strict';
import {
  CancelCommandCommand,
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  type SendCommandRequest,
} from '@aws-sdk/client-ssm';
import {
  awsError,
  ended,
  idsByName,
  type LabUnderTest,
  openLab,
  pause,
  publish,
  send,
  stepsDocument,
} from './clients.ts';

const NODE_GROUP = [{ Key: 'tag:eks:nodegroup-name', Values: ['windows-ng'] }];

describe('lab: Run Command', () => {
  let under: LabUnderTest;
  let ids: Record<string, string>;
  const id = (name: string) => ids[name] as string;
  before(async () => {
    under = await openLab();
    ids = await idsByName(under);
    await publish(under, 'tiny');
    await publish(under, 'fails', stepsDocument([{ name: 'fail', lines: ['exit 7'] }]));
    await publish(under, 'long', stepsDocument([{ name: 'wait', lines: ['Start-Sleep -Seconds 30'] }]));
  });
  after(() => under.lab.close());

  const command = async (CommandId: string) =>
    (await under.ssm.send(new ListCommandsCommand({ CommandId }))).Commands?.[0];

  const statuses = async (CommandId: string) => {
    const { CommandInvocations = [] } = await under.ssm.send(new ListCommandInvocationsCommand({ CommandId }));
    return CommandInvocations.map(({ Status }) => Status);
  };

  it('runs on the nodes named and tells their output in every place', async () => {
    const instance = id('windows-2022-core-a');
    const CommandId = await send(under, {
      DocumentName: 'tiny',
      InstanceIds: [instance],
      Parameters: { RunId: ['r-1'] },
      OutputS3BucketName: under.lab.bucket,
      OutputS3KeyPrefix: 'runs/r-1',
      Comment: 'winharden r-1',
    });
    const [invocation] = await ended(under, CommandId);
    const key = `runs/r-1/${CommandId}/${instance}/awsrunPowerShellScript/harden/stdout`;
    assert.equal(invocation?.StatusDetails, 'Success');
    assert.match(
      invocation?.CommandPlugins?.[0]?.Output ?? '',
      /^winharden-report\/1 bytes=\d+ sha256=[0-9a-f]{64} encoding=json\n\{"format":1/,
    );
    assert.ok(invocation?.StandardOutputUrl?.endsWith(key));
    const got = await under.ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId: instance }));
    assert.equal(got.ResponseCode, 0);
    const { GetObjectCommand } = await import('@aws-sdk/client-s3');
    const object = await under.s3.send(new GetObjectCommand({ Bucket: under.lab.bucket, Key: key }));
    assert.equal(await object.Body?.transformToString(), got.StandardOutputContent);
    const report = JSON.parse(got.StandardOutputContent?.split('\n')[1] ?? '');
    assert.deepEqual(
      [report.runId, report.commandId, report.node.instanceId, report.node.release],
      ['r-1', CommandId, instance, 2022],
    );
    await pause(50);
    assert.deepEqual(
      [(await command(CommandId))?.StatusDetails, (await command(CommandId))?.Comment],
      ['Success', 'winharden r-1'],
    );
  });

  it('by tag lets every managed node fail on its own', async () => {
    const CommandId = await send(under, { DocumentName: 'tiny', Targets: NODE_GROUP, MaxErrors: '100%' });
    const invocations = await ended(under, CommandId);
    const details = Object.fromEntries(
      invocations.map(({ InstanceName, StatusDetails }) => [InstanceName, StatusDetails]),
    );
    assert.equal(details['windows-2022-offline'], 'Undeliverable');
    assert.equal(details['windows-2025-core'], 'Success');
    assert.equal(details['windows-2022-unmanaged'], undefined);
    const linux = invocations.find(({ InstanceName }) => InstanceName === 'linux');
    assert.deepEqual(
      [linux?.StatusDetails, linux?.CommandPlugins?.[0]?.Output?.slice(0, 22)],
      ['Success', 'Step execution skipped'],
    );
    await pause(30);
    const parent = await command(CommandId);
    assert.deepEqual(
      [parent?.StatusDetails, parent?.TargetCount, parent?.CompletedCount, parent?.ErrorCount],
      ['Incomplete', 8, 8, 0],
    );
  });

  it('is a success of nothing where the tag is nobody\u2019s', async () => {
    const CommandId = await send(under, {
      DocumentName: 'tiny',
      Targets: [{ Key: 'tag:eks:nodegroup', Values: ['windows-ng'] }],
    });
    await pause(60);
    const parent = await command(CommandId);
    assert.deepEqual([parent?.Status, parent?.StatusDetails, parent?.TargetCount], ['Success', 'NoInstancesInTag', 0]);
  });

  it('stops at more errors than allowed; what was not sent is Terminated', async () => {
    const InstanceIds = ['windows-2019-full', 'windows-2022-core-a', 'windows-2022-core-b', 'windows-2022-full'].map(
      id,
    );
    const CommandId = await send(under, { DocumentName: 'fails', InstanceIds, MaxConcurrency: '1', MaxErrors: '1' });
    const details = (await ended(under, CommandId)).map(({ StatusDetails }) => StatusDetails);
    assert.deepEqual(details, ['Failed', 'Failed', 'Terminated', 'Terminated']);
    await pause(30);
    const parent = await command(CommandId);
    assert.deepEqual([parent?.Status, parent?.ErrorCount, parent?.CompletedCount], ['Failed', 2, 4]);
  });

  it('cancels what waits at once and what runs a moment later', async () => {
    const InstanceIds = [id('windows-2022-core-a'), id('windows-2022-core-b')];
    const CommandId = await send(under, { DocumentName: 'long', InstanceIds, MaxConcurrency: '1' });
    while (!(await statuses(CommandId)).includes('InProgress')) await pause(5);
    await under.ssm.send(new CancelCommandCommand({ CommandId }));
    while ((await statuses(CommandId))[1] === 'Pending') await pause(2);
    assert.deepEqual(await statuses(CommandId), ['Cancelling', 'Cancelled']);
    const details = (await ended(under, CommandId)).map(({ StatusDetails }) => StatusDetails);
    assert.deepEqual(details, ['Cancelled', 'Cancelled']);
    await pause(30);
    assert.equal((await command(CommandId))?.StatusDetails, 'Cancelled');
  });

  it('shows the nodes that SSM manages, and no others', async () => {
    const all = await under.ssm.send(new DescribeInstanceInformationCommand({ MaxResults: 50 }));
    assert.equal(all.InstanceInformationList?.length, 8);
    const describe = (Filters: { Key: string; Values: string[] }[]) =>
      under.ssm.send(new DescribeInstanceInformationCommand({ Filters }));
    const offline = await describe([{ Key: 'PingStatus', Values: ['ConnectionLost'] }]);
    assert.deepEqual(
      offline.InstanceInformationList?.map(({ InstanceId }) => InstanceId),
      [id('windows-2022-offline')],
    );
    const tagged = { Key: 'tag:eks:nodegroup-name', Values: ['windows-ng'] };
    await assert.rejects(
      describe([tagged, { Key: 'PingStatus', Values: ['Online'] }]),
      awsError('InvalidFilterKey', /combined/),
    );
    await assert.rejects(
      describe([{ Key: 'InstanceIds', Values: [id('windows-2022-unmanaged')] }]),
      awsError('InvalidInstanceId'),
    );
    await assert.rejects(
      under.ssm.send(new DescribeInstanceInformationCommand({ MaxResults: 4 })),
      awsError('ValidationException', /greater than or equal to 5/),
    );
    assert.equal((await under.ssm.send(new DescribeInstanceInformationCommand({}))).InstanceInformationList?.length, 8);
  });

  const refused: [what: string, input: () => Partial<SendCommandRequest>, error: string, words: RegExp][] = [
    [
      'an id that is not managed, with all the others',
      () => ({ InstanceIds: [id('windows-2022-full'), id('windows-2022-unmanaged')] }),
      'InvalidInstanceId',
      /not in a valid state/,
    ],
    ['an unknown id', () => ({ InstanceIds: ['i-0000000000000000f'] }), 'InvalidInstanceId', /i-0000000000000000f/],
    [
      'an id twice',
      () => ({ InstanceIds: [id('windows-2022-full'), id('windows-2022-full')] }),
      'DuplicateInstanceId',
      /more than one/,
    ],
    [
      '51 ids',
      () => ({ InstanceIds: Array.from({ length: 51 }, (_, n) => `i-${String(n).padStart(17, '0')}`) }),
      'ValidationException',
      /less than or equal to 50/,
    ],
    ['no target', () => ({ InstanceIds: [] }), 'InvalidParameters', /InstanceIds or Targets/],
    [
      'a comment of 101 characters',
      () => ({ Comment: 'x'.repeat(101) }),
      'ValidationException',
      /'comment'.*less than or equal to 100/,
    ],
    ['29 seconds', () => ({ TimeoutSeconds: 29 }), 'ValidationException', /timeoutSeconds/],
    ['MaxConcurrency 0', () => ({ MaxConcurrency: '0' }), 'ValidationException', /maxConcurrency/],
    ['MaxErrors 101%', () => ({ MaxErrors: '101%' }), 'ValidationException', /maxErrors/],
    [
      'a parameter that the document does not have',
      () => ({ Parameters: { Nope: ['x'] } }),
      'InvalidParameters',
      /Nope/,
    ],
    [
      'a value that does not match the pattern',
      () => ({ Parameters: { RunId: ["r'; whoami"] } }),
      'InvalidParameters',
      /RunId/,
    ],
    [
      'a value that is not allowed',
      () => ({ Parameters: { ReportEncoding: ['xml'] } }),
      'InvalidParameters',
      /\[json, gzip\]/,
    ],
    ['another hash', () => ({ DocumentHash: '0'.repeat(64), DocumentHashType: 'Sha256' }), 'InvalidDocument', /hash/],
    ['a version that is not there', () => ({ DocumentVersion: '9' }), 'InvalidDocumentVersion', /9/],
    ['a document that is not there', () => ({ DocumentName: 'nothing' }), 'InvalidDocument', /nothing/],
    [
      'a bucket that is not there',
      () => ({ OutputS3BucketName: 'no-such-bucket' }),
      'InvalidOutputFolder',
      /no-such-bucket/,
    ],
  ];
  for (const [what, input, error, words] of refused) {
    it(`refuses ${what}`, () =>
      assert.rejects(
        send(under, { DocumentName: 'tiny', InstanceIds: [id('windows-2022-full')], ...input() }),
        awsError(error, words),
      ));
  }

  it('refuses a document that is over 64 KB only with its parameters', async () => {
    const filler = stepsDocument([{ name: 'big', lines: [`# ${'x'.repeat(64_000)}`] }], { Text: { type: 'String' } });
    await publish(under, 'big', filler);
    const input = { DocumentName: 'big', InstanceIds: [id('windows-2022-full')] };
    await assert.rejects(
      send(under, { ...input, Parameters: { Text: ['x'.repeat(2000)] } }),
      awsError('MaxDocumentSizeExceeded'),
    );
    await assert.rejects(send(under, input), awsError('InvalidParameters', /required/));
  });

  it('refuses what an SDK could not even send: unknown members, wrong types, unknown operations', async () => {
    const post = async (target: string, body: object) => {
      const headers = {
        'x-amz-target': `AmazonSSM.${target}`,
        authorization: 'AWS4-HMAC-SHA256 Credential=k/20260101/eu-central-1/ssm/aws4_request, x',
      };
      const response = await fetch(under.lab.endpoint, { method: 'POST', headers, body: JSON.stringify(body) });
      return [response.status, ((await response.json()) as { __type: string }).__type];
    };
    assert.deepEqual(await post('SendCommand', { DocumentName: 'tiny', Colour: 'red' }), [400, 'ValidationException']);
    assert.deepEqual(await post('SendCommand', { DocumentName: 'tiny', InstanceIds: 'i-1' }), [
      400,
      'SerializationException',
    ]);
    assert.deepEqual(await post('SendCommand', {}), [400, 'ValidationException']);
    assert.deepEqual(await post('PutParameter', {}), [400, 'UnknownOperationException']);
  });

  it('answers AWS clients of this machine only', async () => {
    const unsigned = await fetch(under.lab.endpoint, { method: 'POST' });
    assert.equal(unsigned.status, 403);
    const page = await fetch(under.lab.endpoint, { method: 'POST', headers: { origin: 'https://example.com' } });
    assert.equal(page.status, 403);
  });
});
