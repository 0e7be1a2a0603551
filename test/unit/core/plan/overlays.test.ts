import assert from 'node:assert/strict';
import type { Guard, Overlaid, ResolvedControl } from '../../../../src/core/baseline/model.ts';
import type { Overlay } from '../../../../src/core/baseline/policy.ts';
import { control, planOf, value } from './controls.ts';

const HOSTS = { containerHost: true };
const overlay = (name = 'eks'): Overlay => ({ overlay: name, title: 'Nodes', when: HOSTS });
const waived = (more: Partial<Overlaid> = {}): Overlaid => ({
  overlay: 'eks',
  effect: 'waived',
  when: HOSTS,
  reason: 'It stops pods.',
  sources: ['s'],
  ...more,
});
const changed = (set: number, more: Partial<Overlaid> = {}): Overlaid =>
  waived({ effect: 'changed', reason: 'Pods need it.', expect: { equals: set }, set, ...more });
const guard: Guard = { rule: 'r', when: { domainJoined: false }, reason: 'It cuts.', sources: ['s'] };

const plan = (controls: ResolvedControl[], more: Partial<Parameters<typeof planOf>[0]> = {}) =>
  planOf({ controls, overlays: [overlay()], ...more });
const nodePlan = ({ plan: { text } }: ReturnType<typeof planOf>) => JSON.parse(text);
const values = (made: ReturnType<typeof planOf>) => made.plan.controls.map(({ when = {}, set }) => [when, set]);

describe('overlays', () => {
  it('waive a control under their condition, with a reason that names them', () => {
    const made = plan([control({ overlay: [waived()] })]);
    assert.deepEqual(nodePlan(made).waivers, [
      { controls: ['1.1'], when: HOSTS, reason: 'overlay eks: It stops pods.' },
    ]);
    assert.equal(nodePlan(made).groups.length, 1, 'and its value is still told');
    assert.deepEqual(made.plan.waivers, [], 'nobody waived it');
    assert.deepEqual(made.overlays, [
      {
        overlay: 'eks',
        title: 'Nodes',
        when: HOSTS,
        controls: [{ id: '1.1', title: 'A title', effect: 'waived', reason: 'It stops pods.', when: [HOSTS] }],
      },
    ]);
  });

  it('change a value where they hold, and leave it everywhere else', () => {
    const made = plan([control({ overlay: [changed(5)] })]);
    assert.deepEqual(values(made), [
      [{ containerHost: false }, 1],
      [{ containerHost: true }, 5],
    ]);
    assert.deepEqual(nodePlan(made).waivers, []);
    assert.deepEqual(
      made.overlays[0]?.controls.map(({ id, effect }) => [id, effect]),
      [['1.1', 'changed']],
    );
  });

  it('split a control so that each node finds exactly one value', () => {
    const when = { ...HOSTS, domainJoined: false };
    assert.deepEqual(values(plan([control({ when: { release: [2022] }, overlay: [changed(5, { when })] })])), [
      [{ release: [2022], domainJoined: true }, 1],
      [{ release: [2022], domainJoined: false, containerHost: false }, 1],
      [{ release: [2022], domainJoined: false, containerHost: true }, 5],
    ]);
  });

  it('give the last word to the later one', () => {
    const later = changed(7, { overlay: 'mine', when: { core: true } });
    const made = plan([control({ overlay: [changed(5), later] })], { overlays: [overlay(), overlay('mine')] });
    assert.deepEqual(values(made), [
      [{ containerHost: false, core: false }, 1],
      [{ containerHost: false, core: true }, 7],
      [{ containerHost: true, core: false }, 5],
      [{ containerHost: true, core: true }, 7],
    ]);
    assert.deepEqual(
      made.overlays.map(({ overlay: name, controls }) => [name, controls[0]?.when.length]),
      [
        ['eks', 1],
        ['mine', 2],
      ],
    );
  });

  it('leave what a guard holds back held back, by the value that is written there', () => {
    const free = plan([control({ guard: [guard], overlay: [changed(5)] })]);
    assert.deepEqual(free.heldBack[0]?.when, [{ domainJoined: false, containerHost: false }]);
    const risky = plan([control({ overlay: [changed(5, { guard: [guard] })] })]);
    assert.deepEqual(risky.heldBack[0]?.when, [{ domainJoined: false, containerHost: true }]);
  });

  it('come after guards and before people, because the last waiver gives a node its reason', () => {
    const waivers = [{ controls: ['1.1'], reason: 'ours', when: { core: true } }];
    const made = plan([control({ guard: [guard], overlay: [waived()] })], { waivers });
    assert.deepEqual(
      nodePlan(made).waivers.map(({ reason }: { reason: string }) => reason),
      ['guard: It cuts.', 'overlay eks: It stops pods.', 'ours'],
    );
  });

  it('give way to a waiver of people that covers the control for good', () => {
    const made = plan([control({ overlay: [waived()] })], { waivers: [{ controls: ['1.*'], reason: 'ours' }] });
    assert.deepEqual(nodePlan(made).waivers, [{ controls: ['1.*'], reason: 'ours' }]);
    assert.deepEqual(made.overlays, []);
  });

  it('keep their hands off a control whose risk was accepted', () => {
    const controls = [control({ overlay: [waived(), changed(5)] })];
    const made = plan(controls, { acceptRisk: ['1.1'] });
    assert.equal(made.plan.hash, planOf({ controls: [control()] }).plan.hash);
    assert.deepEqual([made.overlays, made.warnings], [[], []]);
  });

  it('change the plan and its hash only where they have an effect', () => {
    const bare = planOf({ controls: [control()] });
    assert.equal(plan([control()]).plan.text, bare.plan.text);
    assert.deepEqual(plan([control()]).overlays, []);
    assert.notEqual(plan([control({ overlay: [waived()] })]).plan.hash, bare.plan.hash);
    assert.notEqual(plan([control({ overlay: [changed(5)] })]).plan.hash, bare.plan.hash);
  });

  it('share a line for one reason, and for all releases that say the same', () => {
    const of = (id: string, release: 2019 | 2022) =>
      control({ id, ...value(id), when: { release: [release] }, overlay: [waived()] });
    const made = plan([of('a', 2019), of('b', 2019), of('a', 2022), of('b', 2022)]);
    const when = { release: [2019, 2022], containerHost: true };
    assert.deepEqual(nodePlan(made).waivers, [{ controls: ['a', 'b'], when, reason: 'overlay eks: It stops pods.' }]);
  });

  it('hide no contradiction between controls', () => {
    const other = control({ id: '9' });
    assert.throws(() => plan([control({ overlay: [changed(5)] }), other]), { code: 'ConflictingControls' });
  });
});
