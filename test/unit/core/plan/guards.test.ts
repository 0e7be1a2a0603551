import assert from 'node:assert/strict';
import type { Guard } from '../../../../src/core/baseline/model.ts';
import { control, planOf, value } from './controls.ts';

const guard = (when?: Guard['when'], reason = 'It cuts.'): Guard => ({
  rule: 'r',
  ...(when && { when }),
  reason,
  sources: ['s'],
});
const guarded = control({ guard: [guard({ domainJoined: false })] });
const nodeWaivers = ({ plan }: ReturnType<typeof planOf>) => JSON.parse(plan.text).waivers;

describe('guards', () => {
  it('travel as waivers that each node decides by its facts', () => {
    const made = planOf({ controls: [guarded] });
    assert.deepEqual(nodeWaivers(made), [
      { controls: ['1.1'], when: { domainJoined: false }, reason: 'guard: It cuts.' },
    ]);
    assert.deepEqual(made.heldBack, [
      { id: '1.1', title: 'A title', reason: 'It cuts.', when: [{ domainJoined: false }] },
    ]);
    assert.deepEqual(made.plan.waivers, [], 'nobody waived it');
  });

  it('give the title of the control that they guard, not of another release with the same number', () => {
    const old = control({ ...guarded, title: 'The guarded one', when: { release: [2019] } });
    const other = control({ ...value('Other'), title: 'Another one', when: { release: [2022] } });
    assert.deepEqual(
      planOf({ controls: [old, other] }).heldBack.map(({ title }) => title),
      ['The guarded one'],
    );
  });

  it('leave the control in the plan, so that its value is still told', () => {
    assert.equal(JSON.parse(planOf({ controls: [guarded] }).plan.text).groups.length, 1);
  });

  it('are gone for a control whose risk was accepted, and for no other', () => {
    const other = control({ id: '1.2', ...value('Other'), guard: [guard()] });
    const made = planOf({ controls: [guarded, other], acceptRisk: ['1.1'] });
    assert.deepEqual(nodeWaivers(made), [{ controls: ['1.2'], reason: 'guard: It cuts.' }]);
    assert.deepEqual(
      made.heldBack.map(({ id }) => id),
      ['1.2'],
    );
    assert.deepEqual(made.warnings, []);
  });

  it('hold only where control and guard both apply', () => {
    const when = { hyperV: true, release: [2022 as const] };
    const made = planOf({
      controls: [control({ when, guard: [guard({ containerHost: true }), guard({ hyperV: false })] })],
    });
    assert.deepEqual(nodeWaivers(made), [
      { controls: ['1.1'], when: { release: [2022], containerHost: true, hyperV: true }, reason: 'guard: It cuts.' },
    ]);
  });

  it('share a line for one reason, and for all releases that say the same', () => {
    const of = (id: string, release: 2019 | 2022) =>
      control({ id, ...value(id), when: { release: [release] }, guard: [guard()] });
    const made = planOf({ controls: [of('a', 2019), of('b', 2019), of('a', 2022), of('b', 2022), of('c', 2022)] });
    assert.deepEqual(nodeWaivers(made), [
      { controls: ['a', 'b'], when: { release: [2019, 2022] }, reason: 'guard: It cuts.' },
      { controls: ['c'], when: { release: [2022] }, reason: 'guard: It cuts.' },
    ]);
    assert.deepEqual(
      made.heldBack.map(({ id, when }) => [id, when]),
      [
        ['a', [{ release: [2019, 2022] }]],
        ['b', [{ release: [2019, 2022] }]],
        ['c', [{ release: [2022] }]],
      ],
    );
  });

  it('say each of their conditions, once', () => {
    const both = [guard({ containerHost: true }), guard({ domainJoined: false })];
    const made = planOf({ controls: [control({ guard: both }), control({ guard: both, ...value('Second') })] });
    assert.deepEqual(
      made.heldBack.map(({ when }) => when),
      [[{ containerHost: true }, { domainJoined: false }]],
    );
  });

  it('give way to a waiver of people that covers the control for good', () => {
    const made = planOf({ controls: [guarded], waivers: [{ controls: ['1.*'], reason: 'ours' }] });
    assert.deepEqual(nodeWaivers(made), [{ controls: ['1.*'], reason: 'ours' }]);
    assert.deepEqual(made.heldBack, []);
  });

  it('stay behind a waiver that ends or holds on some nodes only, whose reason is told where it holds', () => {
    for (const more of [{ expires: '2027-01-01' }, { when: { core: true } }]) {
      const waivers = nodeWaivers(
        planOf({ controls: [guarded], waivers: [{ controls: ['1.1'], reason: 'ours', ...more }] }),
      );
      assert.deepEqual(
        waivers.map(({ reason }: { reason: string }) => reason),
        ['guard: It cuts.', 'ours'],
      );
    }
  });

  it('are not asked of opt-in controls that nobody chose', () => {
    const optIn = { ...guarded, optIn: true as const };
    assert.deepEqual(planOf({ controls: [optIn] }).heldBack, []);
    assert.equal(planOf({ controls: [optIn], include: ['1.1'] }).heldBack.length, 1);
  });

  it('hide no contradiction between controls', () => {
    const other = control({ id: '9', expect: { equals: 2 }, set: 2 });
    assert.throws(() => planOf({ controls: [control({ guard: [guard()] }), other] }), { code: 'ConflictingControls' });
  });

  it('tell of a risk that was accepted and is none', () => {
    assert.deepEqual(planOf({ controls: [control()], acceptRisk: ['1.1'] }).warnings, [
      'the risk of 1.1 is accepted, but no guard of this baseline holds it back',
    ]);
  });
});
