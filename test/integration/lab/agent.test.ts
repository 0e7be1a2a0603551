import assert from 'node:assert/strict';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import {
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  ListCommandInvocationsCommand,
} from '@aws-sdk/client-ssm';
import { awsError, ended, idsByName, type LabUnderTest, openLab, publish, send, stepsDocument } from './clients.ts';

describe('lab: the node runs a document as the SSM agent does', () => {
  let under: LabUnderTest;
  let InstanceIds: string[];
  let number = 0;
  before(async () => {
    under = await openLab({ speed: 200 });
    InstanceIds = [(await idsByName(under))['windows-2022-full'] as string];
  });
  after(() => under.lab.close());

  /** Publishes a document, runs it on one node and answers its invocation. */
  async function run(content: string, Parameters: Record<string, string[]> = {}, more: object = {}) {
    const DocumentName = `agent-${++number}`;
    await publish(under, DocumentName, content);
    const CommandId = await send(under, { DocumentName, InstanceIds, Parameters, ...more });
    const [invocation] = await ended(under, CommandId);
    return { CommandId, invocation, steps: invocation?.CommandPlugins ?? [] };
  }
  const states = (steps: { StatusDetails?: string; ResponseCode?: number }[]) =>
    steps.map((step) => `${step.StatusDetails} ${step.ResponseCode}`);

  const echo = (text: string) =>
    stepsDocument([{ name: 'echo', lines: [`Write-Output '${text}'`] }], {
      P: { type: 'String', default: 'none' },
      L: { type: 'StringList', default: ['a<b', 'c'] },
    });
  const spliced: [what: string, text: string, parameters: Record<string, string[]>, found: string][] = [
    ['the value given', '{{ P }}', { P: ['x'] }, 'x'],
    ['the default', '{{P}}', {}, 'none'],
    ['a list as Go writes JSON', '{{ L }}', {}, '["a\\u003cb","c"]'],
    ['two dollars as one', '{{ P }}', { P: ['$$x'] }, '$x'],
    ['nothing twice', '{{ P }}', { P: ['{{ L }}'] }, '{{ L }}'],
    ['no text that is no parameter', '{{ other }}', {}, '{{ other }}'],
  ];
  for (const [what, text, parameters, found] of spliced) {
    it(`splices ${what}`, async () => {
      const { steps } = await run(echo(text), parameters);
      assert.equal(steps[0]?.Output, `${found}\r\n`);
    });
  }

  it('gives a list to runCommand that is one placeholder, and fails where it is an item', async () => {
    const parameters = { L: { type: 'StringList' } };
    const whole = JSON.parse(stepsDocument([{ name: 'echo', lines: [] }], parameters));
    whole.mainSteps[0].inputs.runCommand = '{{ L }}';
    assert.equal((await run(JSON.stringify(whole), { L: ["'one'", "'two'"] })).steps[0]?.Output, 'one\r\ntwo\r\n');
    whole.mainSteps[0].inputs.runCommand = ['{{ L }}'];
    assert.deepEqual(states((await run(JSON.stringify(whole), { L: ['a'] })).steps), ['Failed 1']);
  });

  const one = { name: 'step-one', lines: ["'first'", 'exit 3'] };
  const two = { name: 'step-two', lines: ["'second'"] };
  const flows: [what: string, inputs: object, code: number, found: string[]][] = [
    ['goes on after a failed step', {}, 3, ['Failed 3', 'Success 0']],
    ['leaves after a failed step that says so', { onFailure: 'exit' }, 3, ['Failed 3', 'Success 0']],
    ['leaves as a success where the step says so', { onFailure: 'successAndExit' }, 3, ['Success 168', 'Success 0']],
    ['leaves at 168', {}, 168, ['Success 168', 'Success 0']],
    ['fails and leaves at 169', {}, 169, ['Failed 169', 'Success 0']],
  ];
  for (const [what, inputs, code, found] of flows) {
    it(what, async () => {
      const { steps } = await run(stepsDocument([{ ...one, lines: [`exit ${code}`], inputs }, two]));
      assert.deepEqual(states(steps), found);
      const skipped = code !== 3 || Object.keys(inputs).length > 0;
      assert.equal(/skipped/.test(steps[1]?.Output ?? ''), skipped, 'whether the second step ran');
    });
  }

  it('asks for the step of a document with several', async () => {
    const { CommandId } = await run(stepsDocument([one, two]));
    const get = (PluginName?: string) =>
      under.ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId: InstanceIds[0] as string, PluginName }));
    await assert.rejects(get(), awsError('InvalidPluginName', /required/));
    await assert.rejects(get('step-three'), awsError('InvalidPluginName', /step-three/));
    assert.equal((await get('step-two')).StandardOutputContent, 'second\r\n');
    assert.equal((await get('step-one')).StandardErrorContent, 'failed to run commands: exit status 3');
  });

  it('starts the same step again after a reboot, at most fifteen times', async () => {
    const { steps } = await run(stepsDocument([{ name: 'boot', lines: ["'again'", 'exit 3010'] }]));
    assert.deepEqual([steps[0]?.Output?.match(/again/g)?.length, steps[0]?.ResponseCode], [15, 3010]);
  });

  it('is away for a restart, at work all the while, and back afterwards', async () => {
    await publish(under, 'away', stepsDocument([{ name: 'boot', lines: ["'again'", 'exit 3010'] }]));
    const CommandId = await send(under, { DocumentName: 'away', InstanceIds });
    const asked = Date.now();
    const look = async () => {
      const Filters = [{ Key: 'InstanceIds', Values: InstanceIds }];
      const [inventory, list] = await Promise.all([
        under.ssm.send(new DescribeInstanceInformationCommand({ Filters })),
        under.ssm.send(new ListCommandInvocationsCommand({ CommandId })),
      ]);
      const [node] = inventory.InstanceInformationList ?? [];
      return { ping: node?.PingStatus, last: node?.LastPingDateTime, status: list.CommandInvocations?.[0]?.Status };
    };
    const seen = [await look()];
    while (seen.at(-1)?.ping !== 'ConnectionLost' && seen.length < 500) seen.push(await look());
    const away = seen.at(-1);
    assert.deepEqual([away?.ping, away?.status], ['ConnectionLost', 'InProgress']);
    assert.ok(Number(away?.last) >= asked, 'last heard of when it went');
    await ended(under, CommandId);
    assert.equal((await look()).ping, 'Online');
  });

  it('fails a step whose plugin the agent does not know', async () => {
    const document = { schemaVersion: '2.2', mainSteps: [{ action: 'aws:noSuchPlugin', name: 'step', inputs: {} }] };
    assert.match(
      (await run(JSON.stringify(document))).steps[0]?.Output ?? '',
      /Plugin with name aws:noSuchPlugin is not supported/,
    );
  });

  it('cuts the reply at 24,000 and 2,500 bytes; S3 has all of it, and no object for an empty stream', async () => {
    const line = `Write-Output '${'x'.repeat(998)}'`;
    const { CommandId, steps } = await run(
      stepsDocument([{ name: 'long', lines: Array.from({ length: 30 }, () => line) }]),
      {},
      { OutputS3BucketName: under.lab.bucket, OutputS3KeyPrefix: 'long' },
    );
    const got = await under.ssm.send(
      new GetCommandInvocationCommand({ CommandId, InstanceId: InstanceIds[0] as string }),
    );
    assert.equal(got.StandardOutputContent?.length, 24_000);
    assert.match(got.StandardOutputContent ?? '', /x--output truncated--$/);
    assert.equal(steps[0]?.Output?.length, 2500);
    assert.match(steps[0]?.Output ?? '', /\n---Output truncated---$/);
    const { Contents = [] } = await under.s3.send(
      new ListObjectsV2Command({ Bucket: under.lab.bucket, Prefix: 'long/' }),
    );
    assert.deepEqual(
      Contents.map(({ Key, Size }) => [Key, Size]),
      [[`long/${CommandId}/${InstanceIds[0]}/awsrunPowerShellScript/long/stdout`, 30_000]],
    );
    const object = await under.s3.send(new GetObjectCommand({ Bucket: under.lab.bucket, Key: Contents[0]?.Key }));
    assert.equal(object.ContentType, 'text/plain');
  });
});
