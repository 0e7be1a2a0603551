import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type RemediateInput, remediate } from '../../../src/actions/remediate.ts';
import { showDrift } from '../../../src/actions/show-drift.ts';
import type { PastRun } from '../../../src/core/drift/model.ts';
import type { App } from '../../../src/core/ports.ts';
import type { RunResult } from '../../../src/core/results/model.ts';
import { smallPolicyFiles } from '../core/baseline/small-policy.ts';
import { FakeCompliance } from '../core/compliance/doubles.ts';
import { idOf as nodeOf, pastRun, type Said } from '../core/drift/past-runs.ts';
import { FakePosture } from '../core/posture/doubles.ts';
import { FakeFolder, OPTIONS, World } from '../core/run/doubles.ts';
import { smallEngine } from '../core/script/small-engine.ts';
import { FakeAssociations } from './fake-associations.ts';
import { UNUSED } from './unused-ports.ts';

const POLICY = { baseline: ['small'] };
const ofSmall = (hour: number, said: Said, more: Partial<RunResult> = {}) =>
  pastRun(hour, said, { baseline: 'small', policy: POLICY, ...more });

/** An app that keeps these runs, the report of each node as a file. */
async function keeping(...runs: PastRun[]): Promise<{ world: World; app: App }> {
  const world = new World(3);
  const folders = new Map<string, FakeFolder>();
  for (const { result, findings } of runs) {
    const folder = new FakeFolder(`/runs/${result.runId}`);
    const report = { source: 'inline' as const, bytes: 1, sha256: 'a'.repeat(64) };
    const outcomes = result.nodes.outcomes.map((node) => (node.outcome === 'NoReport' ? node : { ...node, report }));
    await folder.write('result.json', { ...result, nodes: { ...result.nodes, outcomes } });
    for (const { instanceId, controls } of await findings()) {
      await folder.write(`nodes/${instanceId}.json`, {
        node: { instanceId },
        controls,
        changes: [],
        vitalServices: [],
      });
    }
    folders.set(result.runId, folder);
  }
  const app: App = {
    ...world.ports,
    ...UNUSED,
    clock: { ...world.ports.clock, now: () => new Date('2027-01-31T23:00:00Z') },
    runs: {
      ...world.ports.runs,
      list: async () => [...folders.keys()],
      open: async (runId) => folders.get(runId) as FakeFolder,
    },
    associations: new FakeAssociations(),
    compliance: new FakeCompliance().port,
    posture: new FakePosture().port,
    today: () => '2027-01-31',
    policy: smallPolicyFiles(),
    gpos: { read: async () => [] },
    engine: { read: async () => smallEngine() },
    packer: { read: async () => ({ template: '', openSsh: '' }) },
    within: async () => app,
  };
  return { world, app };
}

const input = (over: Partial<RemediateInput> = {}): RemediateInput => ({
  controls: [],
  policy: {},
  ...OPTIONS,
  dryRun: true,
  ...over,
});

const DRIFTED = [
  ofSmall(1, { 1: { '1.1': 'Compliant', '1.2': 'Compliant' }, 2: { '1.1': 'Compliant', '1.2': 'NonCompliant' } }),
  ofSmall(2, { 1: { '1.1': 'NonCompliant', '1.2': 'Error' }, 2: { '1.1': 'NonCompliant', '1.2': 'NonCompliant' } }),
];
const LATER = DRIFTED[1]?.result.runId ?? '';

const idsOf = (result: RunResult | null) => [
  ...new Set((result?.controls ?? []).map(({ id }) => id)),
  ...(result?.nodes.outcomes ?? []).map(({ instanceId }) => Number(instanceId.at(-1))),
];

