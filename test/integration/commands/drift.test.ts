import { deepEqual, equal, match } from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DriftResult } from '../../../src/actions/show-drift.ts';
import type { History } from '../../../src/actions/show-history.ts';
import type { RunComparison } from '../../../src/core/drift/compare-runs.ts';
import type { HistoryLine } from '../../../src/core/drift/history.ts';
import type { RunResult } from '../../../src/core/results/model.ts';
import { FAST_LAB, refuses, resultOf, tempFolder, winharden } from './winharden.ts';

const ON = ['--baseline', 'eks-node', '--tag', 'eks:nodegroup=windows-ng'];
const TERMINALS = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server';
const POLICY = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services';

interface Windows {
  registry: Record<string, Record<string, { type: string; value: unknown }>>;
}

/** A fleet that was hardened, two nodes of which somebody changes by hand. */
describe('drift', function () {
  this.timeout(180_000);
  const home = tempFolder();
  after(home.remove);
  const lab = join(home.path, 'lab');
  const winhardenIn = (...args: string[]) => winharden([...args, '--lab', lab], home.path, FAST_LAB);
  const run = async (code: number, ...args: string[]) =>
    resultOf<RunResult>(await winhardenIn(...args, '--json'), 'run-result', code);
  const drift = async (...args: string[]) =>
    resultOf<DriftResult>(await winhardenIn('drift', ...args, '--json'), 'drift-result');
  const pairs = ({ baselines }: DriftResult) =>
    baselines.flatMap(({ drifted }) =>
      drifted.flatMap(({ id, nodes }) =>
        nodes.map(({ instanceId, before, now }) => [id, instanceId, before.found, now.found]),
      ),
    );
  let applied: RunResult;
  let audited: RunResult;
  let nodes: string[];

  function byHand(instanceId: string | undefined, key: string, name: string, value: number): void {
    const file = join(lab, 'nodes', instanceId ?? '', 'windows.json');
    const windows: Windows = JSON.parse(readFileSync(file, 'utf8'));
    windows.registry[key] = { ...windows.registry[key], [name]: { type: 'REG_DWORD', value } };
    writeFileSync(file, JSON.stringify(windows));
  }

  before(async () => {
    applied = await run(0, 'apply', ...ON, '--yes');
    nodes = applied.nodes.outcomes.map(({ instanceId }) => instanceId);
    await run(0, 'audit', ...ON);
  });

  it('is none where nobody changed anything', async () => {
    const { baselines } = await drift();
    deepEqual(
      baselines.map(({ baseline, runs, drifted, newNodes, goneNodes, silentNodes }) => [
        baseline,
        runs.length,
        ...[drifted, newNodes, goneNodes, silentNodes].map(({ length }) => length),
      ]),
      [['eks-node', 2, 0, 0, 0, 0]],
    );
    equal((await winhardenIn('drift', '--fail-on', 'drift')).code, 0);
  });

  it('tells controls that somebody changed, and what they were', async () => {
    byHand(nodes[0], TERMINALS, 'fDenyTSConnections', 0);
    byHand(nodes[1], TERMINALS, 'fDenyTSConnections', 0);
    byHand(nodes[1], POLICY, 'Shadow', 3);
    audited = await run(3, 'audit', ...ON);
    const found = await drift();
    deepEqual(pairs(found), [
      ['eks-1.4', nodes[0], 1, 0],
      ['eks-1.4', nodes[1], 1, 0],
      ['eks-1.9', nodes[1], 0, 3],
    ]);
    deepEqual(
      found.baselines[0]?.nodes.map(({ instanceId, controls }) => [instanceId, controls]),
      [
        [nodes[1], ['eks-1.4', 'eks-1.9']],
        [nodes[0], ['eks-1.4']],
      ],
    );
    const told = await winhardenIn('drift', '--fail-on', 'drift');
    equal(told.code, 3);
    match(told.stdout, /^eks-node: 2 controls drifted on 2 nodes/m);
    match(told.stdout, /^ {2}eks-1\.9 .* Compliant +NonCompliant +0 +3 +0 /m);
  });

  it('is the same from the record in the bucket, for who has nothing else', async () => {
    const own = join(lab, 'runs-home');
    renameSync(own, `${own}-away`);
    mkdirSync(own);
    const asked = drift('--bucket', 'winharden-lab', '--region', 'eu-central-1');
    const found = await asked.finally(() => {
      renameSync(own, join(lab, 'runs-home-of-others'));
      renameSync(`${own}-away`, own);
    });
    deepEqual(pairs(found), [
      ['eks-1.4', nodes[0], '1', '0'],
      ['eks-1.4', nodes[1], '1', '0'],
      ['eks-1.9', nodes[1], '0', '3'],
    ]);
    equal(readdirSync(join(own, 'runs')).length, 3);
  });

  const remediate = async (code: number, ...args: string[]) => {
    const { run } = resultOf<{ run: RunResult | null }>(
      await winhardenIn('remediate', ...args, '--json'),
      'remediate-result',
      code,
    );
    return run;
  };
  const changesOf = (run: RunResult | null) =>
    (run?.nodes.outcomes ?? []).map(({ instanceId, changes, compliant, notApplicable }) => [
      instanceId,
      changes,
      compliant,
      notApplicable,
    ]);

  it('is shown as an apply of a part before it is put right', async () => {
    const told = await winhardenIn('remediate', '--drift', '--dry-run');
    equal(told.code, 0, told.stderr);
    match(told.stderr, /^apply eks-node-part on 2 nodes$/m);
    match(told.stderr, /controls +2, of which 0 waived/);
    match(told.stdout, /with the document winharden-eks-node-part-apply/);
    const one = await remediate(0, '--run', audited.runId, '--control', 'eks-1.9', '--dry-run');
    deepEqual(
      [one?.controls.map(({ id }) => id), one?.nodes.outcomes.map(({ instanceId }) => instanceId)],
      [['eks-1.9'], [nodes[1]]],
    );
    equal((await winhardenIn('remediate', '--drift')).code, 2, 'who cannot be asked has to say yes');
  });

  it('is put right by control and node alone, with a way back', async () => {
    const run = await remediate(0, '--drift', '--yes');
    deepEqual(changesOf(run), [
      [nodes[0], 1, 1, 0],
      [nodes[1], 2, 0, 0],
    ]);
    deepEqual([run?.baseline, run?.partOf, run?.policy?.baseline], ['eks-node-part', 'eks-node', ['eks-node']]);
    deepEqual(pairs(await drift()), []);
    equal(await remediate(0, '--drift', '--yes'), null);
    match((await winhardenIn('remediate', '--drift', '--yes')).stdout, /^Nothing to put right\.$/m);
    await wentBack(run?.runId ?? '');
  });

  /** What a rollback put back is what somebody wanted. */
  async function wentBack(runId: string): Promise<void> {
    await run(0, 'rollback', '--run', runId, '--yes');
    await run(3, 'audit', ...ON);
    const { baselines } = await drift();
    deepEqual(
      baselines.map(({ drifted, putBack }) => [drifted.length, putBack.map(({ id, nodes }) => [id, nodes.length])]),
      [
        [
          0,
          [
            ['eks-1.4', 2],
            ['eks-1.9', 1],
          ],
        ],
      ],
    );
  }

  it('is what differs between two runs', async () => {
    const diff = await winhardenIn('run', 'diff', applied.runId, audited.runId, '--json');
    const { nodes: changed, controls } = resultOf<RunComparison>(diff, 'run-diff-result');
    deepEqual(
      changed.slice(0, 2).map(({ instanceId, before, after }) => [instanceId, before, after]),
      [
        [nodes[0], 'Remediated', 'NonCompliant'],
        [nodes[1], 'Remediated', 'NonCompliant'],
      ],
    );
    const shadow = controls.find(({ id }) => id === 'eks-1.9')?.nodes.find(({ instanceId }) => instanceId === nodes[1]);
    deepEqual([shadow?.before?.status, shadow?.after?.status, shadow?.after?.found], ['Remediated', 'NonCompliant', 3]);
    const told = await winhardenIn('run', 'diff', applied.runId, audited.runId);
    match(told.stdout, /^ {2}eks-1\.9 .* NonCompliant .* 3 +0 +Nobody looks/m);
    const wrong = { exit: 2, code: 'NoSuchRun', message: /no run "20270131T101500Z-a1b2c3"/, next: /run list/ };
    const args = ['run', 'diff', applied.runId, '20270131T101500Z-a1b2c3', '--lab', lab];
    await refuses(args, home.path, FAST_LAB, wrong);
  });

  it('shows in scores over time, for groups of nodes too', async () => {
    const history = async (...args: string[]) =>
      resultOf<History>(await winhardenIn('history', ...args, '--json'), 'history-result').lines;
    const percent = ({ points }: HistoryLine) => points.map(({ score }) => score?.afterWaivers.percent);
    const [all, ...more] = await history();
    deepEqual([all?.baseline, more.length, all?.points.length], ['eks-node', 0, 4]);
    const [first, , third] = all ? percent(all) : [];
    deepEqual([first, (third ?? 100) < 100, (all?.points[2]?.change ?? 0) < 0], [100, true, true]);
    for (const where of [[], ['--bucket', 'winharden-lab']]) {
      const [group, ...others] = await history('--by', 'eks:nodegroup', '--baseline', 'eks-node', ...where);
      deepEqual([group?.group, others.length, group && percent(group)], ['windows-ng', 0, all && percent(all)]);
    }
    const told = await winhardenIn('history', '--by', 'Name');
    match(told.stdout, /^eks-node, Name=windows-\d+-\d\n {2}started +operation +reported/m);
    match((await winhardenIn('history', '--baseline', 'cis-l1')).stdout, /^No run with a score has ended since/);
  });

  it('is looked for in the runs that are named', async () => {
    deepEqual(pairs(await drift('--since', audited.runId)), []);
    deepEqual(pairs(await drift('--run', applied.runId)), []);
    equal(pairs(await drift('--run', audited.runId, '--since', applied.runId, '--baseline', 'eks-node')).length, 3);
  });

  for (const [args, exit, code, message] of [
    [['remediate', '--yes'], 2, 'UsageError', /Exactly one .*--drift, --run/],
    [['remediate', '--yes', '--run', '20270131T101500Z-a1b2c3'], 2, 'NoSuchRun', /no run "20270131T101500Z-a1b2c3"/],
    [['remediate', '--yes', '--drift', '--baseline', 'cis-l1'], 1, 'NoRuns', /no run of cis-l1 has ended since/],
    [['drift', '--since', 'yesterday'], 2, 'InvalidSince', /neither a run nor a day/],
    [['drift', '--run', 'last'], 2, 'InvalidRun', /"last" is no run id/],
    [['drift', '--run', '20270131T101500Z-a1b2c3'], 2, 'NoSuchRun', /no run "20270131T101500Z-a1b2c3" that has ended/],
    [['drift', '--baseline', 'cis-l1'], 1, 'NoRuns', /no run of cis-l1 has ended since/],
    [['drift', '--since', '2099-01-01'], 1, 'NoRuns', /no run has ended since 2099-01-01/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, async () => {
      const wrong = { exit, code, message, next: /run|day|--since|--help/ };
      // Both ways of asking at once are too much for one lab in a folder.
      const where = args[0] === 'drift' ? lab : 'memory';
      await refuses([...args, '--lab', where], home.path, FAST_LAB, wrong);
    });
  }
});
