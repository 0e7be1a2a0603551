import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSchedule } from '../../../src/actions/create-schedule.ts';
import { listSchedules, showSchedule } from '../../../src/actions/list-schedules.ts';
import type { ScheduleApp } from '../../../src/actions/plan-schedule.ts';
import { updateSchedule } from '../../../src/actions/update-schedule.ts';
import { createApp } from '../../../src/app.ts';
import { parseExpression } from '../../../src/core/schedule/expression.ts';
import { type Lab, startLab } from '../../../src/lab/index.ts';
import { inLab } from '../../lab-environment.ts';
import { virtualApp } from '../../virtual-app.ts';

const OPTIONS = { dryRun: false, confirmed: [], runNow: false };
const yes = async () => true;
const HOUR = 3_600_000;
const GROUP = { 'eks:nodegroup-name': 'windows-ng' };

describe('schedules on virtual time', function () {
  this.timeout(60_000);
  const state = mkdtempSync(join(tmpdir(), 'winharden-schedules-'));
  after(() => rmSync(state, { recursive: true }));

  /** A lab in the folder, for as long as the work takes. */
  const inFolder = async <T>(work: (app: ScheduleApp, lab: Lab) => Promise<T>): Promise<T> => {
    const lab = await startLab({ nodes: 3, driver: 'model', state });
    const restore = inLab(lab);
    try {
      return await work(
        virtualApp(lab, (clock) => createApp({ home: join(state, 'home'), clock })) as ScheduleApp,
        lab,
      );
    } finally {
      restore();
      await lab.close();
    }
  };
  const ask = (lab: Lab) => ({
    name: 'nightly',
    what: { operation: 'apply' as const, baseline: 'eks-node' },
    targets: { tags: ['eks:nodegroup=windows-ng'], instanceIds: [] },
    settings: { when: parseExpression('cron', '0 0/2 * * ? *'), bucket: lab.bucket, maxConcurrency: '1' },
  });
  const runsOf = async (app: ScheduleApp) => (await showSchedule(app, 'nightly')).runs;

  it('nodes are held to the baseline at each time, new ones too, and put their reports into the bucket', () =>
    inFolder(async (app, lab) => {
      await createSchedule(app, ask(lab), OPTIONS, yes);
      assert.deepEqual(await runsOf(app), []);
      await app.clock.sleep(2.5 * HOUR);
      const first = await runsOf(app);
      assert.ok(first.length >= 1);
      assert.deepEqual([first[0]?.status, first[0]?.counts], ['Success', '{Success=3}']);
      const node = lab.launch(GROUP);
      await app.clock.sleep(2 * HOUR);
      const second = await runsOf(app);
      assert.deepEqual([second.length - first.length, second[0]?.counts], [1, '{Success=4}']);
      const [schedule] = await listSchedules(app);
      assert.ok(await app.bucket.has(lab.bucket, `winharden/${node}/${schedule?.id}/`));
      assert.equal(schedule?.status, 'Success');
      assert.ok(new Date(schedule?.nextRuns[0] ?? '') > app.clock.now());
    }));

  it('in a later lab of the folder too; what changes waits for the next time', async () => {
    await inFolder(async (app, lab) => {
      const before = (await runsOf(app)).length;
      const what = { ...ask(lab).what, include: ['eks-5.1'] };
      const { changes } = await updateSchedule(app, { ...ask(lab), what }, OPTIONS, yes);
      assert.deepEqual(changes[0]?.differences, [{ what: 'document version', from: '1', to: '2' }]);
      await app.clock.sleep(60_000);
      assert.equal((await runsOf(app)).length, before, 'a new version of the document runs nothing by itself');
      await app.clock.sleep(2 * HOUR);
      assert.equal((await runsOf(app)).length, before + 1);
    });
  });
});
