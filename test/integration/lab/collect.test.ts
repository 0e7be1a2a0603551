import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectSchedules } from '../../../src/actions/collect-schedules.ts';
import { createSchedule } from '../../../src/actions/create-schedule.ts';
import { listRuns } from '../../../src/actions/list-runs.ts';
import { rollbackRun } from '../../../src/actions/rollback-run.ts';
import { showDrift } from '../../../src/actions/show-drift.ts';
import { showHistory } from '../../../src/actions/show-history.ts';
import { showRun } from '../../../src/actions/show-run.ts';
import { updateSchedule } from '../../../src/actions/update-schedule.ts';
import { createApp } from '../../../src/app.ts';
import { WinhardenError } from '../../../src/core/errors.ts';
import type { App, Associations } from '../../../src/core/ports.ts';
import type { RunIo, RunOptions } from '../../../src/core/run/model.ts';
import { parseExpression } from '../../../src/core/schedule/expression.ts';
import { type Lab, startLab } from '../../../src/lab/index.ts';
import { inLab } from '../../lab-environment.ts';
import { virtualApp } from '../../virtual-app.ts';
import { follows } from '../commands/winharden.ts';

const HOUR = 3_600_000;
const OPTIONS: RunOptions = {
  canary: 0,
  maxConcurrency: 1,
  maxErrors: 0,
  prefix: 'winharden',
  waitMinutes: 60,
  timeoutSeconds: 600,
  pollSeconds: 1,
  reboot: 'never',
  rebootMinutes: 30,
  noLock: true,
  dryRun: false,
};
const io: RunIo = { emit: () => {}, confirm: async () => true, signal: new AbortController().signal };

