import assert from 'node:assert/strict';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import {
  DescribeInstanceInformationCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  SendCommandCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { REALISTIC } from '../../../src/lab/pace.ts';
import { seeded } from '../../../src/lab/random.ts';
import { awsError, idsByName, type LabUnderTest, openLab, pause, publish, send, stepsDocument } from './clients.ts';
import { tinyDocument } from './tiny-document.ts';

describe('lab: what a Region does to its clients', () => {
  let under: LabUnderTest;
  afterEach(() => under?.lab.close());

  const list = (ssm: SSMClient) => ssm.send(new ListCommandsCommand({}));
  /** A client like the one under test, with another key or more attempts. */
  const another = (accessKeyId: string, maxAttempts = 1) =>
    new SSMClient({
      endpoint: under.lab.endpoint,
      region: 'eu-central-1',
      credentials: { accessKeyId, secretAccessKey: 'test' },
      maxAttempts,
    });
  async function sendToOne(DocumentName = 'tiny', OutputS3BucketName?: string): Promise<string> {
    await publish(under, DocumentName, tinyDocument('audit'));
    const InstanceIds = [(await idsByName(under))['windows-2022-full'] as string];
    return send(under, { DocumentName, InstanceIds, ...(OutputS3BucketName && { OutputS3BucketName }) });
  }
  async function until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
    for (let looks = 0; looks < 1000; looks++) {
      const answer = await ask();
      if (wanted(answer)) return answer;
      await pause(5);
    }
    throw new Error('never came');
  }

  it('throttles an operation that is asked more often than its rate, and no other', async () => {
    under = await openLab({ rates: { 'ssm:ListCommands': 2 }, speed: 0.1 });
    const answers = await Promise.allSettled(Array.from({ length: 12 }, () => list(under.ssm)));
    const refused = answers.filter(({ status }) => status === 'rejected');
    assert.equal(refused.length, 8, 'two seconds of its rate may come at once');
    assert.equal((refused[0] as PromiseRejectedResult).reason.name, 'ThrottlingException');
    await under.ssm.send(new DescribeInstanceInformationCommand({}));
  });

  it('carries a request out and breaks the connection, so that it is there and its answer is not', async () => {
    under = await openLab({ faults: ['lost-answers=SendCommand,1'] });
    await assert.rejects(sendToOne(), /ECONNRESET|socket hang up/);
    await until(
      () => list(under.ssm),
      ({ Commands }) => Commands?.length === 1,
    );
    await until(
      async () => under.lab.executions(),
      ([execution]) => execution?.worked === true && execution.ended !== undefined,
    );
  });

  it('carries a request out and says nothing', async () => {
    under = await openLab({ faults: ['silence=SendCommand,1'] });
    await publish(under, 'tiny', tinyDocument('audit'));
    const InstanceIds = [(await idsByName(under))['windows-2022-full'] as string];
    const command = new SendCommandCommand({ DocumentName: 'tiny', InstanceIds });
    await assert.rejects(under.ssm.send(command, { abortSignal: AbortSignal.timeout(100) }), { name: 'AbortError' });
    await until(
      () => list(under.ssm),
      ({ Commands }) => Commands?.length === 1,
    );
  });

  it('drops a request undone and takes no connection for a while', async () => {
    under = await openLab({ faults: ['outage=SendCommand,1'], speed: 10 });
    await assert.rejects(sendToOne(), /ECONNRESET|socket hang up/);
    await assert.rejects(list(under.ssm), /ECONNREFUSED/);
    const { Commands } = await until(
      () => list(under.ssm).catch(() => ({ Commands: undefined })),
      ({ Commands }) => Commands !== undefined,
    );
    assert.deepEqual(Commands, []);
  });

  it('no longer takes a key after so many requests, and takes another', async () => {
    under = await openLab({ faults: ['expired-credentials=3'] });
    for (let call = 0; call < 3; call++) await list(under.ssm);
    await assert.rejects(list(under.ssm), awsError('ExpiredTokenException', /expired/));
    await assert.rejects(
      under.s3.send(new ListObjectsV2Command({ Bucket: under.lab.bucket })),
      awsError('ExpiredToken'),
    );
    await list(another('renewed'));
  });

  it('has another time than this machine: an SDK learns it from the answer and tries again', async () => {
    under = await openLab({ faults: ['clock-skew=30'] });
    await assert.rejects(list(another('once')), awsError('InvalidSignatureException'));
    const patient = another('twice', 3);
    await list(patient);
    under.ssm = patient;
    await assert.rejects(idsByName(under), awsError('AuthFailure'));
    await sendToOne();
    const { Commands } = await until(
      () => list(patient),
      (answer) => answer.Commands?.length === 1,
    );
    const ahead = Number(Commands?.[0]?.RequestedDateTime) - Date.now();
    assert.ok(ahead > 25 * 60_000 && ahead < 35 * 60_000, `${ahead} ms ahead`);
    assert.ok(
      Math.abs(under.lab.clock.now().getTime() - Date.now()) < 60_000,
      'the lab’s clock as this machine has it',
    );
  });

  it('lists commands late where its lists are stale, and shows their nodes before', async () => {
    under = await openLab({ faults: ['stale-lists=500'] });
    const CommandId = await sendToOne();
    await until(
      () => under.ssm.send(new ListCommandInvocationsCommand({ CommandId })),
      ({ CommandInvocations }) => CommandInvocations?.[0]?.Status === 'Success',
    );
    assert.deepEqual((await list(under.ssm)).Commands, []);
  });

  it('has an output arrive after the node has ended', async () => {
    under = await openLab({ faults: ['late-output=20,1'] });
    const CommandId = await sendToOne('tiny', under.lab.bucket);
    await until(
      () => under.ssm.send(new ListCommandInvocationsCommand({ CommandId })),
      ({ CommandInvocations }) => CommandInvocations?.[0]?.Status === 'Success',
    );
    const objects = () => under.s3.send(new ListObjectsV2Command({ Bucket: under.lab.bucket, Prefix: CommandId }));
    assert.equal((await objects()).KeyCount, 0);
    await until(objects, ({ KeyCount }) => KeyCount === 1);
  });

  it('stops a node after it was shown', async () => {
    under = await openLab({ faults: ['leaving=1'] });
    await publish(under, 'none', stepsDocument([{ name: 'none', lines: [''] }]));
    const InstanceIds = [(await idsByName(under))['windows-2022-full'] as string];
    await under.ssm.send(new DescribeInstanceInformationCommand({}));
    await pause(80);
    await assert.rejects(send(under, { DocumentName: 'none', InstanceIds }), awsError('InvalidInstanceId'));
  });

  it('takes realistic times: most alike, with a long tail', () => {
    const seconds = Array.from({ length: 10_000 }, (_, node) => REALISTIC.script(seeded(1, 'script', node, 0)));
    const sorted = seconds.toSorted((one, other) => one - other);
    const at = (share: number) => sorted[Math.floor(share * sorted.length)] ?? 0;
    assert.ok(at(0.5) > 25 && at(0.5) < 35, `median ${at(0.5)}`);
    assert.ok(at(0.99) > 60 && at(0.9999) > 150 && at(0.9999) <= 900, `${at(0.99)} and ${at(0.9999)}`);
  });
});