describe('remediate', () => {
  it('is an apply of what drifted, on the nodes where it did', async () => {
    const { world, app } = await keeping(...DRIFTED);
    const result = await remediate(app, input(), world.io);
    assert.deepEqual(idsOf(result), ['1.1', '1.2', 1, 2]);
    assert.deepEqual([result?.operation, result?.baseline, result?.partOf], ['apply', 'small-part', 'small']);
    assert.deepEqual(result?.selector, { by: 'ids', ids: [nodeOf(1), nodeOf(2)] });
    assert.equal(result?.document.name, 'winharden-small-part-apply');
    assert.equal(world.previews[0]?.controls, 2);
    assert.deepEqual(idsOf(await remediate(app, input({ controls: ['1.2'] }), world.io)), ['1.2', 1]);
  });

  it('names nodes where others do not meet a control either, and nobody wants them changed', async () => {
    const { world, app } = await keeping(...DRIFTED);
    await remediate(app, input({ dryRun: false }), world.io);
    const [document] = world.documents.versions;
    const named = [...(document?.content ?? '').matchAll(/"instanceId":\[[^\]]*\]/g)].map(([text]) => text);
    assert.deepEqual([...new Set(named)], [`"instanceId":["${nodeOf(1)}"]`]);
  });

  it('is of whatever a run found, drifted or not', async () => {
    const { world, app } = await keeping(...DRIFTED);
    assert.deepEqual(idsOf(await remediate(app, input({ runId: LATER, controls: ['1.2'] }), world.io)), ['1.2', 1, 2]);
  });

  it('is nothing where all is well, or nothing is left of it', async () => {
    const { world, app } = await keeping(...DRIFTED.slice(0, 1));
    assert.equal(await remediate(app, input(), world.io), null);
    assert.equal(
      await remediate(app, input({ runId: DRIFTED[0]?.result.runId ?? '', controls: ['9.*'] }), world.io),
      null,
    );
    assert.deepEqual(world.previews, []);
  });

  it('asks as the run did, but for what is asked otherwise', async () => {
    const policy = { baseline: ['small'], acceptRisk: ['1.1'], noOverlay: true };
    const { world, app } = await keeping(
      ...DRIFTED.slice(0, 1),
      ofSmall(2, { 1: { '1.1': 'NonCompliant' } }, { policy }),
    );
    const asked = await remediate(app, input(), world.io);
    assert.deepEqual(asked?.policy, policy);
    const otherwise = await remediate(app, input({ policy: { acceptRisk: ['1.2'] } }), world.io);
    assert.deepEqual(otherwise?.policy, { ...policy, acceptRisk: ['1.2'] });
  });

  it('goes where the run went', async () => {
    const where = { regions: ['eu-west-1'], accounts: [] };
    const { world, app } = await keeping(ofSmall(1, { 1: { '1.1': 'NonCompliant' } }, { where }));
    const runId = (await app.runs.list())[0] ?? '';
    assert.deepEqual((await remediate(app, input({ runId }), world.io))?.where, where);
    const other = { regions: ['us-east-1'], accounts: [] };
    assert.deepEqual((await remediate(app, input({ runId, where: other }), world.io))?.where, other);
  });

  it('refuses what cannot be meant', async () => {
    const stig = DRIFTED.map(({ result }, hour) =>
      pastRun(
        hour + 3,
        { 1: { a: hour === 0 ? 'Compliant' : 'Error' } },
        { baseline: 'stig', started: result.started },
      ),
    );
    const back = ofSmall(7, { 1: {} }, { operation: 'rollback' });
    const { world, app } = await keeping(...DRIFTED, ...stig, back);
    const refused = (over: Partial<RemediateInput>, code: string) =>
      assert.rejects(remediate(app, input(over), world.io), { code, exit: 2 });
    await refused({}, 'SeveralBaselines');
    await refused({ baseline: 'stig' }, 'NothingToRemediate');
    await refused({ runId: back.result.runId }, 'NothingToRemediate');
    await refused({ runId: '20200101T000000Z-000000' }, 'NoSuchRun');
  });
});

describe('runs of the past', () => {
  it('are those that have ended, of this machine before those of the bucket', async () => {
    const [first, second] = DRIFTED as [PastRun, PastRun];
    const { app } = await keeping(first, ofSmall(3, {}, { state: 'inProgress' }));
    const place = { bucket: 'results', prefix: 'winharden' };
    const objects = new Map<string, string>([
      [`winharden/runs/${second.result.runId}/result.json`, JSON.stringify(second.result)],
      [`winharden/runs/${first.result.runId}/result.json`, 'never read'],
    ]);
    const bucket: App['bucket'] = {
      ...app.bucket,
      folders: async () => [first.result.runId, second.result.runId, 'something else'],
      read: async (_, key) => {
        const text = objects.get(key);
        return text === undefined ? { kind: 'missing' } : { kind: 'read', bytes: Buffer.from(text) };
      },
    };
    const seen = async () => (await showDrift({ ...app, bucket }, { baselines: [], place })).baselines[0]?.runs;
    assert.deepEqual(
      (await seen())?.map(({ runId }) => runId),
      [second.result.runId, first.result.runId],
    );
    objects.set(`winharden/runs/${second.result.runId}/result.json`, '{');
    await assert.rejects(seen(), { code: 'DamagedRun', message: /runs\/.*\/result\.json/ });
    const denied: App['bucket'] = { ...bucket, read: async () => ({ kind: 'denied' }) };
    await assert.rejects(showDrift({ ...app, bucket: denied }, { baselines: [], place }), { code: 'NoPermission' });
  });
});
