import assert from 'node:assert/strict';
import type { ResolvedControl } from '../../../../src/core/baseline/model.ts';
import type { SiteChoices } from '../../../../src/core/baseline/policy.ts';
import { combine } from '../../../../src/core/plan/combine.ts';
import { control, planOf, value } from './controls.ts';

const least = (id: string, low: number, parts: Partial<ResolvedControl> = {}) =>
  control({ id, expect: { atLeast: low }, set: low, ...parts });
const part = (name: string, controls: ResolvedControl[], choices: SiteChoices = {}) => ({
  name,
  title: name.toUpperCase(),
  choices,
  controls,
});
/** The plan of two baselines together. */
function together(a: ResolvedControl[], b: ResolvedControl[], prefer: string[] = []) {
  const { name, controls, origins } = combine([part('a', a), part('b', b)]);
  return planOf({ baseline: name, controls, origins, prefer });
}

describe('baselines that are applied together', () => {
  it('are one baseline, the same in whatever order they are given', () => {
    const parts = [
      part('stig', [control({ id: 's' })], { waivers: [{ controls: ['s'], reason: 'r' }], settleSeconds: 20 }),
      part('cis-l1', [control({ id: 'c', ...value('Other') })], { include: ['c'], settleSeconds: 5 }),
    ];
    const [one, other] = [combine(parts), combine([...parts].reverse())];
    assert.deepEqual(one, other);
    assert.deepEqual([one.name, one.title], ['cis-l1_stig', 'CIS-L1 + STIG']);
    assert.deepEqual(one.choices, {
      include: ['c'],
      waivers: [{ controls: ['s'], reason: 'r' }],
      vitalServices: [],
      settleSeconds: 20,
    });
    assert.deepEqual(
      one.controls.map(({ id }) => id),
      ['c', 's'],
    );
  });

  it('have a name that SSM takes for a document, however long theirs are', () => {
    const long = ['x', 'y', 'z'].map((letter) => part(letter.repeat(60), []));
    const { name } = combine(long);
    assert.match(`winharden-${name}-rollback`, /^[a-zA-Z0-9_.-]{3,128}$/);
    assert.notEqual(name, combine([...long, part('a'.repeat(60), [])]).name);
  });

  it('share the controls that both have', () => {
    const { controls, origins } = combine([part('a', [control()]), part('b', [control()])]);
    assert.equal(controls.length, 1);
    assert.deepEqual(origins.get(controls[0] as ResolvedControl), ['a', 'b']);
  });

  it('are refused where they contradict each other, with both demands, the stricter one and what to choose from', () => {
    assert.throws(() => together([least('1', 14)], [least('2', 15)]), {
      code: 'ConflictingControls',
      exit: 2,
      message:
        /^1 of a wants \{"atLeast":14\} and writes 14, but 2 of b wants .* and writes 15: both mean .*; b is stricter$/,
      suggestions: [
        'Choose: --prefer stricter or --prefer a or --prefer b. It may be repeated; the first that decides counts.',
        'Waive one of the two controls, or leave its benchmark out of the baseline.',
      ],
    });
  });

  it('say once what several releases say alike', () => {
    const on = (id: string, low: number) =>
      ([2019, 2022] as const).map((release) =>
        least(id, low, { when: { release: [release] }, benchmark: `${id}-${release}` }),
      );
    assert.throws(() => together(on('1', 14), on('2', 15)), { message: /^[^\n]+$/ });
  });
});

