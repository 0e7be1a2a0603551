import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type nock from 'nock';
import { createCommands } from '../../../src/adapters/aws/commands.ts';
import type { CommandRequest } from '../../../src/core/ports.ts';
import { clientsAndCounter, closeTheNet, failure, onSsm, openTheNet } from './wire.ts';

const request: CommandRequest = {
  document: { name: 'winharden-cis-l1-apply', version: '3', hash: 'ab12' },
  instanceIds: ['i-01234567', 'i-12345678'],
  parameters: { RunId: 'run-1', ReportEncoding: 'json' },
  comment: 'winharden run-1',
  deliverySeconds: 600,
  maxConcurrency: 2,
  maxErrors: '2',
  s3: { bucket: 'results', prefix: 'winharden' },
};
const sent = { Command: { CommandId: '00000000-0000-0000-0000-000000000001' } };

describe('commands over the wire', () => {
  beforeEach(closeTheNet);
  afterEach(openTheNet);

  it('sends exactly what was asked, pinned and bounded', async () => {
    const bodies: unknown[] = [];
    onSsm('SendCommand', bodies).reply(200, sent);
    const { clients, counter } = clientsAndCounter();
    const answer = await createCommands(clients).send(request);
    assert.deepEqual(answer, { kind: 'sent', commandId: sent.Command.CommandId });
    assert.deepEqual(bodies, [
      {
        DocumentName: 'winharden-cis-l1-apply',
        DocumentVersion: '3',
        DocumentHash: 'ab12',
        DocumentHashType: 'Sha256',
        InstanceIds: ['i-01234567', 'i-12345678'],
        Parameters: { RunId: ['run-1'], ReportEncoding: ['json'] },
        Comment: 'winharden run-1',
        TimeoutSeconds: 600,
        MaxConcurrency: '2',
        MaxErrors: '2',
        OutputS3BucketName: 'results',
        OutputS3KeyPrefix: 'winharden',
      },
    ]);
    assert.deepEqual([...counter], [['ssm:SendCommand', 1]]);
  });

  it('retries a throttled send, for then nothing has happened, and counts each request', async () => {
    onSsm('SendCommand').reply(400, failure('ThrottlingException', 'Rate exceeded'));
    onSsm('SendCommand').reply(200, sent);
    const { clients, counter } = clientsAndCounter();
    assert.equal((await createCommands(clients).send(request)).kind, 'sent');
    assert.equal(counter.get('ssm:SendCommand'), 2);
  });

  for (const [what, reply] of [
    ['a 500', (scope: nock.Interceptor) => scope.reply(500, failure('InternalServerError'))],
    ['a 503', (scope: nock.Interceptor) => scope.reply(503, 'try later')],
    ['an answer that nobody can read', (scope: nock.Interceptor) => scope.reply(200, '<html>')],
    [
      'a broken connection',
      (scope: nock.Interceptor) =>
        scope.replyWithError(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })),
    ],
  ] as const) {
    it(`never repeats a send by itself after ${what}: the command may be under way`, async () => {
      reply(onSsm('SendCommand'));
      const { clients, counter } = clientsAndCounter();
      const answer = await createCommands(clients).send(request);
      assert.equal(answer.kind, 'unknown');
      assert.equal(counter.get('ssm:SendCommand'), 1);
    });
  }

  it('tells rejected ids, a changed document and a missing permission apart', async () => {
    const { clients } = clientsAndCounter();
    const { send } = createCommands(clients);
    onSsm('SendCommand').reply(400, failure('InvalidInstanceId', 'Instances not in a valid state for account'));
    assert.deepEqual(await send(request), {
      kind: 'invalidInstances',
      message: 'Instances not in a valid state for account',
    });
    onSsm('SendCommand').reply(400, failure('InvalidDocument', 'hash mismatch'));
    await assert.rejects(send(request), {
      code: 'DocumentChanged',
      message: /version 3 of the SSM document winharden-cis-l1-apply/,
    });
    onSsm('SendCommand').reply(400, failure('AccessDeniedException', 'User: x is not authorized'));
    await assert.rejects(send(request), {
      code: 'NoPermission',
      message: /ssm:SendCommand on the SSM document winharden-cis-l1-apply/,
    });
    onSsm('SendCommand').reply(400, failure('InvalidOutputFolder', 'bucket does not exist'));
    await assert.rejects(send(request), { code: 'NoSuchBucket' });
  });

  it('looks for a command by its comment on every page, from before this machine says it began', async () => {
    const bodies: { Filters?: unknown; NextToken?: string }[] = [];
    onSsm('ListCommands', bodies).reply(200, { Commands: [{ CommandId: 'a', Comment: 'other' }], NextToken: 'next' });
    onSsm('ListCommands', bodies).reply(200, { Commands: [{ CommandId: 'b', Comment: 'winharden run-1' }] });
    const { clients } = clientsAndCounter();
    const found = await createCommands(clients).find('winharden run-1', 'doc', new Date('2026-11-23T18:00:00.123Z'));
    assert.equal(found, 'b');
    assert.deepEqual(bodies[0]?.Filters, [
      { key: 'InvokedAfter', value: '2026-11-23T17:45:00Z' },
      { key: 'DocumentName', value: 'doc' },
    ]);
    assert.equal(bodies[1]?.NextToken, 'next');
  });

  it('looks for a command by the time of AWS, where the SDK has learnt that this machine has another', async () => {
    const ahead = -40 * 60_000;
    const Date_ = new Date(Date.now() + ahead).toUTCString();
    const bodies: { Filters?: { value: string }[] }[] = [];
    const command = { CommandId: 'a', RequestedDateTime: 1_700_000_000, ExpiresAfter: 1_700_003_600 };
    onSsm('ListCommands').reply(200, { Commands: [command] }, { Date: Date_ });
    onSsm('ListCommands', bodies).reply(200, { Commands: [] }, { Date: Date_ });
    onSsm('ListCommands').reply(200, { Commands: [command] }, { Date: Date_ });
    const commands = createCommands(clientsAndCounter().clients);
    await commands.open();
    await commands.find('winharden run-1', 'doc', new Date('2026-11-23T18:00:00Z'));
    const after = Date.parse(bodies[0]?.Filters?.[0]?.value ?? '');
    assert.ok(Math.abs(after - Date.parse('2026-11-23T17:05:00Z')) < 60_000, new Date(after).toISOString());
    const [open] = await commands.open();
    const expires = Number(open?.expires) - 1_700_003_600_000;
    assert.ok(Math.abs(expires + ahead) < 60_000, `${expires} ms later than AWS says, as this machine has it`);
  });

  it('lists invocations page by page, with details that may be printed with spaces', async () => {
    const bodies: unknown[] = [];
    const [one, two] = request.instanceIds;
    onSsm('ListCommandInvocations', bodies).reply(200, {
      CommandInvocations: [{ InstanceId: one, Status: 'TimedOut', StatusDetails: 'Delivery Timed Out' }],
      NextToken: 'n',
    });
    onSsm('ListCommandInvocations', bodies).reply(200, {
      CommandInvocations: [
        {
          InstanceId: two,
          Status: 'Success',
          StatusDetails: 'Success',
          CommandPlugins: [{ Name: 'apply', Output: 'text' }],
        },
      ],
    });
    const { clients } = clientsAndCounter();
    assert.deepEqual(await createCommands(clients).invocations('cmd'), [
      { instanceId: one, status: 'TimedOut', details: 'DeliveryTimedOut', output: '' },
      { instanceId: two, status: 'Success', details: 'Success', output: 'text' },
    ]);
    assert.deepEqual(bodies, [
      { CommandId: 'cmd', Details: true, MaxResults: 50 },
      { CommandId: 'cmd', Details: true, MaxResults: 50, NextToken: 'n' },
    ]);
  });

  it('reads one step inline, and knows the time before SSM knows the invocation', async () => {
    const { clients } = clientsAndCounter();
    onSsm('GetCommandInvocation').reply(200, { StandardOutputContent: 'out', StandardErrorContent: 'err' });
    assert.deepEqual(await createCommands(clients).output('cmd', 'i-01234567', 'apply'), {
      stdout: 'out',
      stderr: 'err',
    });
    onSsm('GetCommandInvocation').reply(400, failure('InvocationDoesNotExist'));
    assert.equal(await createCommands(clients).output('cmd', 'i-01234567', 'apply'), null);
  });
});
