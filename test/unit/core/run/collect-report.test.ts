import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { WinhardenError } from '../../../../src/core/errors.ts';
import type { UploadRight } from '../../../../src/core/ports.ts';
import type { ReportProblem } from '../../../../src/core/report/problem.ts';
import { executeRun } from '../../../../src/core/run/execute-run.ts';
import { type Behaviour, idOf, inline, printed, reportFor, specFor, World } from './doubles.ts';

const RUN = '20261123T180000Z-3f9c1a';
/** A report that Systems Manager does not return as a whole. */
const LONG: Behaviour = { report: { baseline: 'x'.repeat(30_000) } };

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

  const silent: [string, ReportProblem, Behaviour, RegExp][] = [
    ['an object that may not be read', 'readDenied', { ...LONG, upload: 'denied' }, /^denied: .*s3:GetObject/],
    ['an object without content', 'empty', { ...LONG, upload: { instead: '' } }, /^empty: s3:\/\/results\/.*stdout/],
    ['an object larger than announced', 'forged', { upload: 'tooLarge' }, /^forged: .*larger than the node announced/],
    [
      'another report in its place',
      'forged',
      { upload: { instead: printed(reportFor(idOf(2), RUN, 'c-1')) } },
      /^forged: .*not the one/,
    ],
    [
      'an object cut short',
      'truncated',
      { upload: { instead: printed(reportFor(idOf(1), RUN, 'c-1')).slice(0, -90) } },
      /^truncated/,
    ],
    [
      'a report of another run',
      'forged',
      { stdout: printed(reportFor(idOf(1), 'other', 'c-1')) },
      /^forged: the report's runId is "other"/,
    ],
    [
      'a report of another command',
      'forged',
      { stdout: printed(reportFor(idOf(1), RUN, 'c-9')) },
      /^forged: the report's commandId/,
    ],
    ['a report of another plan', 'forged', { report: { plan: 'c'.repeat(64) } }, /^forged: the report's plan/],
    ['no JSON', 'unreadable', { stdout: printed('just text') }, /^unreadable: the report is no object/],
    [
      'an announcement beyond all bounds',
      'tooLarge',
      { stdout: `winharden-report/1 bytes=99999999 sha256=${'0'.repeat(64)} encoding=json\n{` },
      /^too large/,
    ],
    [
      'a script that failed first',
      'noHeader',
      { stdout: '', stderr: '\u001b[31mAt line 1\r\nboom\u001b[0m', details: 'Failed' },
      /^script failed before it could report \(Systems Manager: Failed\): .*At line 1 boom/,
    ],
    ['a script that said nothing', 'noHeader', { stdout: '' }, /and it printed nothing$/],
    ['a command never delivered', 'notDelivered', { stdout: '', details: 'DeliveryTimedOut' }, /^not delivered/],
    ['a script over its time', 'timedOut', { stdout: '', details: 'ExecutionTimedOut' }, /^timed out/],
    ['a node out of reach', 'undeliverable', { stdout: '', details: 'Undeliverable' }, /^undeliverable/],
  ];
  for (const [what, problem, behaviour, reason] of silent) {
    it(`says why there is no report: ${what}`, async () => {
      const { node, world } = await nodeOf(behaviour);
      assert.deepEqual([node.outcome, node.reportProblem], ['NoReport', problem]);
      assert.match(node.reason ?? '', reason);
      assert.doesNotMatch(node.reason ?? '', /[\u0000-\u001f]/);
      assert.equal(world.folder.files.has(`nodes/${idOf(1)}.json`), false);
    });
  }

  const missing: [string, ReportProblem, Partial<UploadRight>, Behaviour, RegExp][] = [
    [
      'IAM says no',
      'noPermission',
      { may: 'no' },
      {},
      /^no permission: the role web of the instance profile web-nodes lacks s3:PutObject on s3:\/\/results\/winharden\/c-1\/.*IAM says/,
    ],
    ['IAM says yes', 'notUploaded', { may: 'yes' }, {}, /^not uploaded: .*IAM lets the role web .*bucket's policy/],
    [
      'nobody may ask IAM, and no node has uploaded',
      'noPermission',
      { role: null, may: 'unknown' },
      {},
      /the instance profile web-nodes lacks s3:PutObject .*nothing of any node/,
    ],
    [
      'a node without an instance profile',
      'noPermission',
      { profile: null, role: null, may: 'unknown' },
      {},
      /the role of the node \(EC2 tells of no instance profile\) lacks s3:PutObject/,
    ],
    ['the node put something else there', 'notUploaded', { may: 'no' }, { other: true }, /put its other output/],
  ];
  for (const [what, problem, right, behaviour, reason] of missing) {
    it(`tells why an object is missing: ${what}`, async () => {
      const world = new World(1);
      world.right = { profile: 'web-nodes', role: 'web', may: 'unknown', ...right };
      world.fleet.behaviour[idOf(1)] = { ...behaviour, upload: 'missing' };
      const [node] = (await executeRun(world.ports, specFor(), world.io)).nodes.outcomes;
      assert.deepEqual([node?.outcome, node?.reportProblem], ['NoReport', problem]);
      assert.match(node?.reason ?? '', reason);
    });
  }

  it('does not blame the permission where other nodes did upload', async () => {
    const world = new World(2);
    world.fleet.behaviour[idOf(2)] = { upload: 'missing' };
    const [, node] = (await executeRun(world.ports, specFor({ maxErrors: '1' }), world.io)).nodes.outcomes;
    assert.equal(node?.reportProblem, 'notUploaded');
    assert.match(node?.reason ?? '', /other nodes did upload/);
  });

  for (const upload of ['inline', 'denied', { instead: '' }] as const) {
    it(`takes a short report through Systems Manager where the object is no help: ${JSON.stringify(upload)}`, async () => {
      const { node, world } = await nodeOf({ upload });
      assert.deepEqual([node.outcome, node.report?.source, node.reportProblem], ['Remediated', 'inline', undefined]);
      assert.match(world.warnings().join(), /came through Systems Manager and is not in the bucket: \w/);
    });
  }

  it('looks for missing objects side by side', async () => {
    const world = new World(40);
    for (let number = 1; number <= 40; number++) world.fleet.behaviour[idOf(number)] = { upload: 'missing' };
    const waiting: number[] = [];
    world.clock.sleep = async (milliseconds) => {
      waiting.push(milliseconds);
      await new Promise((resolve) => setTimeout(resolve, milliseconds / 100));
      world.clock.time += milliseconds / 40;
    };
    await executeRun(world.ports, specFor({ canary: 0, waveSize: '40', maxErrors: '40' }), world.io);
    const third = waiting.indexOf(4000);
    assert.equal(waiting.slice(0, third).filter((each) => each === 1000).length, 40, 'before the third look of any');
  });

  it('stays with S3 for minutes while it fails, and not with credentials that have expired, and loses no node', async () => {
    for (const [code, minutes] of [
      ['AwsUnavailable', 5],
      ['ExpiredCredentials', 0],
    ] as const) {
      const world = new World(1);
      world.fleet.bucket.read = async () => {
        throw new WinhardenError({ code, message: 'AWS answered s3:GetObject with 503 SlowDown' });
      };
      const began = world.clock.time;
      assert.equal((await executeRun(world.ports, specFor(), world.io)).state, 'paused');
      assert.equal(Math.round((world.clock.time - began) / 60_000), minutes);
      assert.ok(!world.folder.journal.some(({ type }) => type === 'nodeEnded'));
    }
  });

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
