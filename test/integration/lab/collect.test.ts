import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectSchedules } from '../../../src/actions/collect-schedules.ts';
import { createSchedule } from '../../../src/actions/create-schedule.ts';
import { listRuns } from '../../../src/actions/list-runs.ts';
import { showRun } from '../../../src/actions/show-run.ts';
import { createApp } from '../../../src/app.ts';
import type { App, Associations } from '../../../src/core/ports.ts';
import { parseExpression } from '../../../src/core/schedule/expression.ts';
import { type Lab, startLab } from '../../../src/lab/index.ts';
import { inLab } from '../../lab-environment.ts';
import { virtualApp } from '../../virtual-app.ts';

const HOUR = 3_600_000;

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

  const collect = (...names: string[]) =>
    collectSchedules(
      app,
      { names, since: new Date(0) },
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
});
