import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRun } from '../../../src/actions/start-run.ts';
import { createApp } from '../../../src/app.ts';
import type { RunOptions } from '../../../src/core/run/model.ts';
import { type Lab, startLab } from '../../../src/lab/index.ts';
import { inLab } from '../../lab-environment.ts';
import { virtualApp } from '../../virtual-app.ts';

const OPTIONS: RunOptions = {
  canary: 1,
  maxConcurrency: 2,
  maxErrors: '0',
  prefix: '',
  waitMinutes: 600,
  timeoutSeconds: 600,
  pollSeconds: 5,
  reboot: 'never',
  rebootMinutes: 0,
  dryRun: false,
};

describe('virtual time', function () {
  this.timeout(60_000);
  const home = mkdtempSync(join(tmpdir(), 'winharden-virtual-'));
  after(() => rmSync(home, { recursive: true }));

  const audit = async (lab: Lab, name: string) => {
    const app = virtualApp(lab, (clock) => createApp({ home: join(home, name), clock }));
    const input = { operation: 'audit' as const, baseline: 'eks-node', include: [], ...OPTIONS, bucket: lab.bucket };
    const selector = { tags: ['eks:nodegroup-name=windows-ng'], instanceIds: [] };
    const io = { emit: () => {}, confirm: async () => true, signal: new AbortController().signal };
    const began = app.clock.now().getTime();
    const { state, nodes } = await startRun(app, { ...input, selector }, io);
    const minutes = (app.clock.now().getTime() - began) / 60_000;
    return { state, outcomes: nodes.outcomes.map(({ outcome }) => outcome), minutes };
  };

  it('an hour of the fleet takes seconds', async () => {
    const lab = await startLab({ nodes: 160, driver: 'model', faults: ['slow=1'] });
    const restore = inLab(lab);
    const began = performance.now();
    const { state, outcomes, minutes } = await audit(lab, 'hour');
    const real = (performance.now() - began) / 60_000;
    await lab.close();
    restore();
    assert.deepEqual([state, new Set(outcomes).size, outcomes.length], ['finished', 1, 160]);
    assert.ok(minutes > 55, `${minutes} minutes of the fleet`);
    assert.ok(real * 20 < minutes, `${real} minutes of this machine`);
  });

  it('two operators wait for each other', async () => {
    const lab = await startLab({ nodes: 4, driver: 'model' });
    const restore = inLab(lab);
    const both = await Promise.all([audit(lab, 'one'), audit(lab, 'other')]);
    await lab.close();
    restore();
    assert.deepEqual(
      both.map(({ state, outcomes }) => [state, outcomes.length]),
      [
        ['finished', 4],
        ['finished', 4],
      ],
    );
  });
});
