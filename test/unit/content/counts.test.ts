import assert from 'node:assert/strict';
import type { Release } from '../../../src/core/baseline/model.ts';
import { baselineNamed, benchmarkOf, benchmarks, ids } from './content.ts';

/** Controls for member servers, as published: Level 1, Level 2. */
const PUBLISHED: [Release, string, number, number][] = [
  [2019, '4.0.0', 327, 71],
  [2022, '4.0.0', 333, 75],
  [2025, '1.0.0', 349, 76],
];

/** Controls of Windows Server 2022 v4.0.0 that are for domain controllers only, and the next generation profile. */
const NOT_FOR_MEMBERS = [
  '2.2.2',
  '2.2.5',
  '2.2.7',
  '2.2.21',
  '2.3.5.1',
  '2.3.10.6',
  '2.3.11.13',
  '5.1',
  '17.1.2',
  '17.2.4',
  '17.4.1',
  '18.9.39.1',
];
const NEXT_GENERATION = ['18.9.5.1', '18.9.5.2', '18.9.5.3', '18.9.5.4', '18.9.5.5', '18.9.5.7', '18.9.26.2'];

describe('content: counts', () => {
  for (const [release, version, first, second] of PUBLISHED) {
    it(`has every control of CIS Windows Server ${release} v${version} for member servers`, () => {
      const benchmark = benchmarkOf(release);
      assert.equal(benchmark.version, version);
      assert.equal(ids(benchmark.controls, 'L1').size, first);
      assert.equal(ids(benchmark.controls, 'L2').size, second);
      assert.equal(ids(benchmark.controls).size, first + second, 'no id has two levels');
    });
  }

  it('has a count for every benchmark', () => {
    assert.deepEqual(benchmarks.map(({ release }) => release).sort(), PUBLISHED.map(([release]) => release).sort());
  });

  it('leaves out what is for domain controllers, and the next generation profile', () => {
    const known = ids(benchmarkOf(2022).controls);
    assert.deepEqual(
      [...NOT_FOR_MEMBERS, ...NEXT_GENERATION].filter((id) => known.has(id)),
      [],
    );
  });

  it('ends its sections where the published list ends them', () => {
    const known = ids(benchmarkOf(2022).controls);
    for (const id of ['1.2.3', '2.3.17.8', '9.3.9', '17.9.5', '18.5.12', '18.10.16.7', '18.10.93.4.3', '19.7.46.2.1']) {
      assert.ok(known.has(id), `${id} is there`);
    }
    assert.ok(!known.has('18.10.16.8'), 'removed in v4.0.0');
  });

  it('takes Level 1 into cis-l1 and both levels into cis-l2, of every benchmark', () => {
    const names = benchmarks.map(({ benchmark }) => benchmark).sort();
    for (const [name, levels] of [
      ['cis-l1', ['L1']],
      ['cis-l2', ['L1', 'L2']],
    ] as const) {
      const chosen = baselineNamed(name).benchmarks ?? [];
      assert.deepEqual(chosen.map(({ benchmark }) => benchmark).sort(), names);
      for (const choice of chosen) assert.deepEqual(choice.levels, levels);
    }
  });
});
