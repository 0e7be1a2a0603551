import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matchesControl } from '../../../../src/core/baseline/control-pattern.ts';
import { VITAL_SERVICES } from '../../../../src/core/plan/build-plan.ts';
import { control, planOf, value } from './controls.ts';

const node = ({ plan }: ReturnType<typeof planOf>) => JSON.parse(plan.text);

describe('waivers', () => {
  it('travel with their condition, reason and last day, and not with their owner', () => {
    const waivers = [
      { controls: ['1.*'], when: { containerHost: true }, reason: 'kubelet', expires: '2026-11-23', owner: 'Ops' },
    ];
    const made = planOf({ controls: [control()], waivers });
    assert.deepEqual(node(made).waivers, [
      { controls: ['1.*'], when: { containerHost: true }, reason: 'kubelet', expires: '2026-11-23' },
    ]);
    assert.deepEqual(made.warnings, []);
  });

  it('are none after their last day, and that is said', () => {
    const waivers = [{ controls: ['1.1'], reason: 'r', expires: '2026-11-22', owner: 'Ops' }];
    const { plan, warnings } = planOf({ controls: [control()], waivers });
    assert.deepEqual(plan.waivers, []);
    assert.deepEqual(warnings, ['the waiver of Ops for 1.1 expired on 2026-11-22: enforced again']);
  });

  it('that match nothing are told of', () => {
    const { warnings } = planOf({ controls: [control()], waivers: [{ controls: ['1.1', '7.*'], reason: 'r' }] });
    assert.deepEqual(warnings, ['the waiver for 7.* matches no control of this baseline']);
  });

  it('match an id exactly or by its beginning', () => {
    const ids = fc.string({ unit: fc.constantFrom('1', '2', '.', 'x'), minLength: 1 });
    fc.assert(
      fc.property(ids, ids, (pattern, id) => {
        assert.equal(matchesControl(pattern, id), pattern === id);
        assert.equal(matchesControl(`${pattern}*`, id), id.slice(0, pattern.length) === pattern);
      }),
    );
  });
});

describe('opt-in controls', () => {
  const optIn = control({ id: 'own-1', optIn: true, when: { release: [2022] } });

  it('are waived until they are chosen', () => {
    assert.deepEqual(node(planOf({ controls: [optIn] })).waivers, [
      { controls: ['own-1'], when: { release: [2022] }, reason: 'opt-in: not chosen' },
    ]);
    assert.deepEqual(node(planOf({ controls: [optIn], include: ['own-1'] })).waivers, []);
  });

  it('are in the plan either way', () => {
    for (const include of [[], ['own-1']]) assert.equal(node(planOf({ controls: [optIn], include })).groups.length, 1);
  });

  it('cannot be chosen where there are none', () => {
    assert.deepEqual(planOf({ controls: [control()], include: ['1.1'] }).warnings, [
      '1.1 is included, but it is no opt-in control of this baseline',
    ]);
  });
});

describe('vital services', () => {
  it('are the agent, what makes a cluster node, and what the user names', () => {
    const { plan } = planOf({ controls: [control()], vitalServices: ['MyAgent', 'kubelet'] });
    assert.deepEqual(plan.vitalServices, [...VITAL_SERVICES, 'MyAgent']);
    assert.deepEqual(JSON.parse(plan.text).vitalServices, plan.vitalServices);
  });
});

describe('a site value that nobody gave', () => {
  it('is told of, once for each control', () => {
    const open = { expect: { notEmpty: true as const }, set: null };
    const { warnings } = planOf({
      controls: [control({ ...open, when: { release: [2022] } }), control({ ...open, when: { release: [2025] } })],
    });
    assert.deepEqual(warnings, ['1.1 (A title) is tested and not set: its site value is missing']);
  });
});

describe('conflicts', () => {
  const one = control({ id: 'a', benchmark: 'first', expect: { equals: 1 }, set: 1 });
  const other = control({
    id: 'b',
    benchmark: 'second',
    expect: { equals: 2 },
    set: 2,
    ...value('VALUE', 'software\\key'),
  });

  it('name both controls, whatever the case of the address', () => {
    assert.throws(() => planOf({ controls: [one, other] }), {
      code: 'ConflictingControls',
      exit: 2,
      message:
        /^a of first wants \{"equals":1\} and writes 1, but b of second wants \{"equals":2\} and writes 2: both mean /,
    });
  });

  it('are none where no node meets both conditions', () => {
    planOf({
      controls: [
        { ...one, when: { release: [2022] } },
        { ...other, when: { release: [2025] } },
      ],
    });
  });

  it('are none where each is content with what the other writes', () => {
    planOf({
      controls: [
        control({ expect: { atLeast: 5 }, set: 10 }),
        control({ id: 'b', expect: { between: [1, 20] }, set: 5 }),
      ],
    });
  });

  it('are none where both add to one audit subcategory', () => {
    const address = { subcategory: '{0CCE923F-69AE-11D9-BED3-505054503030}' };
    const audit = (id: string, flag: string, word: 'includes' | 'equals' = 'includes') =>
      control({ id, kind: 'auditPolicy', address, expect: { [word]: [flag] }, set: [flag] });
    planOf({ controls: [audit('a', 'Success'), audit('b', 'Failure')] });
    const exact = [audit('a', 'Success'), audit('b', 'Failure', 'equals')];
    assert.throws(() => planOf({ controls: exact }), { code: 'ConflictingControls' });
  });

  it('say nothing of a missing site value where a kind is only looked at', () => {
    const looked = control({ kind: 'inventory', address: { item: 'build' }, expect: { within: ['20348'] }, set: null });
    assert.deepEqual(planOf({ controls: [looked] }).warnings, []);
  });

  it('are none where one of the two is waived or not chosen', () => {
    planOf({ controls: [one, other], waivers: [{ controls: ['b'], reason: 'ours differs' }] });
    planOf({ controls: [one, { ...other, optIn: true }] });
  });

  it('stay where the waiver holds on some nodes only', () => {
    const waivers = [{ controls: ['b'], reason: 'r', when: { core: true } }];
    assert.throws(() => planOf({ controls: [one, other], waivers }), { code: 'ConflictingControls' });
  });

  it('are found between a value and its absence, and between types', () => {
    const gone = control({ id: 'b', expect: { absent: true }, set: null });
    assert.throws(() => planOf({ controls: [one, gone] }), { code: 'ConflictingControls' });
    const text = control({
      id: 'b',
      address: { hive: 'HKLM', key: 'SOFTWARE\\Key', name: 'Value', type: 'REG_QWORD' },
    });
    assert.throws(() => planOf({ controls: [one, text] }), { code: 'ConflictingControls' });
  });
});
