import assert from 'node:assert/strict';
import { applySchedules } from '../../../src/actions/apply-schedules.ts';
import { type ChangeOptions, changeSchedules } from '../../../src/actions/change-schedules.ts';
import { createSchedule } from '../../../src/actions/create-schedule.ts';
import { deleteSchedule } from '../../../src/actions/delete-schedule.ts';
import { listSchedules, runScheduleNow, showSchedule } from '../../../src/actions/list-schedules.ts';
import type { ScheduleApp, ScheduleAsk } from '../../../src/actions/plan-schedule.ts';
import { updateSchedule } from '../../../src/actions/update-schedule.ts';
import { emptyContent } from '../../../src/core/schedule/content.ts';
import { parseExpression } from '../../../src/core/schedule/expression.ts';
import { smallPolicyFiles } from '../core/baseline/small-policy.ts';
import { World } from '../core/run/doubles.ts';
import { smallEngine } from '../core/script/small-engine.ts';
import { FakeAssociations } from './fake-associations.ts';

const OPTIONS: ChangeOptions = { dryRun: false, confirmed: [], runNow: false };
const yes = async () => true;
const weekly = parseExpression('cron', '0 2 ? * SUN *');

const ask = (over: Partial<ScheduleAsk> = {}): ScheduleAsk => ({
  name: 'x',
  what: { operation: 'audit', baseline: 'small' },
  targets: { tags: ['env=test'], instanceIds: [] },
  settings: { when: weekly, bucket: 'results' },
  ...over,
});

function setUp(nodes = 2, files: Record<string, string> = {}) {
  const world = new World(nodes);
  const associations = new FakeAssociations();
  const app: ScheduleApp = {
    ...world.ports,
    associations,
    today: () => '2026-11-23',
    policy: smallPolicyFiles(files),
    engine: { read: async () => smallEngine() },
  };
  return { world, associations, app };
}

