import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { makePlan } from '../../../../src/actions/make-plan.ts';
import { showBaseline } from '../../../../src/actions/show-baseline.ts';
import { validateBaseline } from '../../../../src/actions/validate-baseline.ts';
import { readCatalogue } from '../../../../src/core/baseline/catalogue.ts';
import { problemText } from '../../../../src/core/baseline/problem.ts';
import { schemaCheck, smallCatalogue, smallPolicyFiles } from './small-policy.ts';

const TOP = 'baseline: mine\ntitle: Mine\nextends: [small]\n';
const app = (text: string) => ({ policy: smallPolicyFiles({ './my.yaml': text }), today: () => '2026-11-23' });
const shown = async (rest: string) => (await showBaseline(app(TOP + rest), { name: './my.yaml' })).controls;
const problems = async (text: string) =>
  (await validateBaseline(app(text), { nameOrFile: './my.yaml' })).problems.map(problemText);
const valuesOf = async (rest: string, wanted: string) =>
  (await shown(rest)).filter(({ id }) => id === wanted).map(({ expect, set, when }) => [expect, set, when?.release]);

describe('a baseline that extends another', () => {
  it('has all of its controls, and its own after them', async () => {
    const base = (await showBaseline(app(''), { name: 'small' })).controls;
    const own = await shown('controls:\n  - { id: mine-1, setting: screen-lock, expect: { equals: "1" } }\n');
    assert.deepEqual(own.slice(0, -1), base);
    assert.deepEqual([own.at(-1)?.id, own.at(-1)?.benchmark], ['mine-1', 'mine']);
  });

  it('may leave some out, by id or by their beginning', async () => {
    const ids = new Set((await shown('without: ["2.*", own-1]\n')).map(({ id }) => id));
    assert.deepEqual([...ids], ['1.1', '1.2', '1.3', '3.1', '3.2', '9.2022', '9.2025', 'own-2']);
  });

  it('may want other values, by id or by setting, in every release or in one', async () => {
    const [more, same] = [{ atLeast: 30 }, { atLeast: 24 }];
    assert.deepEqual(await valuesOf('overrides: [{ id: "1.1", expect: { atLeast: 30 }, set: 30 }]\n', '1.1'), [
      [more, 30, [2022]],
      [more, 30, [2025]],
    ]);
    const one = 'overrides: [{ setting: password-history, release: [2025], expect: { atLeast: 30 }, set: 30 }]\n';
    assert.deepEqual(await valuesOf(one, '1.1'), [
      [same, 24, [2022]],
      [more, 30, [2025]],
    ]);
    assert.deepEqual((await valuesOf('overrides: [{ id: "1.1", set: 48 }]\n', '1.1'))[0], [same, 48, [2022]]);
    assert.deepEqual((await valuesOf('overrides: [{ id: "2.1", expect: { equals: 0 } }]\n', '2.1'))[0], [
      { equals: 0 },
      0,
      [2022],
    ]);
  });

  it('may extend several, and has what they share once', async () => {
    const both = 'baseline: mine\ntitle: Mine\nextends: [small, small-2022]\n';
    const { controls } = await showBaseline(app(both), { name: './my.yaml' });
    assert.equal(controls.filter(({ id, when }) => id === '1.1' && when?.release?.includes(2022)).length, 1);
    assert.equal(controls.filter(({ id }) => id === '2.4').length, 1);
  });

  it('takes over site values, waivers and the like, of which its own come first', async () => {
    const base = { path: 'baselines/base.yaml', text: `${BASE}site: { noticeText: Theirs, adminName: boss }\n` };
    const files = [...(await smallPolicyFiles().readAll()), base];
    const text = 'baseline: mine\ntitle: Mine\nextends: [base]\nsite: { noticeText: Ours }\nsettleSeconds: 5\n';
    const policy = smallPolicyFiles({ './my.yaml': text }, files);
    const { plan } = await makePlan({ policy, today: () => '2026-11-23' }, { baseline: './my.yaml' });
    const set = new Map(plan.controls.map((control) => [control.id, control.set]));
    assert.deepEqual([set.get('2.2'), set.get('3.2')], ['Ours', 'boss']);
    assert.deepEqual(
      plan.waivers.map(({ reason }) => reason),
      ['base says so', 'opt-in: not chosen'],
    );
    assert.deepEqual([plan.settleSeconds, plan.keepBackups], [5, 3]);
  });
});