describe('what schedules found', function () {
  this.timeout(60_000);
  const home = mkdtempSync(join(tmpdir(), 'winharden-collect-'));
  let lab: Lab;
  let restore: () => void;
  let app: App & { associations: Associations };
  const warnings: string[] = [];
  before(async () => {
    lab = await startLab({ nodes: 3, driver: 'model' });
    restore = inLab(lab);
    app = virtualApp(lab, (clock) => createApp({ home, clock })) as typeof app;
  });
  after(async () => {
    restore();
    await lab.close();
    rmSync(home, { recursive: true });
  });

  const collect = (name?: string, through = app) =>
    collectSchedules(
      through,
      { names: name === undefined ? [] : [name], since: new Date(0) },
      {
        emit: (event) => event.type === 'warning' && warnings.push(event.text),
        signal: new AbortController().signal,
        kept: async () => {},
      },
    );
  const schedule = (name: string, bucket: string | null) =>
    createSchedule(
      app,
      {
        name,
        what: { operation: 'apply', baseline: 'eks-node' },
        targets: { tags: ['eks:nodegroup=windows-ng'], instanceIds: [] },
        settings: { when: parseExpression('cron', '0 0/2 * * ? *'), maxConcurrency: '2', ...(bucket && { bucket }) },
      },
      { dryRun: false, confirmed: [], runNow: false },
      async () => true,
    );

  it('stands next to what was started by hand, and is the same however often it is collected', async () => {
    await schedule('nightly', lab.bucket);
    await app.clock.sleep(2.5 * HOUR);
    const [first, ...older] = await collect();
    assert.deepEqual(warnings, []);
    assert.deepEqual([first?.state, first?.schedule, first?.unverified], ['new', 'nightly', 0]);
    assert.equal(first?.run?.nodes.selected, 3);
    const kept = await showRun(app, first?.runId ?? '');
    assert.equal(kept.reports.length, 3);
    assert.equal(kept.schedule?.name, 'nightly');
    assert.deepEqual(kept.policy, { baseline: ['eks-node'] });
    assert.ok(kept.controls.every(({ title, id }) => title !== id));
    assert.ok(kept.nodes.outcomes.every(({ report }) => report?.source === 's3' && !report.unverified));
    const again = await collect('nightly');
    assert.deepEqual(
      again.map(({ state }) => state),
      [first, ...older].map(() => 'known'),
    );
    assert.deepEqual(await showRun(app, first?.runId ?? ''), kept);
    assert.deepEqual(
      (await listRuns(app)).map(({ schedule }) => schedule),
      [first, ...older].map(() => 'nightly'),
    );
  });

  it('takes in the nodes that joined a group by themselves, and has rows of all in the bucket', async () => {
    const node = lab.launch({ 'eks:nodegroup-name': 'windows-ng' });
    await app.clock.sleep(2 * HOUR);
    const fresh = (await collect()).filter(({ state }) => state === 'new');
    assert.equal(fresh.length, 1);
    const { nodes, runId } = await showRun(app, fresh[0]?.runId ?? '');
    assert.equal(nodes.selected, 4);
    const joined = nodes.outcomes.find(({ instanceId }) => instanceId === node);
    assert.deepEqual([joined?.outcome, joined?.report?.source], ['Remediated', 's3']);
    const day = `day=${runId.slice(0, 4)}-${runId.slice(4, 6)}-${runId.slice(6, 8)}`;
    for (const place of [
      `results/v1/nodes/${day}/run=${runId}/`,
      `results/v1/controls/${day}/run=${runId}/`,
      `runs/${runId}/`,
    ])
      assert.ok(await app.bucket.has(lab.bucket, `winharden/${place}`), place);
    for (const [name, schema] of [
      ['manifest', 'run-manifest'],
      ['result', 'run-result'],
    ] as const) {
      const kept = await app.bucket.read(lab.bucket, `winharden/runs/${runId}/${name}.json`, 1_000_000);
      assert.ok(kept.kind === 'read');
      follows(schema, JSON.parse(Buffer.from(kept.bytes).toString()));
    }
  });

  it('is part of history and drift, also for who has the bucket alone', async () => {
    const elsewhere = { ...app, runs: { ...app.runs, list: async () => [] } };
    const place = { bucket: lab.bucket, prefix: 'winharden' };
    const tag = 'eks:nodegroup-name';
    const [here, there] = await Promise.all(
      [app, elsewhere].map((each) => showHistory(each, { baselines: [], tag, place })),
    );
    assert.deepEqual(here, there);
    const [line] = here?.lines ?? [];
    assert.equal(line?.group, 'windows-ng');
    assert.ok((line?.points.length ?? 0) >= 2);
    const { baselines } = await showDrift(elsewhere, { baselines: [], place });
    assert.deepEqual(
      baselines.map(({ newNodes, goneNodes }) => [newNodes.length, goneNodes.length]),
      [[1, 0]],
    );
  });

  it('what Systems Manager does not vouch for is unverified, and said to be', async () => {
    await app.clock.sleep(2 * HOUR);
    const forgetful = { ...app, commands: { ...app.commands, output: async () => null } };
    const [found] = (await collect('nightly', forgetful)).filter(({ state }) => state === 'new');
    assert.equal(found?.unverified, 4);
    const { outcomes } = (await showRun(app, found?.runId ?? '')).nodes;
    assert.ok(outcomes.every(({ report, reason }) => report?.unverified && /^unverified: /.test(reason ?? '')));
  });

  it('an object that is not what its node announced is believed by nobody', async () => {
    await app.clock.sleep(2 * HOUR);
    const [association] = await app.associations.named('winharden-nightly');
    const [run] = await app.associations.runs(association?.id ?? '', 1);
    const [target] = await app.associations.targets(association?.id ?? '', run?.id ?? '');
    const folder = `winharden/${target?.instanceId}/${association?.id}`;
    const time = (await app.bucket.folders(lab.bucket, folder, '')).at(-1);
    await app.bucket.write(
      lab.bucket,
      `${folder}/${time}/awsrunPowerShellScript/apply/stdout`,
      'winharden-report/1 all is well\n{}\n',
    );
    const [found] = (await collect('nightly')).filter(({ state }) => state === 'new');
    const node = (await showRun(app, found?.runId ?? '')).nodes.outcomes.find(
      ({ instanceId }) => instanceId === target?.instanceId,
    );
    assert.deepEqual([node?.outcome, node?.reportProblem], ['NoReport', 'forged']);
  });

  it('a report that comes later is taken up later', async () => {
    await app.clock.sleep(2 * HOUR);
    const output: App['commands']['output'] = async (...node) => {
      const whole = await app.commands.output(...node);
      return whole && { ...whole, stdout: whole.stdout.slice(0, 500) };
    };
    const late = {
      ...app,
      commands: { ...app.commands, output },
      bucket: { ...app.bucket, folders: async () => [] },
    };
    const [found] = (await collect('nightly', late)).filter(({ state }) => state === 'new');
    const runId = found?.runId ?? '';
    assert.equal(found?.run?.nodes.NoReport, 4);
    const before = (await showRun(app, runId)).nodes.outcomes;
    assert.ok(before.every(({ reportProblem }) => reportProblem === 'notUploaded'));
    const again = (await collect('nightly')).find((each) => each.runId === runId);
    assert.deepEqual([again?.state, again?.run?.nodes.NoReport], ['known', undefined]);
    assert.equal((await showRun(app, runId)).reports.length, 4);
  });

  it('what may not be read ends it with the permission, and what is gone is said to be', async () => {
    await app.clock.sleep(2 * HOUR);
    const denied = async () => {
      throw new WinhardenError({ code: 'NoPermission', message: 'you may not', suggestions: [] });
    };
    const known = (await listRuns(app)).length;
    const blind = { ...app, commands: { ...app.commands, output: denied } };
    await assert.rejects(collect('nightly', blind), { code: 'NoPermission' });
    assert.equal((await listRuns(app)).length, known);
    const lost = { ...app, documents: { ...app.documents, content: async () => null } };
    const unreadable = (await collect('nightly', lost)).filter(({ state }) => state === 'unreadable');
    assert.deepEqual(
      unreadable.map(({ reason }) => /winharden-eks-node-apply, version 1, .*is gone/.test(reason ?? '')),
      [true],
    );
    warnings.length = 0;
    const nameless = { ...app, inventory: { ...app.inventory, machinesById: denied } };
    const [found] = (await collect('nightly', nameless)).filter(({ state }) => state === 'new');
    assert.equal(found?.run?.nodes.NoReport, undefined);
    assert.deepEqual(warnings, ['the nodes are without names and tags: you may not']);
  });

  it('a run that has not ended is left for later', async () => {
    await app.associations.start((await app.associations.named('winharden-nightly'))[0]?.id ?? '');
    const [found] = await collect('nightly');
    assert.deepEqual([found?.state, found?.run], ['underWay', undefined]);
    await app.clock.sleep(HOUR / 4);
    assert.equal((await collect('nightly'))[0]?.state, 'new');
  });

  it('without a bucket reports come through Systems Manager', async () => {
    await schedule('bare', null);
    await app.clock.sleep(2 * HOUR);
    const [found] = await collect('bare');
    const { outcomes } = (await showRun(app, found?.runId ?? '')).nodes;
    assert.ok(outcomes.every(({ report }) => report?.source === 'inline' && !report.unverified));
  });

  it('a run is judged by what the schedule was then, its document has it', async () => {
    const what = { operation: 'apply' as const, baseline: 'eks-node', include: ['eks-5.1'] };
    const options = { dryRun: false, confirmed: [], runNow: false };
    await updateSchedule(app, { name: 'bare', what, targets: null, settings: {} }, options, async () => true);
    await app.clock.sleep(2 * HOUR);
    rmSync(join(home, 'runs'), { recursive: true });
    const runs = await Promise.all((await collect('bare')).map(({ runId }) => showRun(app, runId)));
    assert.deepEqual(
      runs.map(({ document }) => document.version),
      ['2', '1'],
    );
    assert.notEqual(runs[0]?.plan, runs[1]?.plan);
    assert.deepEqual(
      runs.map(({ policy }) => policy?.baseline),
      [undefined, ['eks-node']],
    );
    for (const { reports, plan } of runs) assert.deepEqual(new Set(reports.map((each) => each.plan)), new Set([plan]));
  });

  it('what a schedule changed is put back node by node', async () => {
    const runs = await collect('nightly');
    const runId = runs.at(-1)?.runId ?? '';
    const rollback = (node?: string) => rollbackRun(app, { ...OPTIONS, runId, ...(node && { node }) }, io);
    await assert.rejects(rollback(), { code: 'OneNodeAtATime' });
    const changed = (await showRun(app, runId)).nodes.outcomes.find(({ changes }) => changes > 0)?.instanceId ?? '';
    await assert.rejects(rollback('i-00000000'), { code: 'NothingToRollBack' });
    const result = await rollback(changed);
    assert.deepEqual(
      result.nodes.outcomes.map(({ instanceId, outcome, changes }) => [instanceId, outcome, changes > 0]),
      [[changed, 'Remediated', true]],
    );
  });
});

