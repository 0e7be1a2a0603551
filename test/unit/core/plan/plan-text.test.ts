import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { ResolvedControl } from '../../../../src/core/baseline/model.ts';
import { control, planOf, value } from './controls.ts';

const textOf = (...controls: ResolvedControl[]) => planOf({ controls }).plan.text;
const groupsOf = (...controls: ResolvedControl[]) => JSON.parse(textOf(...controls)).groups;
const rowOf = (parts: Partial<ResolvedControl>, kind = parts.kind ?? 'registry') => {
  const [first] = groupsOf(control(parts))[0][kind];
  return kind === 'registry' ? first[2] : first;
};
const registry = (type: string) =>
  ({ address: { hive: 'HKLM', key: 'K', name: 'N', type } }) as Partial<ResolvedControl>;

describe('the node plan', () => {
  it('holds nothing of what only people read', () => {
    const bare = control({ id: '1' });
    const nist = ['AC-7', 'IA-5(1)'];
    assert.equal(textOf({ ...bare, nist }), textOf(bare));
  });

  it('has one control a line, by condition, then kind in working order, then registry key', () => {
    const text = textOf(
      control({ id: '2', ...value('A', 'K1') }),
      control({ id: '3', ...value('B', 'K2') }),
      control({ id: '4', ...value('C', 'K1') }),
      control({
        id: '1',
        kind: 'accountPolicy',
        address: { policy: 'PasswordHistorySize' },
        expect: { atLeast: 24 },
        set: 24,
      }),
      control({
        id: '5',
        kind: 'service',
        address: { service: 'X' },
        expect: { equals: 'disabled' },
        set: 'disabled',
        when: { core: true },
      }),
    );
    assert.deepEqual(text.split('\n').slice(1), [
      '{"when":{},',
      '"accountPolicy":[',
      '["1","PasswordHistorySize",{"atLeast":24},24]],',
      '"registry":[',
      '["HKLM","K1",',
      '["2","A",1],',
      '["4","C",1]],',
      '["HKLM","K2",',
      '["3","B",1]]]},',
      '{"when":{"core":true},',
      '"service":[',
      '["5","X","disabled"]]}],"waivers":[]}',
    ]);
  });

  it('has the hash of itself with the hash field empty', () => {
    const { text, hash } = planOf({ controls: [control()] }).plan;
    assert.equal(JSON.parse(text).hash, hash);
    assert.equal(createHash('sha256').update(text.replace(hash, '')).digest('hex'), hash);
  });

  const rows: [string, Partial<ResolvedControl>, unknown[]][] = [
    ['a value that is also set as itself', {}, ['1.1', 'Value', 1]],
    ['a range with what to set', { expect: { atMost: 4 }, set: 2 }, ['1.1', 'Value', { atMost: 4 }, 2]],
    [
      'equals or absent as an expectation',
      { expect: { equals: 0, orAbsent: true }, set: 0 },
      ['1.1', 'Value', { equals: 0, orAbsent: true }, 0],
    ],
    ['a value that must not be there', { expect: { absent: true }, set: null }, ['1.1', 'Value', { absent: true }]],
    ['text as REG_SZ', { ...registry('REG_SZ'), expect: { equals: '1' }, set: '1' }, ['1.1', 'N', '1']],
    [
      'a list as REG_MULTI_SZ',
      { ...registry('REG_MULTI_SZ'), expect: { equals: ['a'] }, set: ['a'] },
      ['1.1', 'N', ['a']],
    ],
    [
      'any other type last',
      { ...registry('REG_EXPAND_SZ'), expect: { equals: 'x' }, set: 'x' },
      ['1.1', 'N', 'x', null, 'REG_EXPAND_SZ'],
    ],
    [
      'another type after set',
      { ...registry('REG_QWORD'), expect: { atLeast: 1 }, set: 2 },
      ['1.1', 'N', { atLeast: 1 }, 2, 'REG_QWORD'],
    ],
    [
      'the type of a value that nobody sets',
      { ...registry('REG_SZ'), expect: { notEmpty: true }, set: null },
      ['1.1', 'N', { notEmpty: true }, null, 'REG_SZ'],
    ],
    [
      'a text range with the type of what is set',
      { ...registry('REG_SZ'), expect: { atMost: 4 }, set: '4' },
      ['1.1', 'N', { atMost: 4 }, '4'],
    ],
    [
      'members of a user right',
      { kind: 'userRight', address: { right: 'SeX' }, expect: { members: ['S-1-5-19'] }, set: ['S-1-5-19'] },
      ['1.1', 'SeX', ['S-1-5-19']],
    ],
    [
      'audit flags as a number',
      {
        kind: 'auditPolicy',
        address: { subcategory: '{G}' },
        expect: { equals: ['Failure', 'Success'] },
        set: ['Failure', 'Success'],
      },
      ['1.1', '{G}', 3],
    ],
    [
      'audit flags to include as a mask',
      { kind: 'auditPolicy', address: { subcategory: '{G}' }, expect: { includes: ['Failure'] }, set: ['Failure'] },
      ['1.1', '{G}', { includes: 2 }, 2],
    ],
    [
      'a local account by its number',
      { kind: 'localAccount', address: { rid: 501, property: 'enabled' }, expect: { equals: false }, set: false },
      ['1.1', 501, 'enabled', false],
    ],
    [
      'a manual control with its reason',
      { kind: 'manual', address: null, expect: null, set: null, reason: 'why' },
      ['1.1', 'why'],
    ],
  ];
  for (const [name, parts, expected] of rows) it(`writes ${name}`, () => assert.deepEqual(rowOf(parts), expected));

  it('folds what several releases say alike', () => {
    const same = [2019, 2022, 2025].map((release) =>
      control({ benchmark: `b-${release}`, title: `t ${release}`, when: { release: [release as 2022] } }),
    );
    const groups = groupsOf(...same, control({ id: '2', ...value('Other'), when: { release: [2025] } }));
    assert.deepEqual(groups, [
      { when: { release: [2019, 2022, 2025] }, registry: [['HKLM', 'SOFTWARE\\Key', ['1.1', 'Value', 1]]] },
      { when: { release: [2025] }, registry: [['HKLM', 'SOFTWARE\\Key', ['2', 'Other', 1]]] },
    ]);
  });

  it('does not fold what differs in its id, value or other conditions', () => {
    const base = control({ when: { release: [2022] } });
    const others = [{ id: '1.2' }, { expect: { atLeast: 1 } }, { when: { release: [2025 as const], core: true } }];
    for (const other of others)
      assert.equal(
        JSON.stringify(groupsOf(base, control({ when: { release: [2025] }, ...other }))).match(/"Value"/g)?.length,
        2,
      );
  });

  it('is pure ASCII, never has two opening braces in a row, and says what went in', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('{', '}', "'", '@', '\n', '\\', '"', '\u2019', '$', ' ') }),
    );
    fc.assert(
      fc.property(texts, texts, (text, reason) => {
        const parts = { ...registry('REG_SZ'), expect: { equals: text }, set: text };
        const plan = planOf({ controls: [control(parts)], waivers: [{ controls: ['1.*'], reason }] }).plan.text;
        assert.match(plan, /^[\x20-\x7e\n]*$/);
        assert.ok(!plan.includes('{{'));
        const parsed = JSON.parse(plan);
        assert.equal(parsed.groups[0].registry[0][2][2], text);
        assert.equal(parsed.waivers[0].reason, reason);
      }),
    );
  });

  it('is the same text for the same input, and another for another', () => {
    const input = { controls: [control({ when: { role: ['standalone', 'member'], release: [2022] } })] };
    const turned = { controls: [control({ when: { release: [2022], role: ['member', 'standalone'] } })] };
    assert.equal(planOf(input).plan.text, planOf(turned).plan.text);
    assert.notEqual(planOf(input).plan.hash, planOf({ ...input, vitalServices: ['More'] }).plan.hash);
  });
});
