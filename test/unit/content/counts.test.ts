import assert from 'node:assert/strict';
import type { Release, SettingKind } from '../../../src/core/baseline/model.ts';
import { baselineNamed, benchmarkOf, benchmarks, benchmarksOf, ids, settingOf } from './content.ts';

/**
 * Controls of CIS for member servers: Level 1, Level 2, next generation security. docs/decisions/0006 names every
 * control whose level the sources dispute, and what other counts in circulation come from.
 */
const COUNTED: [Release, string, number, number, number][] = [
  [2016, '3.0.0', 318, 63, 6],
  [2019, '4.0.0', 328, 71, 6],
  [2022, '4.0.0', 333, 75, 7],
  [2025, '1.0.0', 349, 76, 7],
];

/**
 * Microsoft's lists: their rows, how many of them ask Defender itself about an attack surface reduction rule
 * that another row writes, and how many stand there twice.
 */
const MICROSOFT: [Release, string, number, number, number][] = [
  [2019, '20H2', 325, 15, 0],
  [2022, '21H2', 328, 15, 0],
  [2025, '2602', 354, 8, 3],
];

/** DISA's rules for member servers: of category I, II and III, and how many of them a person answers. */
const DISA: [Release, string, number, number, number, number][] = [
  [2019, 'V3R8', 25, 200, 13, 24],
  [2022, 'V2R8', 22, 205, 11, 24],
  [2025, 'V1R1', 20, 208, 11, 26],
];

/**
 * What the rules of a release are decided by, by kind: a rule in parts (folders, certificates) counts each. With those that a
 * person answers these are PowerSTIG's 247, 246 and 250, and one more for 2022, where it does not read V-254444 (two certificates).
 */
const DISA_KINDS: Partial<Record<Release, Partial<Record<SettingKind, number>>>> = {
  2019: {
    accountPolicy: 10,
    auditPolicy: 40,
    certificate: 7,
    feature: 8,
    inventory: 8,
    localAccount: 3,
    permission: 11,
    registry: 105,
    service: 2,
    userRight: 29,
  },
  2022: {
    accountPolicy: 10,
    auditPolicy: 40,
    certificate: 7,
    feature: 8,
    inventory: 8,
    localAccount: 3,
    permission: 11,
    registry: 105,
    service: 2,
    userRight: 29,
  },
  2025: {
    accountPolicy: 9,
    auditPolicy: 41,
    certificate: 9,
    feature: 8,
    inventory: 8,
    localAccount: 3,
    permission: 11,
    registry: 103,
    service: 3,
    userRight: 29,
  },
};

/** Controls of Windows Server 2022 v4.0.0 that are for domain controllers only. */
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
  for (const [release, version, first, second, next] of COUNTED) {
    it(`has every control of CIS Windows Server ${release} v${version} for member servers`, () => {
      const benchmark = benchmarkOf('cis', release);
      assert.equal(benchmark.version, version);
      assert.equal(ids(benchmark.controls, 'L1').size, first);
      assert.equal(ids(benchmark.controls, 'L2').size, second);
      assert.equal(ids(benchmark.controls, 'NG').size, next);
      assert.equal(ids(benchmark.controls).size, first + second + next, 'no id has two levels');
    });
  }

  for (const [release, version, rows, asked, twice] of MICROSOFT) {
    it(`has a control for every row of Microsoft's list ${version} for Windows Server ${release}`, () => {
      const { controls, version: found } = benchmarkOf('msft', release);
      assert.equal(found, version);
      assert.equal(ids(controls, 'MS').size, rows - asked - twice);
      assert.equal(ids(controls).size, rows - asked - twice, 'no control has another level');
    });
  }

  for (const [release, version, first, second, third, manual] of DISA) {
    it(`has every rule of DISA's STIG ${version} for Windows Server ${release}, by category and kind`, () => {
      const { controls, version: found } = benchmarkOf('stig', release);
      assert.equal(found, version);
      const categories = ['CAT I', 'CAT II', 'CAT III'].map((level) => ids(controls, level).size);
      assert.deepEqual(categories, [first, second, third]);
      assert.equal(ids(controls).size, first + second + third, 'no rule has two categories');
      const severities = { 'CAT I': 'high', 'CAT II': 'medium', 'CAT III': 'low' } as Record<string, string>;
      for (const { id, level = '', severity } of controls) assert.equal(severity, severities[level], id);
      const decided = controls.filter(({ setting }) => setting !== undefined);
      const asked = ids(controls.filter((control) => control.manual && !decided.some(({ id }) => id === control.id)));
      assert.equal(asked.size, manual);
      const parts = new Set(decided.map((control) => `${settingOf(control).kind} ${control.id} ${control.setting}`));
      const kinds = [...parts].map((part) => part.split(' ')[0] as SettingKind);
      const counts = Object.fromEntries(
        [...new Set(kinds)].map((kind) => [kind, kinds.filter((one) => one === kind).length]),
      );
      assert.deepEqual(counts, DISA_KINDS[release]);
    });
  }

  it('has a count for every benchmark', () => {
    assert.equal(benchmarks.length, COUNTED.length + MICROSOFT.length + DISA.length);
  });

  it('leaves out what is for domain controllers', () => {
    const known = ids(benchmarkOf('cis', 2022).controls);
    assert.deepEqual(
      NOT_FOR_MEMBERS.filter((id) => known.has(id)),
      [],
    );
  });

  it('counts as next generation security what may be locked into the firmware, in no other level', () => {
    assert.deepEqual([...ids(benchmarkOf('cis', 2022).controls, 'NG')], NEXT_GENERATION);
  });

  it('ends its sections where the published list ends them', () => {
    const known = ids(benchmarkOf('cis', 2022).controls);
    for (const id of ['1.2.3', '2.3.17.8', '9.3.9', '17.9.5', '18.5.12', '18.10.16.7', '18.10.93.4.3', '19.7.46.2.1']) {
      assert.ok(known.has(id), `${id} is there`);
    }
    assert.ok(!known.has('18.10.16.8'), 'removed in v4.0.0');
  });

  it('takes Level 1 into cis-l1, both levels into cis-l2, the rest into cis-ng, all of Microsoft into msft, and the categories into stig, of every release', () => {
    for (const [name, publisher, levels] of [
      ['cis-l1', 'cis', ['L1']],
      ['cis-l2', 'cis', ['L1', 'L2']],
      ['cis-ng', 'cis', ['NG']],
      ['msft', 'msft', ['MS']],
      ['stig', 'stig', ['CAT I', 'CAT II', 'CAT III']],
      ['stig-cat1', 'stig', ['CAT I']],
    ] as const) {
      const names = benchmarksOf(publisher)
        .map(({ benchmark }) => benchmark)
        .sort();
      const chosen = baselineNamed(name).benchmarks ?? [];
      assert.deepEqual(chosen.map(({ benchmark }) => benchmark).sort(), names);
      for (const choice of chosen) assert.deepEqual(choice.levels, levels);
    }
  });
});
