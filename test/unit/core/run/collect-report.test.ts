import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { WinhardenError } from '../../../../src/core/errors.ts';
import { executeRun } from '../../../../src/core/run/execute-run.ts';
import { type Behaviour, idOf, inline, printed, reportFor, specFor, World } from './doubles.ts';

const RUN = '20261123T180000Z-3f9c1a';

async function nodeOf(behaviour: Behaviour, spec = specFor()) {
  const world = new World(1);
  world.fleet.behaviour[idOf(1)] = behaviour;
  const [node] = (await executeRun(world.ports, spec, world.io)).nodes.outcomes;
  assert.ok(node);
  return { node, world };
}

describe('collectReport', () => {
  it('looks again for an object that is not there yet', async () => {
    const { node } = await nodeOf({ upload: { late: 3 } });
    assert.equal(node.outcome, 'Remediated');
    assert.equal(node.report?.key, `winharden/c-1/${idOf(1)}/awsrunPowerShellScript/apply/stdout`);
  });

  it('reads again after a broken transfer', async () => {
    const world = new World(1);
    const { read } = world.fleet.bucket;
    let broken = 2;
    world.fleet.bucket.read = async (bucket, key, most) => {
      if (broken-- > 0) throw new WinhardenError({ code: 'Unreachable', message: 'aborted' });
      return read(bucket, key, most);
    };
    const result = await executeRun(world.ports, specFor(), world.io);
    assert.equal(result.nodes.outcomes[0]?.outcome, 'Remediated');
  });

  const silent: [string, Behaviour, RegExp][] = [
    ['nothing uploaded', { upload: 'missing' }, /^not uploaded: .*s3:PutObject/],
    ['an object that may not be read', { upload: 'denied' }, /^denied: .*s3:GetObject/],
    ['an object larger than announced', { upload: 'tooLarge' }, /^mismatch: .*larger than the node announced/],
    [
      'another report in its place',
      { upload: { instead: printed(reportFor(idOf(2), RUN, 'c-1')) } },
      /^mismatch: .*not the one/,
    ],
    [
      'an object cut short',
      { upload: { instead: printed(reportFor(idOf(1), RUN, 'c-1')).slice(0, -90) } },
      /^truncated/,
    ],
    [
      'a report of another run',
      { stdout: printed(reportFor(idOf(1), 'other', 'c-1')) },
      /^mismatch: the report's runId is "other"/,
    ],
    [
      'a report of another command',
      { stdout: printed(reportFor(idOf(1), RUN, 'c-9')) },
      /^mismatch: the report's commandId/,
    ],
    ['a report of another plan', { report: { plan: 'c'.repeat(64) } }, /^mismatch: the report's plan/],
    ['no JSON', { stdout: printed('just text') }, /^unreadable: the report is no object/],
    [
      'an announcement beyond all bounds',
      { stdout: `winharden-report/1 bytes=99999999 sha256=${'0'.repeat(64)} encoding=json\n{` },
      /^too large/,
    ],
    [
      'a script that failed first',
      { stdout: '', stderr: '\u001b[31mAt line 1\r\nboom\u001b[0m', details: 'Failed' },
      /^script failed before it could report \(Systems Manager: Failed\): .*At line 1 boom/,
    ],
    ['a script that said nothing', { stdout: '' }, /and it printed nothing$/],
    ['a command never delivered', { stdout: '', details: 'DeliveryTimedOut' }, /^not delivered/],
    ['a script over its time', { stdout: '', details: 'ExecutionTimedOut' }, /^timed out/],
    ['a node out of reach', { stdout: '', details: 'Undeliverable' }, /^undeliverable/],
  ];
  for (const [what, behaviour, reason] of silent) {
    it(`says why there is no report: ${what}`, async () => {
      const { node, world } = await nodeOf(behaviour);
      assert.equal(node.outcome, 'NoReport');
      assert.match(node.reason ?? '', reason);
      assert.doesNotMatch(node.reason ?? '', /[\u0000-\u001f]/);
      assert.equal(world.folder.files.has(`nodes/${idOf(1)}.json`), false);
    });
  }

  it('tells a report cut by Systems Manager and names --bucket', async () => {
    const whole = printed(reportFor(idOf(1), RUN, 'c-1'));
    const { node } = await nodeOf({ stdout: `${whole.slice(0, 400)}--output truncated--` }, inline());
    assert.match(node.reason ?? '', /^truncated: .*use --bucket/);
  });

  it('keeps one node that cannot be fetched from ending the run', async () => {
    const world = new World(2);
    const { read } = world.fleet.bucket;
    world.fleet.bucket.read = async (bucket, key, most) => {
      if (key.includes(idOf(2))) throw new WinhardenError({ code: 'AwsRefused', message: 's3 refused it' });
      return read(bucket, key, most);
    };
    const result = await executeRun(world.ports, specFor({ maxErrors: '1' }), world.io);
    assert.deepEqual(
      result.nodes.outcomes.map(({ outcome }) => outcome),
      ['Remediated', 'NoReport'],
    );
    assert.match(result.nodes.outcomes[1]?.reason ?? '', /s3 refused it/);
  });

  it('rides out polls that fail, and pauses when they keep failing', async () => {
    const flaky = new World(1);
    const { invocations } = flaky.fleet;
    let failures = 2;
    flaky.fleet.invocations = async (commandId) => {
      if (failures-- > 0) throw new WinhardenError({ code: 'Unreachable', message: 'ssm could not be reached' });
      return invocations(commandId);
    };
    assert.equal((await executeRun(flaky.ports, specFor(), flaky.io)).state, 'finished');
    assert.equal(flaky.warnings().length, 2);

    const gone = new World(1);
    gone.fleet.invocations = async () => {
      throw new WinhardenError({ code: 'ExpiredCredentials', message: 'your AWS session has expired' });
    };
    const result = await executeRun(gone.ports, specFor(), gone.io);
    assert.equal(result.state, 'paused');
    assert.deepEqual(result.paused, {
      code: 'ExpiredCredentials',
      message: 'your AWS session has expired',
      next: [],
    });
    assert.equal(result.nodes.outcomes[0]?.outcome, 'NoReport');
  });
});