const BASE =
  'baseline: base\ntitle: Base\nextends: [small]\nwaivers: [{ controls: ["1.2"], reason: base says so }]\nsettleSeconds: 9\nkeepBackups: 3\n';

describe('what is wrong with an extension', () => {
  const cases: [string, string, RegExp][] = [
    [
      'an unknown base',
      'baseline: mine\ntitle: Mine\nextends: [smal]\n',
      /:3:11: unknown baseline "smal"; did you mean/,
    ],
    ['a base that is itself', 'baseline: mine\ntitle: Mine\nextends: [mine]\n', /:3:10: .* itself: mine → mine$/],
    ['nothing to leave out', `${TOP}without: ["1.1", "7.*"]\n`, /:4:18: "7\.\*" leaves nothing out/],
    ['nothing to override', `${TOP}overrides:\n  - { id: "7.1", set: 1 }\n`, /:5:11: there is no control to override/],
    [
      'an override of what has no value',
      `${TOP}overrides:\n  - { id: "9.2022", set: 1 }\n`,
      /:5:5: 9\.2022 is a manual control/,
    ],
    [
      'a value that the setting cannot have',
      `${TOP}overrides:\n  - { id: "2.1", expect: { equals: "on" } }\n`,
      /:5:36: found "on", expected a whole number/,
    ],
    [
      'a value that the control does not accept',
      `${TOP}overrides:\n  - { id: "1.1", set: 3 }\n`,
      /:5:23: writing 3 would not meet \{"atLeast":24\}/,
    ],
    [
      'a comparison without a value to write',
      `${TOP}overrides:\n  - { id: "1.1", expect: { atLeast: 30 } }\n`,
      /:5:26: "atLeast" allows more than one value/,
    ],
    [
      'an override of nothing in particular',
      `${TOP}overrides:\n  - { set: 3 }\n`,
      /:5:5: .*expected one of id, setting too/,
    ],
    [
      'an override without a change',
      `${TOP}overrides:\n  - { id: "1.1" }\n`,
      /:5:5: .*expected one of expect, set too/,
    ],
    [
      'an own control with an inherited id',
      `${TOP}controls:\n  - { id: "2.1", setting: smb1-gone, expect: { equals: removed } }\n`,
      /:5:11: "2\.1" is a control of small-2025 already: change it under "overrides"/,
    ],
  ];
  for (const [what, text, wanted] of cases) {
    it(`is told with its place: ${what}`, async () => {
      const found = await problems(text);
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0] ?? '', wanted);
    });
  }

  it('is a ring of bases, whoever stands first', async () => {
    const file = (name: string, base: string) => ({
      path: `${name}.yaml`,
      text: `baseline: ${name}\ntitle: T\nextends: [${base}]\n`,
    });
    const files = [file('a', 'b'), file('b', 'c'), file('c', 'b')];
    const { problems: found } = await readCatalogue(files, await schemaCheck(), await smallCatalogue());
    assert.deepEqual(found.map(problemText), [
      'b.yaml:3:10: a baseline cannot extend itself: b → c → b',
      'c.yaml:3:10: a baseline cannot extend itself: c → b → c',
    ]);
  });

  it('is a contradiction between an own control and an inherited one', async () => {
    const own = 'controls:\n  - { id: mine-1, setting: firewall-on, expect: { equals: 0 } }\n';
    assert.match((await problems(TOP + own)).join(), /2\.1 of small-2022 wants .* but mine-1 of mine wants/);
    assert.deepEqual(await problems(`${TOP}without: ["2.1"]\n${own}`), []);
  });
});
