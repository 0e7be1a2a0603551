import assert from 'node:assert/strict';
import { makePlan, type PlanChoice } from '../../../src/actions/make-plan.ts';
import { smallPolicyFiles } from '../core/baseline/small-policy.ts';

const CONFIG = `site: { noticeText: Keep out., adminName: keeper }
waivers:
  - { controls: ["1.*"], reason: Later, expires: 2026-12-31 }
  - { controls: ["3.1"], reason: Printing, expires: 2026-01-31 }
vitalServices: [MyAgent]
`;
const make = (choice: Partial<PlanChoice> = {}, config = CONFIG) =>
  makePlan(
    { policy: smallPolicyFiles({ 'winharden.yaml': config }), today: () => '2026-11-23' },
    { baseline: 'small', ...choice },
  );

describe('a plan', () => {
  it('holds what the baseline says where nobody chose otherwise', async () => {
    const { plan, title, warnings } = await make();
    assert.equal(title, 'A small baseline');
    assert.deepEqual(
      plan.waivers.map(({ controls, reason }) => [controls, reason]),
      [[['own-2'], 'opt-in: not chosen']],
    );
    assert.deepEqual(warnings, [
      '3.2 (Administrator has another name) is tested and not set: its site value is missing',
    ]);
  });

  it('holds the values, waivers and services of a winharden.yaml', async () => {
    const { plan, warnings } = await make({ configFile: 'winharden.yaml' });
    const set = Object.fromEntries(plan.controls.map((control) => [control.id, control.set]));
    assert.deepEqual([set['2.2'], set['3.2']], ['Keep out.', 'keeper']);
    assert.deepEqual(
      plan.waivers.map(({ controls }) => controls),
      [['1.*'], ['own-2']],
    );
    assert.equal(plan.vitalServices.at(-1), 'MyAgent');
    assert.deepEqual(warnings, ['the waiver for 3.1 expired on 2026-01-31: enforced again']);
  });

  it('holds opt-in controls that a file or a flag includes', async () => {
    assert.deepEqual((await make({ include: ['own-2'] })).plan.waivers, []);
    assert.deepEqual((await make({ configFile: 'winharden.yaml' }, 'include: [own-2]\n')).plan.waivers, []);
  });

  it('refuses to include what is not there', async () => {
    await assert.rejects(make({ include: ['own2'] }), {
      code: 'UnknownControl',
      exit: 2,
      suggestions: ['Did you mean own-2?', 'Opt-in controls: own-2.'],
    });
  });

  it('is refused with the place of a mistake in the file', async () => {
    await assert.rejects(make({ configFile: 'winharden.yaml' }, 'waiver: []\n'), {
      code: 'InvalidPolicy',
      exit: 2,
      message: /^winharden\.yaml:1:1: unknown key "waiver", .*did you mean "waivers"\?$/,
    });
  });

  it('holds several baselines together, by name and by file', async () => {
    const stricter =
      'baseline: ours\ntitle: Ours\ncontrols: [{ id: o1, setting: password-history, expect: { atLeast: 30 }, set: 30 }]\n';
    const app = { policy: smallPolicyFiles({ './ours.yaml': stricter }), today: () => '2026-11-23' };
    const both = { baseline: ['small', './ours.yaml'] };
    await assert.rejects(makePlan(app, both), { code: 'ConflictingControls', message: /; ours is stricter$/ });
    const { plan, title, warnings } = await makePlan(app, { ...both, prefer: ['stricter'] });
    assert.deepEqual([plan.baseline, title], ['ours_small', 'Ours + A small baseline']);
    assert.deepEqual(plan.controls.filter(({ id }) => ['o1', '1.1', 'own-1'].includes(id)).length, 4);
    assert.equal(warnings[0], '1.1 of small is waived: prefers o1 of ours (stricter), on Windows Server 2022, 2025');
  });

  it('has another hash for another choice, and the same for the same', async () => {
    const hashes = await Promise.all([
      make(),
      make(),
      make({ include: ['own-2'] }),
      make({ configFile: 'winharden.yaml' }),
    ]);
    assert.equal(new Set(hashes.map(({ plan }) => plan.hash)).size, 3);
  });
});
