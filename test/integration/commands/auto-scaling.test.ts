import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRun } from '../../../src/actions/start-run.ts';
import { createApp } from '../../../src/app.ts';
import { exitCodeOf } from '../../../src/core/results/exit-code.ts';
import type { RunResult } from '../../../src/core/results/model.ts';
import type { RunOptions } from '../../../src/core/run/model.ts';
import { startLab } from '../../../src/lab/index.ts';
import { inLab } from '../../lab-environment.ts';
import { virtualApp } from '../../virtual-app.ts';
import { follows } from './winharden.ts';

describe('a fleet that Auto Scaling changes during the run', function () {
  this.timeout(60_000);
  const home = mkdtempSync(join(tmpdir(), 'winharden-scaling-'));
  after(() => rmSync(home, { recursive: true }));

  /** An apply over twelve nodes, in the lab's time. */
  async function apply(faults: string[], over: Partial<RunOptions> = {}) {
    const lab = await startLab({ nodes: 12, driver: 'model', faults });
    const restore = inLab(lab);
    const app = virtualApp(lab, (clock) => createApp({ home, clock }));
    const warnings: string[] = [];
    const result = await startRun(
      app,
      {
        ...{ operation: 'apply', baseline: 'eks-node', include: [], bucket: lab.bucket, prefix: 'x', dryRun: false },
        ...{ canary: 1, maxConcurrency: 50, maxErrors: 0, maxChanges: '100%', waitMinutes: 600, timeoutSeconds: 600 },
        ...{ pollSeconds: 5, reboot: 'never', rebootMinutes: 30 },
        ...over,
        selector: { tags: ['eks:nodegroup=windows-ng'], instanceIds: [] },
      },
      {
        emit: (event) => event.type === 'warning' && warnings.push(event.text),
        confirm: async () => true,
        signal: new AbortController().signal,
      },
    );
    restore();
    await lab.close();
    return { result, warnings };
  }
  const inWave = ({ nodes }: RunResult, number: number) =>
    nodes.outcomes.filter(({ wave }) => wave === number).map(({ instanceId }) => instanceId);

  it('skips what is terminating, tells what was replaced, and takes what came in its place', async () => {
    const { result: planned } = await apply([], { dryRun: true });
    const [[leaving = ''], [replaced = '']] = [inWave(planned, 3), inWave(planned, 2)];
    const faults = [`terminating=${leaving}`, `replaced=${replaced}`];
    const { result, warnings } = await apply(faults, { catchNewcomers: true });
    follows('run-result', JSON.parse(JSON.stringify(result)));
    deepEqual([result.state, exitCodeOf(result), warnings], ['finished', 0, []]);
    deepEqual(
      result.nodes.excluded.map(({ instanceId, reason }) => [instanceId, /is Terminating:Wait$/.test(reason)]),
      [[leaving, true]],
    );
    const gone = result.nodes.outcomes.find(({ instanceId }) => instanceId === replaced);
    deepEqual([gone?.outcome, gone?.terminated], ['NoReport', true]);
    match(gone?.reason ?? '', /^terminating: the instance of the Auto Scaling group eks-windows-ng-\S+ is terminated/);
    const last = result.waves.at(-1);
    equal(last?.nodes.length, 1);
    const newcomer = result.nodes.outcomes.find(({ instanceId }) => instanceId === last?.nodes[0]);
    deepEqual([newcomer?.outcome, planned.nodes.outcomes.includes(newcomer as never)], ['Remediated', false]);
    ok((result.aws.calls['autoscaling:DescribeAutoScalingGroups'] ?? 0) <= 12, JSON.stringify(result.aws.calls));

    const told = await apply(faults);
    deepEqual([told.result.state, told.result.waves.length], ['finished', result.waves.length - 1]);
    match(
      told.warnings.join(),
      /joined during the run and not held to the baseline: 1 node \(i-\w+\); --catch-newcomers/,
    );
  });

  it('goes on with a warning where nobody may ask Auto Scaling', async () => {
    const { result, warnings } = await apply(['denied=DescribeAutoScalingGroups']);
    equal(result.state, 'finished');
    equal(warnings.length, 1);
    match(warnings[0] ?? '', /cannot be told from others: .*autoscaling:DescribeAutoScalingGroups/);
  });
});