describe('what a schedule in another account found', function () {
  this.timeout(60_000);
  const home = mkdtempSync(join(tmpdir(), 'winharden-collect-'));
  after(() => rmSync(home, { recursive: true }));

  it('is verified there, and says where that is', async () => {
    const OTHER = '210987654321';
    const lab = await startLab({ nodes: 4, driver: 'model', locations: ['eu-central-1', `${OTHER}/us-east-1`] });
    const restore = inLab(lab);
    try {
      const where = { regions: ['us-east-1'], accounts: [OTHER], roleName: 'ops' };
      const own = virtualApp(lab, (clock) => createApp({ home, clock }));
      const { associations, ...there } = await own.within(where);
      assert.ok(associations);
      const app = { ...there, associations };
      const ask = {
        name: 'far',
        what: { operation: 'audit' as const, baseline: 'eks-node' },
        targets: { tags: ['eks:nodegroup=windows-ng'], instanceIds: [] },
        settings: { when: parseExpression('rate', '1 day'), bucket: lab.bucket },
      };
      await createSchedule(app, ask, { dryRun: false, confirmed: [], runNow: false }, async () => true);
      await own.clock.sleep(HOUR);
      const quiet = { emit: () => {}, signal: new AbortController().signal, kept: async () => {} };
      const [found] = await collectSchedules(app, { names: [], since: new Date(0), where }, quiet);
      const { nodes, ...result } = await showRun(app, found?.runId ?? '');
      assert.deepEqual([found?.unverified, result.where], [0, where]);
      assert.deepEqual(
        nodes.outcomes.map(({ location, report }) => [location, report?.source]),
        nodes.outcomes.map(() => [`${OTHER}/us-east-1`, 's3']),
      );
      assert.ok(nodes.outcomes.length > 0);
    } finally {
      restore();
      await lab.close();
    }
  });
});
