import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { cancelRun } from '../../../src/actions/cancel-run.ts';
import { listRuns } from '../../../src/actions/list-runs.ts';
import { makePlan } from '../../../src/actions/make-plan.ts';
import { type RollbackInput, rollbackRun } from '../../../src/actions/rollback-run.ts';
import { showRun } from '../../../src/actions/show-run.ts';
import { type StartRunInput, startRun } from '../../../src/actions/start-run.ts';
import type { App } from '../../../src/core/ports.ts';
import type { ControlResult } from '../../../src/core/report/model.ts';
import { smallPolicyFiles } from '../core/baseline/small-policy.ts';
import { FakeCompliance } from '../core/compliance/doubles.ts';
import { FakePosture } from '../core/posture/doubles.ts';
import { idOf, OPTIONS, World } from '../core/run/doubles.ts';
import { smallEngine } from '../core/script/small-engine.ts';
import { FakeAssociations } from './fake-associations.ts';
import { UNUSED } from './unused-ports.ts';

const CHANGE = { id: '1.1', address: 'PasswordHistorySize', before: 0, after: 24 };

/** A fleet whose nodes are held to the small baseline and answer for each of its controls. */
async function fleetOf(nodes: number): Promise<{ world: World; app: App }> {
  const world = new World(nodes);
  const app: App = {
    ...world.ports,
    ...UNUSED,
    associations: new FakeAssociations(),
    ids: { suffix: () => `${world.folders.size}`.padStart(6, '0') },
    today: () => '2026-11-23',
    policy: smallPolicyFiles(),
    gpos: { read: async () => [] },
    engine: { read: async () => smallEngine() },
    packer: { read: async () => ({ template: '', openSsh: '' }) },
    compliance: new FakeCompliance().port,
    posture: new FakePosture().port,
    within: async () => app,
  };
  const { plan } = await makePlan(app, { baseline: 'small' });
  const ids = [...new Set(plan.controls.map((control) => control.id))];
  const controls: ControlResult[] = ids.map((id) => ({ id, status: 'Compliant', found: null, required: null }));
  world.fleet.common = { baseline: 'small', plan: plan.hash, controls, changes: [] };
  return { world, app };
}

const input = (over: Partial<StartRunInput> = {}): StartRunInput => ({
  operation: 'apply',
  baseline: 'small',
  include: [],
  selector: { tags: ['env=test'], instanceIds: [] },
  ...OPTIONS,
  ...over,
});
const rollback = (runId: string): RollbackInput => ({ runId, ...OPTIONS, reboot: 'if-required' });

