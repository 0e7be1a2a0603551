import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startRun } from '../../../src/actions/start-run.ts';
import { createApp } from '../../../src/app.ts';
import { exitCodeOf } from '../../../src/core/results/exit-code.ts';
import type { RunResult } from '../../../src/core/results/model.ts';
import { startLab } from '../../../src/lab/index.ts';
import { freshWindows } from '../../../src/lab/windows-state.ts';
import { FAST_LAB, resultOf, tempFolder, winharden } from './winharden.ts';

const TAG = ['--tag', 'eks:nodegroup=windows-ng'];
const PENDING = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending';

interface LabNode {
  instanceId: string;
  release: 2019 | 2022 | 2025;
}

describe('restarts', function () {
  this.timeout(180_000);
  const home = tempFolder();
  after(home.remove);
  const folder = join(home.path, 'lab');
  const run = (...args: string[]) =>
    winharden([...args, '--baseline', 'eks-node', ...TAG, '--lab', folder], home.path, FAST_LAB);
  const fleet = (): LabNode[] => JSON.parse(readFileSync(join(folder, 'fleet.json'), 'utf8'));

  it('a dry run tells that nodes may restart', async () => {
    const told = await run('apply', '--reboot', 'if-required', '--reboot-minutes', '20', '--dry-run');
    equal(told.code, 0, told.stderr);
    match(told.stderr, /restarts +nodes restart where a change needs it, wave by wave; .*20 minutes/);
  });

  it('one that was pending before the run is told by an audit', async () => {
    const [node] = fleet();
    const windows = freshWindows({ release: node?.release ?? 2022, container: true });
    const registry = { ...windows.registry, [PENDING]: {} };
    const place = join(folder, 'nodes', node?.instanceId ?? '');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'windows.json'), JSON.stringify({ ...windows, registry }));
    const { nodes } = resultOf<RunResult>(await run('audit', '--json'), 'run-result', 3);
    deepEqual(
      nodes.outcomes.filter(({ rebootPending }) => rebootPending).map((each) => [each.instanceId, each.rebootRequired]),
      [[node?.instanceId, true]],
    );
    const told = await run('audit');
    match(told.stdout, /1 node waits for a restart, 1 of them since before this run/);
    match(told.stderr, /restart: pending before, required$/m);
  });

  it('are made where a change needs them, wave by wave, and each node reports once, after it', async () => {
    const applied = await run('apply', '--reboot', 'if-required', '--wave-size', '2', '--yes', '--json');
    const { state, waves, nodes, folder: its } = resultOf<RunResult>(applied, 'run-result');
    equal(state, 'finished');
    deepEqual(
      waves.map((wave) => wave.nodes.length),
      [2, 2],
    );
    for (const { outcome, rebooted, rebootRequired, changes } of nodes.outcomes)
      deepEqual([outcome, rebooted, rebootRequired, changes > 0], ['Remediated', true, false, true]);
    const journal = readFileSync(join(its, 'journal.jsonl'), 'utf8').trimEnd().split('\n');
    const order = journal.map((line) => JSON.parse(line)).filter(({ type }) => type === 'sent' || type === 'nodeEnded');
    deepEqual(
      order.map(({ type }) => type),
      ['sent', 'nodeEnded', 'nodeEnded', 'sent', 'nodeEnded', 'nodeEnded'],
    );
    match(readFileSync(join(its, 'report.html'), 'utf8'), /<span class="word changed">restarted<\/span>/);
  });

  it('are not made again where nothing waits for one', async () => {
    const again = await run('apply', '--reboot', 'if-required', '--yes', '--json');
    const { nodes } = resultOf<RunResult>(again, 'run-result');
    ok(nodes.outcomes.every(({ outcome, rebooted, changes }) => outcome === 'Compliant' && !rebooted && changes === 0));
  });
});

describe('restarts that are not asked for', function () {
  this.timeout(60_000);
  const home = tempFolder();
  after(home.remove);

  it('are not made; the run says how many nodes wait for one', async () => {
    const args = ['apply', '--baseline', 'eks-node', ...TAG, '--lab', join(home.path, 'lab'), '--yes'];
    const told = await winharden(args, home.path, FAST_LAB);
    equal(told.code, 0, told.stderr);
    match(told.stdout, /^4 nodes wait for a restart\. apply --reboot if-required restarts them wave by wave\.$/m);
  });
});

/** Seconds of lab and program in one real one. */
const SPEED = 600;

describe('a restart that a node does not come back from', function () {
  this.timeout(120_000);
  const home = tempFolder();
  const before = { ...process.env };
  after(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    home.remove();
  });

  /** An apply in this process, whose clock keeps pace with the lab's, so that minutes pass in a moment. */
  async function apply(faults: string[], dryRun = false): Promise<RunResult> {
    const lab = await startLab({ nodes: 7, driver: 'model', speed: SPEED, faults });
    for (const name of lab.unset) delete process.env[name];
    Object.assign(process.env, lab.env);
    const begun = Date.now();
    const clock = {
      now: () => new Date(begun + (Date.now() - begun) * SPEED),
      sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds / SPEED)),
    };
    const selector = { tags: ['eks:nodegroup=windows-ng'], instanceIds: [] };
    const waves = { canary: 1, waveSize: '2', maxConcurrency: 50, maxErrors: '100%', waitMinutes: 600, pollSeconds: 2 };
    const restarts = { reboot: 'if-required', rebootMinutes: 30 } as const;
    const policy = { operation: 'apply' as const, baseline: 'eks-node', include: [], selector };
    const input = { ...policy, ...waves, ...restarts, bucket: lab.bucket, prefix: 'x', timeoutSeconds: 600, dryRun };
    const io = { emit: () => {}, confirm: async () => true, signal: new AbortController().signal };
    return startRun({ ...createApp({ home: home.path }), clock }, input, io).finally(lab.close);
  }

  it('ends the run after its wave, with the reason and what Systems Manager says', async () => {
    const planned = await apply([], true);
    const gone = planned.nodes.outcomes.find(({ wave }) => wave === 2)?.instanceId ?? '';
    const result = await apply([`no-return=${gone}`]);
    equal(result.state, 'stopped');
    equal(exitCodeOf(result), 68);
    const byWave = (number: number) =>
      result.nodes.outcomes.filter(({ wave }) => wave === number).map(({ outcome }) => outcome);
    deepEqual(
      [byWave(1), byWave(2).sort(), byWave(3)],
      [Array(3).fill('Remediated'), ['NoReport', 'Remediated'], ['NotSent', 'NotSent']],
    );
    const lost = result.nodes.outcomes.find(({ instanceId }) => instanceId === gone);
    equal(lost?.lost, true);
    match(
      lost?.reason ?? '',
      /^did not come back: no end after 30 minutes, its restart included; Systems Manager says ConnectionLost since 20/,
    );
    equal(result.waves.at(-1)?.reason, `${gone} ${lost?.reason}`);
  });
});