describe('schedules', () => {
  it('are made once: pinned to the document, bounded, tagged', async () => {
    const { app, associations, world } = setUp();
    const { changes } = await createSchedule(app, ask(), OPTIONS, yes);
    assert.deepEqual([changes[0]?.action, changes[0]?.id, changes[0]?.started], ['create', 'a-1', false]);
    const { content, tags } = associations.kept.get('a-1') ?? { content: emptyContent('x'), tags: [] };
    assert.deepEqual(content.document, { name: 'winharden-small-audit', version: '1' });
    assert.deepEqual([content.maxConcurrency, content.maxErrors, content.onlyAtCron], ['10%', '0', true]);
    assert.deepEqual(content.targets, [{ key: 'tag:env', values: ['test'] }]);
    assert.deepEqual(
      tags.map(({ key }) => key),
      ['winharden:managed', 'winharden:operation', 'winharden:baseline', 'winharden:plan', 'winharden:schedule'],
    );
    const again = await createSchedule(app, ask(), OPTIONS, async () => assert.fail('there is nothing to ask'));
    assert.equal(again.changes[0]?.action, 'unchanged');
    assert.deepEqual([associations.calls, world.documents.writes], [['create'], ['create']]);
    await assert.rejects(createSchedule(app, ask({ settings: { when: weekly } }), OPTIONS, yes), {
      code: 'ScheduleExists',
    });
  });

  it('are not made twice when an answer was lost', async () => {
    for (const made of [true, false]) {
      const { app, associations } = setUp();
      associations.lost = { made };
      const attempt = createSchedule(app, ask(), OPTIONS, yes);
      if (made) assert.equal((await attempt).changes[0]?.id, 'a-1');
      else await assert.rejects(attempt, { code: 'CreateFailed' });
      assert.deepEqual([associations.calls, associations.kept.size], [['create'], made ? 1 : 0]);
    }
  });

  it('are changed only where asked, against what was read', async () => {
    const { app, associations, world } = setUp();
    await createSchedule(
      app,
      ask({ settings: { when: weekly, bucket: 'results', alarm: 'hot', offsetDays: 2 } }),
      OPTIONS,
      yes,
    );
    const before = associations.kept.get('a-1')?.content;
    const settings = { maxErrors: '3' };
    const { changes } = await updateSchedule(app, { name: 'x', what: null, targets: null, settings }, OPTIONS, yes);
    assert.deepEqual(changes[0]?.differences, [{ what: 'max errors', from: '0', to: '3' }]);
    assert.deepEqual(associations.kept.get('a-1')?.content, { ...before, maxErrors: '3' });
    assert.deepEqual([associations.calls, world.documents.writes], [['create', 'update a-1 of version 1'], ['create']]);
  });

  it('take a new version of the document only when it is asked for, and say that it is new', async () => {
    const { app, associations, world } = setUp();
    await createSchedule(app, ask(), OPTIONS, yes);
    world.documents.versions = [{ versionName: 'another', content: 'another' }];
    const nothing = { name: 'x', what: null, targets: null, settings: {} };
    assert.equal((await updateSchedule(app, nothing, OPTIONS, yes)).changes[0]?.action, 'unchanged');
    const { what } = ask();
    let shown = '';
    const { changes } = await updateSchedule(app, { ...nothing, what }, OPTIONS, async ([change]) => {
      shown = JSON.stringify(change?.differences);
      return true;
    });
    assert.equal(shown, '[{"what":"document version","from":"1","to":"new"}]');
    assert.deepEqual(changes[0]?.differences, [{ what: 'document version', from: '1', to: '2' }]);
    assert.equal(associations.kept.get('a-1')?.content.document.version, '2');
    assert.deepEqual(associations.calls.slice(1), ['update a-1 of version 1', 'tag a-1']);
  });

  it('keep how nodes restart when what they are held to is said anew', async () => {
    const { app, associations } = setUp();
    const what = { operation: 'apply' as const, baseline: 'small' };
    await createSchedule(app, ask({ what, settings: { when: weekly, reboot: 'if-required' } }), OPTIONS, yes);
    await updateSchedule(app, { name: 'x', what, targets: null, settings: { bucket: 'results' } }, OPTIONS, yes);
    const parameters = associations.kept.get('a-1')?.content.parameters;
    assert.deepEqual(parameters, { ReportEncoding: ['json'], Reboot: ['if-required'] });
  });

  it('run at once where they do by themselves, and are started where that is wanted', async () => {
    const { app, associations } = setUp();
    const rate = { when: parseExpression('rate', '7 days'), bucket: 'results' };
    const by = await createSchedule(app, ask({ settings: rate }), { ...OPTIONS, runNow: true }, yes);
    const wanted = await createSchedule(app, ask({ name: 'y' }), { ...OPTIONS, runNow: true }, yes);
    assert.deepEqual([by.changes[0]?.started, wanted.changes[0]?.started], [true, true]);
    assert.deepEqual(associations.calls, ['create', 'create', 'start a-2']);
    const { started } = await runScheduleNow(app, 'y', async ({ baseline }) => baseline === 'small');
    assert.deepEqual([started, associations.calls.at(-1)], [true, 'start a-2']);
    assert.equal((await runScheduleNow(app, 'y', async () => false)).started, false);
  });

  it('do nothing without a yes, in a dry run, or where a danger was not named', async () => {
    const { app, associations, world } = setUp(0);
    await assert.rejects(createSchedule(app, ask(), OPTIONS, yes), { code: 'DangerNotConfirmed' });
    const dry = await createSchedule(app, ask(), { ...OPTIONS, dryRun: true }, yes);
    assert.deepEqual([dry.state, dry.changes[0]?.dangers], ['dryRun', ['no-nodes']]);
    const no = await createSchedule(app, ask(), { ...OPTIONS, confirmed: ['no-nodes'] }, async () => false);
    assert.equal(no.state, 'declined');
    assert.deepEqual([associations.calls, world.documents.writes], [[], []]);
  });

  it('name the dangers: domain controllers, the whole account', async () => {
    const { app } = setUp();
    const what = { operation: 'apply' as const, baseline: 'small', allowDomainControllers: true };
    const { changes } = await createSchedule(app, ask({ what, targets: 'all' }), { ...OPTIONS, dryRun: true }, yes);
    assert.deepEqual(changes[0]?.dangers, ['domain-controllers', 'whole-account']);
    const audit = ask({ what: { ...what, operation: 'audit' } });
    assert.deepEqual((await createSchedule(app, audit, { ...OPTIONS, dryRun: true }, yes)).changes[0]?.dangers, []);
  });

  it('refuse a time that is over, unless it was not when they were made', async () => {
    const { app, world } = setUp();
    const at = (text: string) => ask({ settings: { when: parseExpression('at', text), bucket: 'results' } });
    const past = new Date(world.clock.now().getTime() - 60_000).toISOString().slice(0, 19);
    await assert.rejects(createSchedule(app, at(past), OPTIONS, yes), { code: 'InvalidSchedule', message: /is over/ });
    const soon = new Date(world.clock.now().getTime() + 60_000).toISOString().slice(0, 19);
    await createSchedule(app, at(soon), OPTIONS, yes);
    await world.clock.sleep(120_000);
    assert.equal((await createSchedule(app, at(soon), OPTIONS, yes)).changes[0]?.action, 'unchanged');
  });

  it('warn of what would be lost without a bucket', async () => {
    const { app } = setUp();
    const { changes } = await createSchedule(app, ask({ settings: { when: weekly } }), OPTIONS, yes);
    assert.match(changes[0]?.warnings.join() ?? '', /--bucket/);
  });

  it('are listed and shown with their next runs, also those that somebody else has changed', async () => {
    const { app, associations } = setUp();
    await createSchedule(app, ask(), OPTIONS, yes);
    associations.add({
      ...emptyContent('a'),
      document: { name: 'AWS-RunPowerShellScript', version: null },
      expression: 'cron(odd)',
    });
    const [odd, own] = await listSchedules(app);
    assert.deepEqual([odd?.name, odd?.operation, odd?.nextRuns], ['a', null, []]);
    assert.deepEqual([own?.name, own?.operation, own?.baseline, own?.nextRuns.length], ['x', 'audit', 'small', 5]);
    const shown = await showSchedule(app, 'x');
    assert.deepEqual([shown.runs.length, shown.tags['winharden:schedule']], [1, 'x']);
    await assert.rejects(showSchedule(app, 'z'), { code: 'NoSuchSchedule' });
    associations.add(emptyContent('x'));
    await assert.rejects(showSchedule(app, 'x'), { code: 'DuplicateSchedule' });
  });

  it('follow a file, and are left alone where it says nothing of them', async () => {
    const text = `
defaults: { baseline: small, bucket: results, tags: { env: test } }
schedules:
  - { name: one, cron: 0 2 * * ? *, maxConcurrency: 5 }
  - { name: all, allNodes: true, rate: 1 day, confirm: [whole-account] }
`;
    const { app, associations } = setUp(2, { 'f/s.yaml': text });
    associations.add({ ...emptyContent('old'), expression: weekly.text });
    const input = { ...OPTIONS, file: 'f/s.yaml', prune: false };
    const actions = async (prune: boolean) =>
      (await applySchedules(app, { ...input, prune }, yes)).changes.map(({ name, action }) => `${action} ${name}`);
    assert.deepEqual(await actions(false), ['create one', 'create all']);
    assert.deepEqual(await actions(false), ['unchanged one', 'unchanged all']);
    assert.deepEqual(await actions(true), ['unchanged one', 'unchanged all', 'delete old']);
    assert.deepEqual(
      [...associations.kept.values()].map(({ content }) => content.maxConcurrency),
      ['5', '10%'],
    );
    const { changes } = await deleteSchedule(app, 'one', { dryRun: false }, yes);
    assert.equal(changes[0]?.id, null);
    assert.equal(associations.kept.size, 1);
    assert.equal((await changeSchedules(app, [], OPTIONS, yes)).state, 'done');
  });

  it('refuse a file with a bad time before anything is asked of AWS', async () => {
    const text = 'schedules: [{ name: a, baseline: small, tags: { env: test }, cron: 0 2 * * 0 }]';
    const { app, associations } = setUp(1, { 's.yaml': text });
    await assert.rejects(applySchedules(app, { ...OPTIONS, file: 's.yaml', prune: true }, yes), {
      code: 'InvalidSchedule',
    });
    assert.deepEqual(associations.calls, []);
  });
});
