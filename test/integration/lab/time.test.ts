import assert from 'node:assert/strict';
import {
  DescribeDocumentCommand,
  GetCommandInvocationCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
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
import { tinyDocument } from './tiny-document.ts';

describe('lab: time', () => {
  let under: LabUnderTest;
  afterEach(() => under.lab.close());

  it('makes a document Active after a while; before, it does not run', async () => {
    under = await openLab({ speed: 0.5 });
    const InstanceIds = [(await idsByName(under))['windows-2022-full'] as string];
    await publish(under, 'slow-birth');
    const describe = async () => (await under.ssm.send(new DescribeDocumentCommand({ Name: 'slow-birth' }))).Document;
    assert.equal((await describe())?.Status, 'Creating');
    await assert.rejects(
      send(under, { DocumentName: 'slow-birth', InstanceIds }),
      awsError('InvalidDocument', /Creating/),
    );
    await pause(1100);
    assert.equal((await describe())?.Status, 'Active');
    assert.match((await describe())?.Hash ?? '', /^[0-9a-f]{64}$/);
  });

  it('hides a command for a moment (eventual consistency), then shows it without a result', async () => {
    under = await openLab({ speed: 0.5 });
    await publish(under, 'tiny');
    await pause(1100);
    const InstanceId = (await idsByName(under))['windows-2022-full'] as string;
    const CommandId = await send(under, { DocumentName: 'tiny', InstanceIds: [InstanceId] });
    const get = () => under.ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId }));
    await assert.rejects(get(), awsError('InvocationDoesNotExist'));
    await pause(700);
    const early = await get();
    assert.deepEqual([early.ResponseCode, early.StandardOutputContent], [-1, '']);
  });

  it('starts one node, then two, then four', async () => {
    under = await openLab({ nodes: 12, speed: 2 });
    await publish(under, 'tiny', tinyDocument('audit'));
    await pause(300);
    const CommandId = await send(under, { DocumentName: 'tiny', Targets: [{ Key: 'tag-key', Values: ['Name'] }] });
    const started: number[] = [];
    while ((started.at(-1) ?? 0) < 12 && started.length < 500) {
      await pause(10);
      const { CommandInvocations = [] } = await under.ssm.send(new ListCommandInvocationsCommand({ CommandId }));
      started.push(CommandInvocations.filter(({ Status }) => Status !== 'Pending').length);
    }
    assert.ok(started.includes(1) && started.includes(3), `alone, then three: ${started.join(' ')}`);
    assert.equal(started.at(-1), 12);
  });

  it('ends a script that takes longer than its step may', async () => {
    under = await openLab();
    await publish(
      under,
      'long',
      stepsDocument([
        { name: 'wait', lines: ["Write-Output 'begun'", 'Start-Sleep -Seconds 60'], inputs: { timeoutSeconds: 10 } },
      ]),
    );
    const InstanceIds = [(await idsByName(under))['windows-2022-full'] as string];
    const CommandId = await send(under, { DocumentName: 'long', InstanceIds });
    const [invocation] = await ended(under, CommandId);
    assert.deepEqual(
      [invocation?.Status, invocation?.StatusDetails, invocation?.CommandPlugins?.[0]?.ResponseCode],
      ['TimedOut', 'ExecutionTimedOut', -1],
    );
    await pause(30);
    const { Commands } = await under.ssm.send(new ListCommandsCommand({ CommandId }));
    assert.deepEqual([Commands?.[0]?.Status, Commands?.[0]?.ErrorCount], ['Failed', 1]);
  });

  it('gives up on a node that took the command and fell silent', async () => {
    under = await openLab({ faults: ['vanishing=1'], speed: 100 });
    await publish(
      under,
      'short',
      stepsDocument([{ name: 'echo', lines: ["Write-Output 'x'"], inputs: { timeoutSeconds: 5 } }]),
    );
    const InstanceIds = [(await idsByName(under))['windows-2022-full'] as string];
    const CommandId = await send(under, { DocumentName: 'short', InstanceIds, TimeoutSeconds: 30 });
    const [invocation] = await ended(under, CommandId);
    assert.deepEqual([invocation?.Status, invocation?.StatusDetails], ['TimedOut', 'DeliveryTimedOut']);
    await pause(30);
    const { Commands } = await under.ssm.send(new ListCommandsCommand({ CommandId }));
    assert.deepEqual(
      [Commands?.[0]?.StatusDetails, Commands?.[0]?.ErrorCount, Commands?.[0]?.DeliveryTimedOutCount],
      ['DeliveryTimedOut', 0, 1],
    );
  });
});
