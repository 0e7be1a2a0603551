import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { WinhardenError } from '../../../../src/core/errors.ts';
import type { Outcome } from '../../../../src/core/results/model.ts';
import { executeRun } from '../../../../src/core/run/execute-run.ts';
import type { RunSpec } from '../../../../src/core/run/model.ts';
import { idOf, inline, printed, reportFor, specFor, World } from './doubles.ts';

const run = (world: World, spec: RunSpec = specFor()) => executeRun(world.ports, spec, world.io);
const outcomes = (result: { nodes: { outcomes: { outcome: Outcome }[] } }) =>
  result.nodes.outcomes.map((node) => node.outcome);

/** The first and the last stay where they are; what is written at the same time between them comes in no order. */
const inOrder = (keys: string[]) => [keys[0], ...keys.slice(1, -1).sort(), keys.at(-1)];

describe('executeRun', () => {
  it('takes a fleet through canary and growing waves and counts every control', async () => {
    const world = new World(40);
    const result = await run(world);
    assert.equal(result.state, 'finished');
    assert.deepEqual(
      result.waves.map((wave) => [wave.nodes.length, wave.canary, wave.outcome]),
      [
        [1, true, 'passed'],
        [5, false, 'passed'],
        [10, false, 'passed'],
        [10, false, 'passed'],
        [10, false, 'passed'],
        [4, false, 'passed'],
      ],
    );
    assert.deepEqual(new Set(outcomes(result)), new Set(['Remediated']));
    assert.deepEqual(result.controls, [
      { id: '1.1', title: 'One', level: 'L1', statuses: { Remediated: 40 } },
      { id: '1.2', title: 'Two', level: 'L1', statuses: { Compliant: 40 } },
    ]);
    assert.equal(world.fleet.polls, 6);
  });

  it('looks at growing intervals, and often again as soon as nodes end', async () => {
    const world = new World(3);
    world.fleet.behaviour = { [idOf(1)]: { polls: 4 }, [idOf(2)]: { polls: 4 }, [idOf(3)]: { polls: 6 } };
    const looks: number[] = [];
    const { open } = world.fleet;
    world.fleet.open = (name) => {
      if (name !== undefined) looks.push(world.clock.time);
      return open(name);
    };
    await run(world, specFor({ canary: 0, maxConcurrency: 3 }));
    const pauses = looks.slice(1).map((time, i) => (time - (looks[i] ?? time)) / 1000);
    const growing = pauses.slice(0, -2);
    assert.ok(growing.length > 1 && growing.every((pause, i) => pause > (growing[i - 1] ?? 2)), `${pauses}`);
    assert.deepEqual(pauses.slice(-2), [2, 2.5]);
  });

  it('pins the published version and its hash, and names run, bucket and prefix in every command', async () => {
    const world = new World(1);
    const { runId, document } = await run(world, specFor({ prefix: '/a/b/' }));
    assert.equal(runId, '20261123T180000Z-3f9c1a');
    const [request] = world.fleet.requests;
    assert.deepEqual(request?.document, { name: 'winharden-tiny-apply', version: '1', hash: document.hash });
    assert.deepEqual(request?.s3, { bucket: 'results', prefix: 'a/b' });
    assert.deepEqual(request?.parameters, { RunId: runId, ReportEncoding: 'json' });
    assert.ok(request?.comment.includes(runId) && request.comment.length <= 100);
  });

  it('asks for compressed reports and reads them inline when there is no bucket', async () => {
    const world = new World(2);
    const result = await run(world, inline());
    assert.deepEqual(outcomes(result), ['Remediated', 'Remediated']);
    assert.equal(world.fleet.requests[0]?.parameters['ReportEncoding'], 'gzip');
    assert.equal(result.nodes.outcomes[0]?.report?.source, 'inline');
    assert.equal(result.s3, null);
    assert.equal(world.fleet.writes.size, 0);
  });

  it('writes and sends nothing in a dry run, not even the document', async () => {
    const world = new World(3);
    const result = await run(world, specFor({ dryRun: true }));
    assert.equal(result.state, 'dryRun');
    assert.deepEqual([world.fleet.requests, world.documents.writes], [[], []]);
    assert.deepEqual([world.folders.size, world.previews.length], [0, 1]);
    assert.equal(result.nodes.selected, 3);
    assert.deepEqual(
      result.nodes.outcomes.map(({ outcome, wave }) => [outcome, wave]),
      [
        ['NotSent', 1],
        ['NotSent', 2],
        ['NotSent', 2],
      ],
    );
  });

  it('refuses a wave size that is none before it asks AWS', async () => {
    const world = new World(3);
    await assert.rejects(run(world, specFor({ waveSize: 'half' })), { code: 'InvalidNumber', exit: 2 });
    assert.deepEqual([world.previews.length, world.documents.writes], [0, []]);
  });

  it('leaves out nodes of a release that no control is for', async () => {
    const world = new World(2);
    world.inventory.nodes = world.inventory.nodes.map((node, index) =>
      index === 0 ? { ...node, platformName: 'Microsoft Windows Server 2016 Datacenter' } : node,
    );
    const controls = [
      { id: '1', title: 'Later', level: 'L1', kind: 'registry' as const, when: { release: [2022 as const] } },
    ];
    const result = await run(world, specFor({}, { controls }));
    assert.deepEqual(
      result.nodes.outcomes.map(({ instanceId }) => instanceId),
      [idOf(2)],
    );
    assert.match(world.previews[0]?.excluded[0]?.reason ?? '', /holds nothing for Windows Server 2016, only for 2022$/);
  });

  it('stops before anything is written when the user declines', async () => {
    const world = new World(3);
    world.answer = false;
    await assert.rejects(run(world), { code: 'Declined', exit: 1 });
    assert.deepEqual([world.documents.writes, world.folders.size], [[], 0]);
    assert.deepEqual(
      world.previews[0]?.waves.map((wave) => wave.nodes.length),
      [1, 2],
    );
    assert.equal(world.previews[0]?.identity.account, '111122223333');
  });

  it('stops at a canary that fails, however many errors are allowed', async () => {
    const world = new World(5);
    world.fleet.behaviour[idOf(1)] = { report: { error: 'no backup could be written' }, details: 'Failed' };
    const result = await run(world, specFor({ maxErrors: '100%' }));
    assert.equal(result.state, 'stopped');
    assert.deepEqual(outcomes(result), ['Failed', 'NotSent', 'NotSent', 'NotSent', 'NotSent']);
    assert.match(result.waves[0]?.reason ?? '', /canary failed.*no backup could be written/);
  });

  it('stops at a node that lost a vital service, however many errors are allowed', async () => {
    const lost = [{ name: 'kubelet', before: 'Running', after: 'Stopped' }];
    for (const report of [{ vitalServices: lost }, { restored: true, vitalServices: lost }]) {
      const world = new World(12);
      world.fleet.behaviour[idOf(3)] = { report };
      const stopped = await run(world, specFor({ maxErrors: '100%' }));
      assert.equal(stopped.state, 'stopped');
      assert.match(stopped.waves[1]?.reason ?? '', /^i-0+3 lost a vital service: kubelet$/);
      assert.match(stopped.nodes.outcomes[2]?.reason ?? '', /lost the vital service kubelet$/);
      assert.deepEqual(outcomes(stopped).slice(6), Array(6).fill('NotSent'));
    }
  });

  it('counts failed, put back and silent nodes against --max-errors', async () => {
    const world = new World(12);
    world.fleet.behaviour[idOf(2)] = { report: { restored: true }, details: 'Failed' };
    world.fleet.behaviour[idOf(3)] = { report: { error: 'the disk is full' } };
    world.fleet.behaviour[idOf(4)] = { upload: 'missing' };
    const stopped = await run(world, specFor({ maxErrors: '2' }));
    assert.equal(stopped.state, 'stopped');
    assert.match(stopped.waves[1]?.reason ?? '', /^3 nodes failed or gave no report, and --max-errors allows 2$/);
    assert.deepEqual(outcomes(stopped).slice(1, 7), [
      'Failed',
      'Failed',
      'NoReport',
      'Remediated',
      'Remediated',
      'NotSent',
    ]);
    assert.match(stopped.nodes.outcomes[1]?.reason ?? '', /^put back/);

    const again = new World(12);
    again.fleet.behaviour = world.fleet.behaviour;
    assert.equal((await run(again, specFor({ maxErrors: '25%' }))).state, 'finished');
  });

  it('tells SSM how many errors are left', async () => {
    const world = new World(31);
    world.fleet.behaviour[idOf(3)] = { upload: 'missing' };
    await run(world, specFor({ maxErrors: '10%', waveSize: '50%' }));
    assert.deepEqual(
      world.fleet.requests.map((request) => request.maxErrors),
      ['0', '3', '2'],
    );
  });

  it('takes nodes that SSM did not start for not sent', async () => {
    const world = new World(3);
    world.fleet.behaviour[idOf(3)] = { details: 'Terminated', stdout: '' };
    const result = await run(world);
    assert.deepEqual(outcomes(result), ['Remediated', 'Remediated', 'NotSent']);
  });

  it('starts no wave after Ctrl-C, and says that what was sent goes on', async () => {
    const world = new World(10);
    world.fleet.behaviour[idOf(1)] = { polls: 3 };
    const { sleep } = world.clock;
    let sleeps = 0;
    world.clock.sleep = async (milliseconds, signal) => {
      if (++sleeps === 2) world.controller.abort();
      await sleep(milliseconds, signal);
    };
    const result = await run(world);
    assert.equal(result.state, 'interrupted');
    assert.equal(world.fleet.requests.length, 1);
    assert.equal(result.nodes.outcomes[0]?.outcome, 'NoReport');
    assert.match(result.nodes.outcomes[0]?.reason ?? '', /still under way/);
    assert.ok(world.warnings().some((text) => text.includes(result.runId)));
    assert.ok(!world.folder.journal.some((record) => record.type === 'nodeEnded'));
  });

  it('sends nothing when interrupted before the first wave', async () => {
    const world = new World(1);
    world.controller.abort();
    await assert.rejects(run(world), { code: 'Interrupted', exit: 130 });
    assert.equal(world.fleet.requests.length, 0);
  });

  it('goes away after the wait with the run still in progress', async () => {
    const world = new World(1);
    world.fleet.behaviour[idOf(1)] = { polls: 10_000 };
    const result = await run(world, specFor({ waitMinutes: 2 }));
    assert.equal(result.state, 'inProgress');
    assert.equal(result.finished, null);
    assert.equal(world.clock.time, Date.parse('2026-11-23T18:02:00Z'));
    assert.ok(world.fleet.polls < 15, `${world.fleet.polls} polls in two minutes`);
  });

  it('journals each send before and after it, and keeps plan, result and reports', async () => {
    const world = new World(2);
    const result = await run(world);
    assert.deepEqual(
      world.folder.journal.map((record) => record.type),
      [
        'started',
        'published',
        'sending',
        'sent',
        'nodeEnded',
        'waveEnded',
        'sending',
        'sent',
        'nodeEnded',
        'waveEnded',
        'finished',
      ],
    );
    assert.deepEqual(world.folder.files.get('result.json'), result);
    assert.deepEqual(world.folder.files.get('plan.json'), { hash: 'a'.repeat(64) });
    assert.equal((world.folder.files.get(`nodes/${idOf(2)}.json`) as { runId: string }).runId, result.runId);
    assert.deepEqual(inOrder([...world.fleet.writes.keys()]), [
      `winharden/runs/${result.runId}/manifest.json`,
      `winharden/results/v1/controls/day=2026-11-23/run=${result.runId}/part-00001.json.gz`,
      `winharden/results/v1/nodes/day=2026-11-23/run=${result.runId}/part-00001.json.gz`,
      `winharden/runs/${result.runId}/result.json`,
    ]);
  });

  it('goes on without the record in S3 when the operator may not write it', async () => {
    const world = new World(1);
    world.fleet.bucket.write = async () => {
      throw new WinhardenError({ code: 'NoPermission', message: 'you may not call s3:PutObject' });
    };
    const result = await run(world);
    assert.equal(result.state, 'finished');
    assert.ok(world.warnings().some((text) => text.includes('s3:PutObject')));
  });

  it('fails as a whole when the first command cannot be sent, and leaves no run that seems to go on', async () => {
    const world = new World(3);
    world.fleet.answers = [new WinhardenError({ code: 'NoPermission', message: 'you may not call ssm:SendCommand' })];
    await assert.rejects(run(world), { code: 'NoPermission' });
    assert.equal((world.folder.files.get('result.json') as { state: string }).state, 'stopped');
  });

  it('stops with a result when a later command cannot be sent', async () => {
    const world = new World(3);
    const { send } = world.fleet;
    world.fleet.send = async (request) => {
      if (world.fleet.requests.length > 0) throw new WinhardenError({ code: 'NoPermission', message: 'you may not' });
      return send(request);
    };
    const result = await run(world);
    assert.equal(result.state, 'stopped');
    assert.deepEqual(outcomes(result), ['Remediated', 'NotSent', 'NotSent']);
    assert.equal(result.waves[1]?.reason, 'you may not');
  });

  it('cannot be told what to do by a report: ids it names choose no file, unknown controls are dropped', async () => {
    const world = new World(1);
    const runId = '20261123T180000Z-3f9c1a';
    const hostile = reportFor('../../etc/passwd', runId, 'c-1');
    world.fleet.behaviour[idOf(1)] = { stdout: printed(hostile) };
    const forged = await run(world);
    assert.equal(forged.nodes.outcomes[0]?.outcome, 'NoReport');
    assert.match(forged.nodes.outcomes[0]?.reason ?? '', /^forged: the report's instanceId is/);
    assert.ok(![...world.folder.files.keys()].some((name) => name.startsWith('nodes/')));

    const chatty = new World(1);
    const controls = [
      ...reportFor('', '', '').controls,
      { id: '9.9', status: 'Compliant' as const, found: 1, required: 1 },
    ];
    chatty.fleet.behaviour[idOf(1)] = { report: { controls } };
    const result = await run(chatty);
    assert.deepEqual(result.nodes.outcomes[0]?.compliant, 1);
    assert.match(chatty.warnings()[0] ?? '', /1 controls that are not in the plan/);
  });
});