describe('a preference', () => {
  it('for the stricter value waives the other control, with the reason, and says so', () => {
    const { plan, warnings } = together([least('1', 14)], [least('2', 15)], ['stricter']);
    assert.deepEqual(plan.waivers, [{ controls: ['1'], reason: 'prefers 2 of b', when: {} }]);
    assert.deepEqual(JSON.parse(plan.text).waivers, [{ controls: ['1'], reason: 'prefers 2 of b' }]);
    assert.deepEqual(warnings, ['1 of a is waived: prefers 2 of b (stricter)']);
  });

  it('for a baseline waives the other control, even the stricter one', () => {
    const { plan, warnings } = together([least('1', 14)], [least('2', 15)], ['a']);
    assert.deepEqual(
      plan.waivers.map(({ controls }) => controls),
      [['2']],
    );
    assert.deepEqual(warnings, ['2 of b is waived: prefers 1 of a (less strict)']);
  });

  it('for a benchmark decides within one baseline', () => {
    const controls = [least('1', 14, { benchmark: 'first' }), least('2', 15, { benchmark: 'second' })];
    assert.deepEqual(
      planOf({ controls, prefer: ['first'] }).plan.waivers.map(({ reason }) => reason),
      ['prefers 1 of first'],
    );
  });

  it('holds only where both controls do, on each release by itself', () => {
    const a = [least('1', 14, { when: { release: [2019] } }), least('1', 20, { when: { release: [2025] } })];
    const b = [least('2', 15, { when: { role: ['member'] } })];
    const { plan, warnings } = together(a, b, ['stricter']);
    assert.deepEqual(plan.waivers, [
      { controls: ['1'], reason: 'prefers 2 of b', when: { release: [2019], role: ['member'] } },
      { controls: ['2'], reason: 'prefers 1 of a', when: { release: [2025], role: ['member'] } },
    ]);
    assert.deepEqual(warnings, [
      '1 of a is waived: prefers 2 of b (stricter), on Windows Server 2019',
      '2 of b is waived: prefers 1 of a (stricter), on Windows Server 2025',
    ]);
  });

  it('leaves open what it does not decide, and the next one may', () => {
    const [a, b] = [[control({ id: '1', expect: { equals: 0 }, set: 0 })], [control({ id: '2' })]];
    assert.throws(() => together(a, b, ['stricter']), {
      code: 'ConflictingControls',
      suggestions: [
        'Choose: --prefer a or --prefer b. It may be repeated; the first that decides counts.',
        'Waive one of the two controls, or leave its benchmark out of the baseline.',
      ],
    });
    assert.deepEqual(together(a, b, ['stricter', 'b']).warnings, ['1 of a is waived: prefers 2 of b']);
  });

  it('drops the row where both controls have one id, which no waiver could tell apart', () => {
    const { plan, warnings } = together([least('1', 14)], [least('1', 15)], ['stricter']);
    assert.deepEqual(plan.waivers, []);
    assert.deepEqual(
      plan.controls.map(({ set }) => set),
      [15],
    );
    assert.deepEqual(warnings, ['1 of a is left out: prefers 1 of b (stricter)']);
  });

  it('is needed only for the pairs that are left when the losers are gone', () => {
    const three = [least('1', 10), least('2', 20), control({ id: '3', expect: { equals: 15 }, set: 15 })];
    const { name, controls, origins } = combine(three.map((one, i) => part('abc'[i] ?? '', [one])));
    const plan = (prefer: string[]) => planOf({ baseline: name, controls, origins, prefer });
    assert.throws(() => plan(['stricter']), { code: 'ConflictingControls', message: /^2 of b .* 3 of c [^\n]*$/ });
    assert.deepEqual(
      plan(['c', 'stricter']).plan.waivers.map(({ controls: ids, reason }) => [ids, reason]),
      [
        [['1'], 'prefers 2 of b'],
        [['1'], 'prefers 3 of c'],
        [['2'], 'prefers 3 of c'],
      ],
    );
  });

  it('for what is not there is refused with what is', () => {
    assert.throws(() => together([least('1', 14)], [least('2', 15)], ['strikter']), {
      code: 'UnknownPreference',
      exit: 2,
      suggestions: ['Did you mean stricter?', 'What can be preferred: stricter, a, a-benchmark, b.'],
    });
  });
});
