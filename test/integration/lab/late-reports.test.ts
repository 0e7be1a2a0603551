import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectSchedules } from '../../../src/actions/collect-schedules.ts';
import { createSchedule } from '../../../src/actions/create-schedule.ts';
import { showDrift } from '../../../src/actions/show-drift.ts';
import { showHistory } from '../../../src/actions/show-history.ts';
import { showRun } from '../../../src/actions/show-run.ts';
import { createApp } from '../../../src/app.ts';
import type { App, Associations } from '../../../src/core/ports.ts';
import { csv } from '../../../src/core/present/csv.ts';
import { parseExpression } from '../../../src/core/schedule/expression.ts';
import { type Lab, startLab } from '../../../src/lab/index.ts';
import { inLab } from '../../lab-environment.ts';
import { virtualApp } from '../../virtual-app.ts';
import { follows } from '../commands/winharden.ts';

const HOUR = 3_600_000;

type ScheduleApp = App & { associations: Associations };

describe('a schedule on nodes that lose what they report', function () {
  this.timeout(60_000);

  /** A lab of two nodes with a schedule that has run; every two hours it runs again. */
  function standing(faults: string[], { bucket = true, baseline = 'eks-node' } = {}) {
    const home = mkdtempSync(join(tmpdir(), 'winharden-late-'));
    const here = { app: {} as ScheduleApp, lab: {} as Lab, home };
    let restore: () => void;
    before(async () => {
      here.lab = await startLab({ nodes: 2, driver: 'model', faults });
      restore = inLab(here.lab);
      here.app = virtualApp(here.lab, (clock) => createApp({ home, clock })) as ScheduleApp;
      const settings = {
        when: parseExpression('cron', '0 0/2 * * ? *'),
        maxConcurrency: '2',
        ...(bucket && { bucket: here.lab.bucket }),
      };
      const targets = { tags: ['eks:nodegroup=windows-ng'], instanceIds: [] };
      const ask = { name: 'nightly', what: { operation: 'audit', baseline } as const, targets, settings };
      await createSchedule(here.app, ask, { dryRun: false, confirmed: [], runNow: false }, async () => true);
      await here.app.clock.sleep(2 * HOUR);
    });
    after(async () => {
      restore();
      await here.lab.close();
      rmSync(home, { recursive: true });
    });
    return here;
  }

  const collect = (app: ScheduleApp) =>
    collectSchedules(
      app,
      { names: [], since: new Date(0) },
      { emit: () => {}, signal: new AbortController().signal, kept: async () => {} },
    );
  /** Each run, the oldest first: of each node its outcome, and how its report came. */
  const told = async (app: ScheduleApp) => {
    const runs = await collect(app);
    const shown = await Promise.all(runs.toReversed().map(({ runId }) => showRun(app, runId)));
    return shown.map(({ nodes }) =>
      nodes.outcomes.map(({ outcome, report }) =>
        [outcome, ...(report?.late ? ['late'] : []), ...(report?.unverified ? ['unverified'] : [])].join(' '),
      ),
    );
  };
  const silent = ['NoReport', 'NoReport'];
  const inTime = ['NonCompliant', 'NonCompliant'];
  const late = ['NonCompliant late', 'NonCompliant late'];

  describe('because they have no network', () => {
    const here = standing(['no-network=2,1.0']);

    it('has nothing of them as long as that lasts', async () => {
      assert.deepEqual(await told(here.app), [silent]);
      await here.app.clock.sleep(2 * HOUR);
      assert.deepEqual(await told(here.app), [silent, silent]);
    });

    it('has all of it with the next run, each report in the run that it belongs to', async () => {
      await here.app.clock.sleep(2 * HOUR);
      assert.deepEqual(await told(here.app), [late, late, inTime]);
      const [, , first] = await collect(here.app);
      assert.deepEqual([first?.state, first?.late, first?.unverified], ['known', 2, 0]);
      const { nodes, reports, started, ...result } = await showRun(here.app, first?.runId ?? '');
      for (const report of reports) {
        const since = Date.parse(report.started) - Date.parse(started);
        assert.ok(since > -1000 && since < HOUR, 'it was made in that run, to the second');
      }
      const [node] = nodes.outcomes;
      assert.match(node?.reason ?? '', /^late: /);
      const lines = csv({ result: { nodes, started, ...result }, reports }).split('\r\n');
      assert.match(lines[0] ?? '', /,report$/);
      assert.ok(lines.slice(1, -1).every((line) => line.endsWith(',late')));
      const record = `winharden/runs/${first?.runId}/result.json`;
      const kept = await here.app.bucket.read(here.lab.bucket, record, 1_000_000);
      assert.ok(kept.kind === 'read');
      follows('run-result', JSON.parse(Buffer.from(kept.bytes).toString()));
    });

    it('counts them in history and drift as if they had come in time', async () => {
      const { lines } = await showHistory(here.app, { baselines: [] });
      assert.deepEqual(
        lines[0]?.points.map(({ reported, late = 0 }) => [reported, late]),
        [
          [2, 2],
          [2, 2],
          [2, 0],
        ],
      );
      const { baselines } = await showDrift(here.app, { baselines: [] });
      assert.deepEqual(
        baselines.map(({ newNodes, goneNodes }) => [newNodes.length, goneNodes.length]),
        [[0, 0]],
      );
    });

    it('and leaves it at that', async () => {
      const [, , before] = await collect(here.app);
      const kept = await showRun(here.app, before?.runId ?? '');
      await here.app.clock.sleep(2 * HOUR);
      assert.deepEqual(await told(here.app), [late, late, inTime, inTime]);
      assert.deepEqual(await showRun(here.app, before?.runId ?? ''), kept);
    });
  });

  describe('because S3 does not take it', () => {
    const here = standing(['missing-output=2,1.0'], { baseline: 'cis-l1' });

    it('has it with the next run that S3 takes', async () => {
      await here.app.clock.sleep(2 * HOUR);
      assert.deepEqual(await told(here.app), [silent, silent]);
      await here.app.clock.sleep(2 * HOUR);
      assert.deepEqual(await told(here.app), [late, late, inTime]);
    });

    it('held to what the node announced at the time, where Systems Manager still knows it', async () => {
      await here.app.clock.sleep(2 * HOUR);
      const output: App['commands']['output'] = async (...node) => {
        const whole = await here.app.commands.output(...node);
        return whole && { ...whole, stdout: whole.stdout.replace(/sha256=[0-9a-f]{64}/, `sha256=${'0'.repeat(64)}`) };
      };
      rmSync(join(here.home, 'runs'), { recursive: true });
      const runs = await told({ ...here.app, commands: { ...here.app.commands, output } });
      assert.deepEqual(runs.slice(0, 2), [silent, silent]);
    });

    it('unverified where nothing vouches for the run that it came with', async () => {
      rmSync(join(here.home, 'runs'), { recursive: true });
      const runs = await told({ ...here.app, commands: { ...here.app.commands, output: async () => null } });
      const doubted = late.map((word) => `${word} unverified`);
      assert.deepEqual(runs.slice(0, 2), [doubted, doubted]);
    });
  });

  describe('without a bucket, as far as Systems Manager takes it', () => {
    const here = standing(['no-network=2,1.0'], { bucket: false });

    it('has it with the next run', async () => {
      await here.app.clock.sleep(4 * HOUR);
      assert.deepEqual(await told(here.app), [late, late, inTime]);
    });
  });
});
