import assert from 'node:assert/strict';
import { diffBaselines } from '../../../../src/core/compare/diff.ts';
import { control, value } from '../plan/controls.ts';

const changes = (...[before, after]: Parameters<typeof diffBaselines>) =>
  diffBaselines(before, after).entries.map(({ change, control: id, aspects, stricter }) => ({
    change,
    id,
    aspects: aspects.map(({ aspect }) => aspect).join(),
    stricter,
  }));

describe('the difference of two baselines', () => {
  it('is none between equal ones', () => {
    const same = [control(), control({ id: '1.2', ...value('Other') })];
    assert.deepEqual(diffBaselines(same, structuredClone(same)), {
      entries: [],
      unchanged: 2,
      onlyBefore: [],
      onlyAfter: [],
    });
  });

  it('tells what was added, removed and changed, and which side asks for more', () => {
    const before = [control({ expect: { atLeast: 14 }, set: 14 }), control({ id: '1.2', ...value('Gone') })];
    const after = [control({ expect: { atLeast: 15 }, set: 15 }), control({ id: '1.3', ...value('New') })];
    assert.deepEqual(changes(before, after), [
      { change: 'changed', id: '1.1', aspects: 'expect,set', stricter: 'after' },
      { change: 'removed', id: '1.2', aspects: 'id,level,kind,expect,set', stricter: null },
      { change: 'added', id: '1.3', aspects: 'id,level,kind,expect,set', stricter: null },
    ]);
  });

  it('sees a setting under another number as the same control, and a number on another setting as another', () => {
    const before = [control({ id: '18.7.9' }), control({ id: '18.7.10', ...value('Second') })];
    const after = [control({ id: '18.7.10' }), control({ id: '18.7.9', ...value('Third') })];
    assert.deepEqual(
      changes(before, after).map(({ change, id, aspects }) => [change, id, aspects]),
      [
        ['changed', '18.7.10', 'id'],
        ['removed', '18.7.10', 'id,level,kind,expect,set'],
        ['added', '18.7.9', 'id,level,kind,expect,set'],
      ],
    );
  });

  it('sees when a program decides what people had to judge', () => {
    const manual = control({ kind: 'manual', address: null, expect: null, set: null, reason: 'Ask somebody.' });
    assert.deepEqual(
      changes([manual], [control()]).map(({ change, aspects }) => [change, aspects]),
      [['changed', 'kind,expect,set,reason']],
    );
    assert.deepEqual(
      changes([control()], [manual]).map(({ change }) => change),
      ['changed'],
    );
  });

  it('pairs variants by their conditions', () => {
    const variants = (low: number) => [
      control({ when: { hyperV: true }, expect: { atLeast: low }, set: low }),
      control({ when: { hyperV: false }, expect: { atLeast: 5 }, set: 5 }),
    ];
    assert.deepEqual(changes(variants(1), variants(2).reverse()), [
      { change: 'changed', id: '1.1', aspects: 'expect,set', stricter: 'after' },
    ]);
  });

  it('compares the releases that both speak of, and names the others', () => {
    const before = [control({ when: { release: [2019] } }), control({ when: { release: [2022] } })];
    const after = [control({ when: { release: [2022] } }), control({ when: { release: [2025] } })];
    assert.deepEqual(diffBaselines(before, after), {
      entries: [],
      unchanged: 1,
      onlyBefore: [2019],
      onlyAfter: [2025],
    });
  });

  it('compares two releases of a benchmark with each other', () => {
    const before = [control({ when: { release: [2022] } })];
    const after = [control({ when: { release: [2025] }, level: 'L2' })];
    const [entry] = diffBaselines(before, after).entries;
    assert.deepEqual(entry?.aspects, [{ aspect: 'level', before: 'L1', after: 'L2' }]);
    assert.deepEqual(entry?.releases, []);
  });
});
