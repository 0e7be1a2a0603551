import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { compareRuns } from '../../../../src/core/drift/compare-runs.ts';
import { historyOf } from '../../../../src/core/drift/history.ts';
import type { PastRun } from '../../../../src/core/drift/model.ts';
import { idOf, pastRun } from './past-runs.ts';

/** A run in which nodes met so many of ten controls. */
function scored(hour: number, met: Record<number, number | null>, more: Parameters<typeof pastRun>[2] = {}): PastRun {
  const run = pastRun(hour, Object.fromEntries(Object.keys(met).map((node) => [node, {}])), more);
  for (const node of run.result.nodes.outcomes) {
    const its = met[Number(node.instanceId.at(-1))] ?? null;
    const share = { met: its ?? 0, of: 10, percent: (its ?? 0) * 10 };
    if (its !== null) node.score = { beforeWaivers: share, afterWaivers: share };
  }
  const tags: Record<string, Record<string, string>> = {
    [idOf(1)]: { env: 'prod' },
    [idOf(2)]: { env: 'test' },
    [idOf(3)]: { 'eks:nodegroup-name': 'ng' },
  };
  return { ...run, tags: async () => tags };
}

const RUNS = [
  scored(1, { 1: 10, 2: 5 }),
  scored(2, { 1: 0 }, { operation: 'rollback' }),
  scored(3, { 1: 10 }, { baseline: 'cis-l1-part', partOf: 'cis-l1' }),
  scored(4, { 1: 8, 2: null, 3: 7 }),
  scored(5, { 2: 10 }, { baseline: 'stig' }),
].reverse();

describe('history', () => {
  it('is the score of each run of a baseline, of the nodes that reported, and its change', async () => {
    const lines = await historyOf(RUNS);
    assert.deepEqual(
      lines.map(({ baseline, group, points }) => [
        baseline,
        group,
        points.map(({ nodes, reported, score, change }) => [nodes, reported, score?.afterWaivers.percent, change]),
      ]),
      [
        [
          'cis-l1',
          null,
          [
            [2, 2, 75, null],
            [3, 2, 75, 0],
          ],
        ],
        ['stig', null, [[1, 1, 100, null]]],
      ],
    );
  });

  it('is told by the values of a tag, nodes without it last', async () => {
    const changes = async (tag: string) =>
      (await historyOf(RUNS, tag)).map(({ baseline, group, points }) => [
        baseline,
        group,
        points.map(({ score, change }) => [score?.afterWaivers.percent ?? null, change]),
      ]);
    assert.deepEqual(await changes('env'), [
      [
        'cis-l1',
        'prod',
        [
          [100, null],
          [80, -20],
        ],
      ],
      [
        'cis-l1',
        'test',
        [
          [50, null],
          [null, null],
        ],
      ],
      ['cis-l1', null, [[70, null]]],
      ['stig', 'test', [[100, null]]],
    ]);
    const groups = (await historyOf(RUNS, 'eks:nodegroup')).map(({ group }) => group);
    assert.deepEqual(groups, ['ng', null, null]);
  });
});

describe('two runs', () => {
  it('differ in nodes, and in controls of nodes that reported in both', async () => {
    const a = pastRun(1, { 1: { a: 'Compliant', b: 'Compliant' }, 2: { a: 'Compliant' }, 3: 'NoReport' });
    const b = pastRun(2, { 1: { a: 'Error', c: 'Compliant' }, 3: { a: 'Compliant' }, 4: { a: 'Compliant' } });
    const { nodes, controls } = await compareRuns(a, b);
    assert.deepEqual(
      nodes.map(({ instanceId, before, after }) => [instanceId.at(-1), before, after]),
      [
        ['2', 'NonCompliant', null],
        ['3', 'NoReport', 'NonCompliant'],
        ['4', null, 'NonCompliant'],
      ],
    );
    assert.deepEqual(
      controls.map(({ id, title, nodes }) => [
        id,
        title,
        nodes.map(({ before, after }) => [before?.found, after?.found]),
      ]),
      [
        ['a', 'Control a', [[1, 2]]],
        ['b', 'Control b', [[1, undefined]]],
        ['c', 'Control c', [[undefined, 2]]],
      ],
    );
    const same = await compareRuns(a, a);
    assert.deepEqual([same.nodes, same.controls], [[], []]);
  });
});