describe('startRun', () => {
  it('publishes the rendered document of the operation and runs it', async () => {
    const { world, app } = await fleetOf(2);
    const result = await startRun(app, input(), world.io);
    assert.equal(result.state, 'finished');
    assert.deepEqual(
      result.nodes.outcomes.map(({ outcome }) => outcome),
      ['Compliant', 'Compliant'],
    );
    assert.equal(result.document.name, 'winharden-small-apply');
    assert.deepEqual(result.aws.calls, { 'ssm:SendCommand': 2 });
    assert.deepEqual((await startRun(app, input(), world.io)).aws.calls, { 'ssm:SendCommand': 2 });
    assert.match(world.documents.versions[0]?.content ?? '', /Invoke-WinHarden -Operation apply/);
    assert.ok(result.controls.some(({ id, title }) => id === '1.1' && title === 'Remember earlier passwords'));
  });

  it('tells an apply whether nodes may restart, and an audit nothing of it', async () => {
    const { world, app } = await fleetOf(1);
    await startRun(app, input(), world.io);
    await startRun(app, input({ reboot: 'if-required' }), world.io);
    await startRun(app, input({ operation: 'audit' }), world.io);
    assert.deepEqual(
      world.fleet.requests.map(({ parameters }) => parameters['Reboot']),
      ['never', 'if-required', undefined],
    );
    assert.deepEqual(
      world.previews.map(({ restartMinutes }) => restartMinutes),
      [null, 30, null],
    );
  });

  it('shows what it is about to do, opt-in controls counted as waived', async () => {
    const { world, app } = await fleetOf(3);
    await startRun(app, input({ operation: 'audit', dryRun: true }), world.io);
    const [preview] = world.previews;
    assert.equal(preview?.operation, 'audit');
    assert.equal(preview?.document.name, 'winharden-small-audit');
    assert.deepEqual([preview?.controls, preview?.waived, preview?.manual], [12, 1, 2]);
    await startRun(app, input({ dryRun: true, include: ['own-2'] }), world.io);
    assert.equal(world.previews[1]?.waived, 0);
  });

  it('passes on what policy warns of', async () => {
    const { world, app } = await fleetOf(1);
    const policy = smallPolicyFiles({
      'winharden.yaml': 'waivers:\n  - { controls: ["1.1"], reason: later, owner: me, expires: 2026-01-31 }\n',
    });
    await startRun({ ...app, policy }, input({ configFile: 'winharden.yaml', dryRun: true }), world.io);
    assert.ok(
      world.warnings().some((text) => /expired on 2026-01-31/.test(text)),
      world.warnings().join('\n'),
    );
  });

  it('makes instance ids of the tags that a waiver names, before it shows anything', async () => {
    const { world, app } = await fleetOf(2);
    const [first] = world.inventory.machines;
    if (first) first.tags = { ...first.tags, team: 'web' };
    const waivers = 'waivers:\n  - { controls: ["1.1"], reason: later, nodes: { tags: { team: web } } }\n';
    const policy = smallPolicyFiles({ 'winharden.yaml': waivers });
    const result = await startRun({ ...app, policy }, input({ configFile: 'winharden.yaml', dryRun: true }), world.io);
    assert.deepEqual(result.waivers?.[0]?.when, { instanceId: [idOf(1)] });
    assert.deepEqual(
      world.warnings().filter((text) => /tags/.test(text)),
      [],
    );
    assert.notEqual(result.plan, (await makePlan(app, { baseline: 'small' })).plan.hash);
  });

  it('warns of waivers that held on no node', async () => {
    const { world, app } = await fleetOf(1);
    const policy = smallPolicyFiles({
      'winharden.yaml': 'waivers:\n  - { controls: ["1.1"], reason: later, owner: Ops }\n',
    });
    const { plan } = await makePlan({ ...app, policy }, { baseline: 'small', configFile: 'winharden.yaml' });
    world.fleet.common = { ...world.fleet.common, plan: plan.hash };
    const result = await startRun({ ...app, policy }, input({ configFile: 'winharden.yaml' }), world.io);
    assert.deepEqual(
      result.waivers?.map(({ state }) => state),
      ['unused'],
    );
    assert.ok(world.warnings().includes('held on no node of this run: waiver of Ops for 1.1'), world.warnings().join());
  });

  it('refuses an unknown baseline and a bad selector before it asks AWS anything', async () => {
    const { world, app } = await fleetOf(1);
    await assert.rejects(startRun(app, input({ baseline: 'smal' }), world.io), { code: 'UnknownBaseline', exit: 2 });
    await assert.rejects(startRun(app, input({ selector: { tags: [], instanceIds: [] } }), world.io), {
      code: 'NoSelector',
    });
    assert.deepEqual(world.inventory.asked, []);
  });
});

