import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import {
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  ListDocumentsCommand,
} from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
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
import { tinyDocument } from './tiny-document.ts';

describe('lab: faults', () => {
  let under: LabUnderTest;
  afterEach(() => under?.lab.close());
  const open = async (...faults: string[]) => {
    under = await openLab({ faults });
    return under;
  };

  it('knows its faults by name', () => assert.rejects(openLab({ faults: ['gremlins'] }), /no fault "gremlins"/));

  it('throttles every service in its own words', async () => {
    await open('throttling=1');
    await assert.rejects(under.ssm.send(new ListCommandsCommand({})), awsError('ThrottlingException', /Rate exceeded/));
    await assert.rejects(under.s3.send(new ListBucketsCommand({})), awsError('SlowDown'));
    await assert.rejects(under.ec2.send(new DescribeInstancesCommand({})), awsError('RequestLimitExceeded'));
    await assert.rejects(under.sts.send(new GetCallerIdentityCommand({})), awsError('Throttling'));
  });

  it('throttles a share, so that a patient client gets through', async () => {
    await open('throttling=0.5');
    let refused = 0;
    for (let call = 0; call < 40; call++) await under.ssm.send(new ListCommandsCommand({})).catch(() => refused++);
    assert.ok(refused > 8 && refused < 32, `${refused} of 40`);
  });

  it('fails, denies or answers HTML for one operation', async () => {
    await open('server-errors=ListCommands,1', 'denied=ssm:DescribeInstanceInformation', 'html=ListDocuments');
    await assert.rejects(under.ssm.send(new ListCommandsCommand({})), awsError('InternalServerError'));
    await assert.rejects(
      under.ssm.send(new DescribeInstanceInformationCommand({})),
      awsError('AccessDeniedException', /not authorized to perform: ssm:DescribeInstanceInformation/),
    );
    await assert.rejects(under.ssm.send(new ListDocumentsCommand({})), SyntaxError);
    await under.sts.send(new GetCallerIdentityCommand({}));
  });

  it('denies in the words of each service', async () => {
    await open('denied');
    await assert.rejects(
      under.s3.send(new ListObjectsV2Command({ Bucket: 'x' })),
      awsError('AccessDenied', /s3:ListBucket/),
    );
    await assert.rejects(
      under.ec2.send(new DescribeInstancesCommand({})),
      awsError('UnauthorizedOperation', /ec2:DescribeInstances/),
    );
    await assert.rejects(under.sts.send(new GetCallerIdentityCommand({})), awsError('AccessDenied'));
  });

  it('takes nodes offline: the inventory says so and commands do not arrive', async () => {
    await open('offline=1');
    const { InstanceInformationList } = await under.ssm.send(new DescribeInstanceInformationCommand({}));
    assert.deepEqual(
      [
        ...new Set(
          InstanceInformationList?.filter(({ PlatformType }) => PlatformType === 'Windows').map(
            ({ PingStatus }) => PingStatus,
          ),
        ),
      ],
      ['ConnectionLost'],
    );
    const [invocation] = await runOnOne('tiny');
    assert.deepEqual([invocation?.Status, invocation?.StatusDetails], ['Failed', 'Undeliverable']);
  });

  it('strikes the node that is named and no other', async () => {
    await open();
    const ids = await idsByName(under);
    const [one, other] = [ids['windows-2022-core-a'] as string, ids['windows-2022-core-b'] as string];
    await under.lab.close();
    await open(`failing-step=${one}`);
    await publish(under, 'tiny', tinyDocument('audit'));
    const invocations = await ended(
      under,
      await send(under, { DocumentName: 'tiny', InstanceIds: [one, other], MaxErrors: '1' }),
    );
    assert.deepEqual(
      invocations.map(({ StatusDetails }) => StatusDetails),
      ['Failed', 'Success'],
    );
  });

  /** Runs an audit on one node and answers the invocation, stdout and the S3 object's text (undefined: none). */
  async function runOnOne(DocumentName: string) {
    const instance = (await idsByName(under))['windows-2022-full'] as string;
    await publish(under, DocumentName, tinyDocument('audit'));
    const CommandId = await send(under, {
      DocumentName,
      InstanceIds: [instance],
      Parameters: { RunId: ['r-1'] },
      OutputS3BucketName: under.lab.bucket,
    });
    const [invocation] = await ended(under, CommandId);
    const { StandardOutputContent = '' } = await under.ssm.send(
      new GetCommandInvocationCommand({ CommandId, InstanceId: instance }),
    );
    const Key = `${CommandId}/${instance}/awsrunPowerShellScript/harden/stdout`;
    const object = await under.s3.send(new GetObjectCommand({ Bucket: under.lab.bucket, Key })).then(
      ({ Body }) => Body?.transformToString(),
      () => undefined,
    );
    return [invocation, StandardOutputContent, object] as const;
  }

  /** The digest in the first line, the one of the body, and the report. */
  function opened(text: string) {
    const [first = '', body = ''] = text.split('\n');
    const report = JSON.parse(body) as { runId: string; node: { instanceId: string }; controls: { status: string }[] };
    return { said: /sha256=(\w+)/.exec(first)?.[1], is: createHash('sha256').update(body).digest('hex'), report };
  }

  it('loses or cuts the output in S3, without a word in the status', async () => {
    for (const [fault, check] of [
      ['missing-output=1', (object: string | undefined) => assert.equal(object, undefined)],
      ['no-s3-permission=1', (object: string | undefined) => assert.equal(object, undefined)],
      ['empty-output=1', (object: string | undefined) => assert.equal(object, '')],
      ['late-output=300,1', (object: string | undefined) => assert.equal(object, undefined)],
      ['late-output=0.1,1', (object: string | undefined, stdout: string) => assert.equal(object, stdout)],
      [
        'truncated-output=1',
        (object: string | undefined, stdout: string) =>
          assert.equal(object, stdout.slice(0, Math.floor(stdout.length / 2))),
      ],
    ] as const) {
      await open(fault);
      const [invocation, stdout, object] = await runOnOne('tiny');
      assert.equal(invocation?.StatusDetails, 'Success', fault);
      check(object, stdout);
      await under.lab.close();
    }
  });

  it('lies in four ways', async () => {
    await open('lying-report=hash,1');
    const hash = opened((await runOnOne('tiny'))[1]);
    assert.notEqual(hash.said, hash.is);
    await under.lab.close();
    await open('lying-report=run,1');
    const run = opened((await runOnOne('tiny'))[1]);
    assert.deepEqual([run.said === run.is, run.report.runId], [true, 'another-run']);
    await under.lab.close();
    await open('lying-report=instance,1');
    const instance = opened((await runOnOne('tiny'))[1]);
    assert.deepEqual([instance.said === instance.is, instance.report.node.instanceId], [true, 'i-0ffffffffffffffff']);
    await under.lab.close();
    await open('lying-report=forged,1');
    const [, stdout, object] = await runOnOne('tiny');
    const [inline, uploaded] = [opened(stdout), opened(object ?? '')];
    assert.deepEqual(
      [inline.said === inline.is, uploaded.said === uploaded.is, inline.said === uploaded.said],
      [true, true, false],
    );
    assert.ok(!uploaded.report.controls.some(({ status }) => status === 'NonCompliant'));
  });

  it('lets a node go for a restart and never come back', async () => {
    under = await openLab({ faults: ['no-return=1'], speed: 1000 });
    const instance = (await idsByName(under))['windows-2022-full'] as string;
    await publish(under, 'boot', stepsDocument([{ name: 'boot', lines: ['exit 3010'] }]));
    const CommandId = await send(under, { DocumentName: 'boot', InstanceIds: [instance] });
    const ping = async () => {
      const Filters = [{ Key: 'InstanceIds', Values: [instance] }];
      const { InstanceInformationList } = await under.ssm.send(new DescribeInstanceInformationCommand({ Filters }));
      return InstanceInformationList?.[0]?.PingStatus;
    };
    for (let looks = 0; looks < 100 && (await ping()) === 'Online'; looks++) await pause(10);
    await pause(200);
    assert.equal(await ping(), 'ConnectionLost', 'after 200 lab seconds and more');
    const { CommandInvocations } = await under.ssm.send(new ListCommandInvocationsCommand({ CommandId }));
    assert.equal(CommandInvocations?.[0]?.Status, 'InProgress');
  });

  it('makes nodes slow', async () => {
    await open('slow=1');
    const begun = Date.now();
    await runOnOne('tiny');
    assert.ok(Date.now() - begun > (20 * 1000) / 25, 'at least 20 lab seconds');
  });
});
