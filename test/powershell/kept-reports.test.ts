import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freshWindows } from '../../src/lab/windows-state.ts';
import { DEATH, SimulatedNode } from './node.ts';
import { ownBaseline } from './own-baseline.ts';
import { usePowerShell } from './simulation.ts';

const BASELINE = `baseline: own
title: Own
settings:
  - { id: own-value, title: Own, kind: registry, address: { hive: HKLM, key: SOFTWARE\\Own, name: Value, type: REG_DWORD } }
controls:
  - { id: own, setting: own-value, expect: { equals: 1 } }
`;

describe('reports of a schedule that may not have arrived', function () {
  this.timeout(180_000);
  const shell = usePowerShell();
  const fresh = () => new SimulatedNode(shell, ownBaseline(BASELINE), freshWindows({ release: 2022 }));
  const kept = async ({ programData }: SimulatedNode) =>
    (await readdir(join(programData, 'WinHarden'))).filter((name) => name.startsWith('report-')).sort();

  describe('come with the next run', () => {
    const node = fresh();

    it('as they were, in either operation', async () => {
      const first = await node.runScheduled('audit');
      assert.deepEqual(first.late, []);
      assert.equal('late' in first.report, false);
      const second = await node.runScheduled('apply');
      assert.deepEqual(second.late, [first.report]);
      assert.equal(second.report.controls[0]?.status, 'Remediated');
      const third = await node.runScheduled('audit');
      assert.deepEqual(third.late, [second.report, first.report]);
    });

    it('each named by its digest in the report that it comes with', async () => {
      const [oldest] = await kept(node);
      const bytes = await readFile(join(node.programData, 'WinHarden', oldest ?? ''));
      const { report } = await node.runScheduled('audit');
      assert.equal(report.late?.length, 3);
      assert.equal(report.late?.at(-1), createHash('sha256').update(bytes).digest('hex'));
    });

    it('five at most', async () => {
      await node.runScheduled('audit');
      await node.runScheduled('audit');
      assert.equal((await node.runScheduled('audit')).late.length, 5);
      assert.equal((await kept(node)).length, 6);
    });

    it('and not with a command that somebody sent, or another schedule', async () => {
      const before = await kept(node);
      await node.run('audit', ['-RunId', 'sent']);
      assert.deepEqual(await kept(node), before);
      node.commandId = 'other-schedule';
      assert.deepEqual((await node.runScheduled('audit')).late, []);
      assert.equal((await kept(node)).length, 7, 'that of the other schedule is still there');
    });

    it('five at most of each schedule: none of them takes the place of another', async () => {
      for (let run = 0; run < 7; run++) await node.runScheduled('audit');
      const names = await kept(node);
      const of = (schedule: string) => names.filter((name) => name.startsWith(`report-${schedule}-`)).length;
      assert.deepEqual([of('a-command'), of('other-schedule')], [6, 6]);
    });
  });

  describe('are taken from the node alone', () => {
    const node = fresh();
    const fileOf = async (at: number) => join(node.programData, 'WinHarden', (await kept(node))[at] ?? '');

    it('and for a month', async () => {
      await node.runScheduled('audit');
      const month = new Date(Date.now() - 31 * 24 * 3_600_000);
      await utimes(await fileOf(0), month, month);
      assert.deepEqual((await node.runScheduled('audit')).late, []);
      assert.equal((await kept(node)).length, 1);
    });

    it('and not where anybody could have written them', async () => {
      const name = (await kept(node))[0] ?? '';
      node.state.faults = { owners: { [name]: 'S-1-5-32-545' } };
      assert.deepEqual((await node.runScheduled('audit')).late, []);
      node.state.faults = {};
      assert.equal((await kept(node)).includes(name), false);
    });

    it('and as far as there is room for them', async () => {
      const noise = createHash('shake256', { outputLength: 60_000 }).update('noise').digest('base64');
      const [own] = await kept(node);
      await writeFile(join(node.programData, 'WinHarden', (own ?? '').replace(/-\d+\.json$/, '-000.json')), noise);
      assert.equal((await node.runScheduled('audit')).late.length, 1);
      await rm(join(node.programData, 'WinHarden', (own ?? '').replace(/-\d+\.json$/, '-000.json')));
    });
  });

  describe('outlive a kill', () => {
    let deadly = '';
    const render = ownBaseline(BASELINE);
    const node = new SimulatedNode(
      shell,
      async (operation) => {
        const script = await render(operation);
        if (deadly === '') return script;
        assert.ok(script.includes(deadly));
        return script.replace(deadly, () => `[Environment]::Exit(${DEATH}); ${deadly}`);
      },
      freshWindows({ release: 2022 }),
    );
    const KEEP = '[IO.File]::Move("$Path.part", $Path)';
    const PRINT = '[Console]::Out.Write(-join';

    it('between keeping and printing: the report comes with the next run', async () => {
      deadly = PRINT;
      await node.runScheduledToDeath('audit');
      deadly = '';
      const { late } = await node.runScheduled('audit');
      assert.deepEqual(
        late.map(({ error, controls }) => [error, controls[0]?.status]),
        [[null, 'NonCompliant']],
      );
    });

    it('while it is kept: the others come all the same', async () => {
      deadly = KEEP;
      await node.runScheduledToDeath('audit');
      deadly = '';
      const { late } = await node.runScheduled('audit');
      assert.equal(late.length, 2);
    });
  });

  describe('that cannot be kept', () => {
    const node = fresh();

    it('are printed all the same, and standard error says why', async () => {
      node.state.faults = { missingTool: ['icacls.exe'] };
      const { report, late } = await node.runScheduled('audit', 0, /^the report is not kept: .*icacls/);
      assert.deepEqual([report.error, late], [null, []]);
      assert.deepEqual(await kept(node), []);
    });
  });
});