describe('rollbackRun', () => {
  it('sends the rollback document, with the run to undo, to the nodes that the run changed', async () => {
    const { world, app } = await fleetOf(5);
    world.fleet.behaviour[idOf(2)] = { report: { changes: [CHANGE] } };
    world.fleet.behaviour[idOf(3)] = { report: { changes: [CHANGE], restored: true } };
    world.fleet.behaviour[idOf(4)] = { upload: 'missing' };
    world.fleet.behaviour[idOf(5)] = { stdout: '', details: 'Undeliverable' };
    const applied = await startRun(app, input({ maxErrors: '5', canary: 0 }), world.io);

    const sent = world.fleet.requests.length;
    world.fleet.behaviour = {};
    world.fleet.common = {
      ...world.fleet.common,
      operation: 'rollback',
      changes: [CHANGE],
      controls: [{ id: '1.1', status: 'Remediated', found: 24, required: 0 }],
    };
    const result = await rollbackRun(app, rollback(applied.runId), world.io);
    assert.deepEqual(
      world.fleet.requests.slice(sent).flatMap((request) => request.instanceIds),
      [idOf(2), idOf(4)],
    );
    assert.equal(world.fleet.requests.at(-1)?.parameters['TargetRunId'], applied.runId);
    assert.equal(world.fleet.requests.at(-1)?.parameters['Reboot'], 'if-required');
    assert.notEqual(result.runId, applied.runId);
    assert.equal(result.document.name, 'winharden-small-rollback');
    assert.deepEqual(
      result.nodes.outcomes.map(({ outcome, remediated }) => [outcome, remediated]),
      [
        ['Remediated', 1],
        ['Remediated', 1],
      ],
    );
  });

  it('says that there is nothing to put back after an audit or a run without changes', async () => {
    const { world, app } = await fleetOf(1);
    const applied = await startRun(app, input(), world.io);
    await assert.rejects(rollbackRun(app, rollback(applied.runId), world.io), {
      code: 'NothingToRollBack',
      exit: 2,
      message: /it changed no node/,
    });
    world.fleet.common = { ...world.fleet.common, operation: 'audit' };
    const audited = await startRun(app, input({ operation: 'audit' }), world.io);
    await assert.rejects(rollbackRun(app, rollback(audited.runId), world.io), { message: /it was an audit/ });
  });

  it('waits for a run that was left, because its nodes may be at work, until it is cancelled', async () => {
    const { world, app } = await fleetOf(2);
    world.fleet.behaviour[idOf(1)] = { report: { changes: [CHANGE] } };
    world.fleet.behaviour[idOf(2)] = { polls: 10_000 };
    const left = await startRun(app, input({ waitMinutes: 1 }), world.io);
    assert.equal(left.state, 'inProgress');
    await assert.rejects(rollbackRun(app, rollback(left.runId), world.io), {
      code: 'RunNotEnded',
      exit: 2,
      message: /has not ended \(inProgress\)/,
    });
    assert.equal((await cancelRun(app, { runId: left.runId, waitMinutes: 1 }, world.io)).state, 'cancelled');
    world.fleet.behaviour[idOf(2)] = {};
    world.fleet.common = { ...world.fleet.common, operation: 'rollback' };
    const back = await rollbackRun(app, rollback(left.runId), world.io);
    assert.equal(back.nodes.selected, 2);
  });
});

describe('listRuns and showRun', () => {
  it('tell of the runs that this machine keeps, newest first, with their reports', async () => {
    const { world, app } = await fleetOf(3);
    world.fleet.behaviour[idOf(3)] = { upload: 'missing' };
    const first = await startRun(app, input({ maxErrors: '1' }), world.io);
    const second = await startRun(app, input({ maxErrors: '1' }), world.io);
    const runs = await listRuns(app);
    assert.deepEqual(
      runs.map((run) => run.runId),
      [second.runId, first.runId],
    );
    assert.deepEqual(runs[0]?.nodes, { selected: 3, Compliant: 2, NoReport: 1 });
    const { reports, ...result } = await showRun(app, first.runId);
    assert.deepEqual(result, first);
    assert.deepEqual(
      reports.map((report) => report.node.instanceId),
      [idOf(1), idOf(2)],
    );
  });

  it('say that a run without a result is damaged', async () => {
    const { world, app } = await fleetOf(1);
    const { runId } = await startRun(app, input(), world.io);
    world.folders.get(runId)?.files.delete('result.json');
    await assert.rejects(showRun(app, runId), { code: 'DamagedRun', message: /no result\.json/ });
    assert.deepEqual(await listRuns(app), []);
  });
});
