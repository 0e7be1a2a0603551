import assert from 'node:assert/strict';
import type { ResolvedControl } from '../../../../src/core/baseline/model.ts';
import { crosswalk, narrowEntries, type Side } from '../../../../src/core/compare/crosswalk.ts';
import { control, value } from '../plan/controls.ts';

const of = (name: string, ...controls: ResolvedControl[]): Side => ({ name, controls });
const least = (id: string, low: number, parts: Partial<ResolvedControl> = {}) =>
  control({ id, expect: { atLeast: low }, set: low, ...parts });
const manual = control({ id: 'm', kind: 'manual', address: null, expect: null, set: null, reason: 'Ask.' });

describe('a crosswalk', () => {
  it('tells shared, differing and single settings apart, whatever their ids, and names the stricter side', () => {
    const a = of('a', least('a1', 14), least('a2', 1, value('Other')), manual);
    const b = of('b', least('b1', 15), least('b2', 1, value('OTHER')), least('b3', 1, value('Third')));
    const found = crosswalk([a, b], 2022);
    assert.deepEqual(
      found.entries.map(({ relation, stricter, sides }) => [
        relation,
        stricter,
        sides.flatMap(({ demands }) => demands.map((demand) => demand.control)),
      ]),
      [
        ['differing', 'b', ['a1', 'b1']],
        ['shared', null, ['a2', 'b2']],
        ['single', null, ['b3']],
      ],
    );
    assert.deepEqual(found.counts, [{ release: 2022, shared: 1, differing: 1, single: { a: 0, b: 1 } }]);
    assert.deepEqual(found.manual, { a: 1, b: 0 });
  });

  it('says which NIST controls a setting serves, whichever side knows them', () => {
    const a = of('a', least('1', 14, { nist: ['AC-7', 'AC-11'] }), least('2', 1, value('Other')));
    const b = of('b', least('x', 14, { nist: ['AC-7', 'AC-2(5)'] }));
    const { entries } = crosswalk([a, b], 2022);
    assert.deepEqual(
      entries.map(({ nist }) => nist),
      [['AC-2(5)', 'AC-7', 'AC-11'], []],
    );
  });

  it('compares release by release, and says once what is alike on several', () => {
    const a = of('a', least('1', 14, { when: { release: [2019] } }), least('1', 14, { when: { release: [2022] } }));
    const b = of('b', least('x', 14, { when: { release: [2019, 2022] } }));
    const { entries, counts } = crosswalk([a, b]);
    assert.deepEqual(
      entries.map(({ releases, relation }) => [releases, relation]),
      [[[2019, 2022], 'shared']],
    );
    assert.deepEqual(
      counts.map(({ release }) => release),
      [2019, 2022],
    );
  });

  it('compares baselines of different releases as they are', () => {
    const { entries, counts } = crosswalk([
      of('a', least('1', 14, { when: { release: [2019] } })),
      of('b', least('1', 15, { when: { release: [2025] } })),
    ]);
    assert.deepEqual(
      entries.map(({ releases, stricter }) => [releases, stricter]),
      [[[], 'b']],
    );
    assert.equal(counts[0]?.release, null);
  });

  it('compares variants where their conditions are the same, and tells nothing where they are not', () => {
    const [member, standalone] = [{ role: ['member' as const] }, { role: ['standalone' as const] }];
    const a = of('a', least('1', 14, { when: member }), least('1', 10, { when: standalone }));
    const b = of('b', least('2', 15, { when: member }), least('2', 10, { when: standalone }));
    const c = of('c', least('3', 15));
    assert.equal(crosswalk([a, b], 2022).entries[0]?.stricter, 'b');
    const [mixed] = crosswalk([a, c], 2022).entries;
    assert.deepEqual([mixed?.relation, mixed?.stricter], ['differing', null]);
  });

  it('of three names the one that asks for more than every other', () => {
    const sides = [of('a', least('1', 14)), of('b', least('2', 24)), of('c', least('3', 20))];
    assert.equal(crosswalk(sides, 2022).entries[0]?.stricter, 'b');
    const tie = [of('a', least('1', 14)), of('b', least('2', 24)), of('c', least('3', 24))];
    assert.equal(crosswalk(tie, 2022).entries[0]?.stricter, null);
  });

  it('is narrowed to what differs, and to a control', () => {
    const a = of('a', least('1.1', 14), least('1.2', 1, value('Other')));
    const b = of('b', least('2.1', 15), least('2.2', 1, value('Other')));
    const { entries } = crosswalk([a, b], 2022);
    assert.equal(narrowEntries(entries, { differing: true }).length, 1);
    assert.equal(narrowEntries(entries, { control: '2.2' })[0]?.relation, 'shared');
    assert.equal(narrowEntries(entries, { control: '1.*' }).length, 2);
    assert.equal(narrowEntries(entries, { control: '3' }).length, 0);
  });
});
