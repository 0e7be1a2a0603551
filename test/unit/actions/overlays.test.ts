import assert from 'node:assert/strict';
import { join } from 'node:path';
import { listBaselines } from '../../../src/actions/list-baselines.ts';
import { makePlan, type PlanChoice } from '../../../src/actions/make-plan.ts';
import { showBaseline } from '../../../src/actions/show-baseline.ts';
import { validateBaseline } from '../../../src/actions/validate-baseline.ts';
import { problemText } from '../../../src/core/baseline/problem.ts';
import { SMALL_POLICY, smallPolicyFiles } from '../core/baseline/small-policy.ts';

const BUILT_IN = {
  path: 'baselines/overlays/pods.yaml',
  text: `overlay: pods
title: Nodes with pods
when: { containerHost: true }
waivers:
  - { settings: [spooler-off], reason: Pods print., sources: [handbook] }
changes:
  - { setting: firewall-on, expect: { equals: 0 }, reason: Pods call in., sources: [handbook] }
  - { setting: notice, expect: { notEmpty: true }, set: { site: noticeText }, reason: The same., sources: [handbook] }
`,
};
const MINE = `overlay: mine
title: Mine
when: { core: true }
changes:
  - { setting: firewall-on, expect: { oneOf: [2, 3] }, set: 2, reason: We say so. }
`;
/** A setting of one's own for a place that an overlay speaks of, spelled otherwise. */
const OWN = `baseline: ours
title: Ours
settings:
  - { id: our-spooler, title: Ours, kind: service, address: { service: SPOOLER } }
controls:
  - { id: own, setting: our-spooler, expect: { equals: disabled } }
`;
const FILES = { './ours.yaml': OWN, [join('conf', 'mine.yaml')]: MINE, 'other.yaml': 'sources: {}\n' };

const app = (files: Record<string, string> = {}) => ({
  policy: smallPolicyFiles({ ...FILES, ...files }, [...SMALL_POLICY, BUILT_IN]),
  today: () => '2026-11-23',
});
const make = (choice: Partial<PlanChoice> = {}, files: Record<string, string> = {}) =>
  makePlan(app(files), { baseline: 'small', ...choice });
const withConfig = (text: string, choice: Partial<PlanChoice> = {}) =>
  make({ configFile: 'conf/winharden.yaml', ...choice }, { 'conf/winharden.yaml': text });
type Made = Awaited<ReturnType<typeof make>>;
const effects = ({ overlays }: Made) =>
  overlays.flatMap(({ overlay, controls }) => controls.map(({ id, effect }) => `${overlay} ${id} ${effect}`));
const firewall = ({ plan }: Made) =>
  plan.controls
    .filter(({ id, when }) => id === '2.1' && when?.release?.[0] === 2022)
    .map(({ when: { release: _, ...when } = {}, set }) => [when, set]);

describe('overlays on a plan', () => {
  it('are laid on by themselves, and not told of where they say what the baseline says', async () => {
    const made = await make();
    assert.deepEqual(effects(made), ['pods 2.1 changed', 'pods 3.1 waived']);
    assert.deepEqual(firewall(made), [
      [{ containerHost: false }, 1],
      [{ containerHost: true }, 0],
    ]);
  });

  it('hold for a setting of the user by its place', async () => {
    assert.deepEqual(effects(await make({ baseline: './ours.yaml' })), ['pods own waived']);
  });

  it('are left out on demand, as if there were none', async () => {
    const without = await make({ noOverlay: true });
    const { plan } = await makePlan({ ...app(), policy: smallPolicyFiles() }, { baseline: 'small' });
    assert.deepEqual(without.overlays, []);
    assert.equal(without.plan.hash, plan.hash);
    assert.equal((await withConfig('overlays: []\n')).plan.hash, plan.hash);
    assert.equal((await withConfig('overlays: [pods]\n', { noOverlay: true })).plan.hash, plan.hash);
    assert.notEqual((await make()).plan.hash, plan.hash);
  });

  it('are those that a winharden.yaml names, files from its own folder, the last one with the last word', async () => {
    assert.deepEqual(effects(await withConfig('overlays: [./mine.yaml]\n')), ['mine 2.1 changed']);
    const both = await withConfig('overlays: [pods, ./mine.yaml]\n');
    assert.deepEqual(firewall(both), [
      [{ containerHost: false, core: false }, 1],
      [{ containerHost: false, core: true }, 2],
      [{ containerHost: true, core: false }, 0],
      [{ containerHost: true, core: true }, 2],
    ]);
    const reversed = await withConfig('overlays: [./mine.yaml, pods]\n');
    assert.deepEqual(firewall(reversed), [
      [{ core: false, containerHost: false }, 1],
      [{ core: false, containerHost: true }, 0],
      [{ core: true, containerHost: false }, 2],
      [{ core: true, containerHost: true }, 0],
    ]);
  });

  it('of a user are refused with the place of a mistake', async () => {
    const wrong = { [join('conf', 'mine.yaml')]: MINE.replace('firewall-on', 'firewal-on') };
    const config = { 'conf/winharden.yaml': 'overlays: [./mine.yaml]\n' };
    await assert.rejects(make({ configFile: 'conf/winharden.yaml' }, { ...config, ...wrong }), {
      code: 'InvalidPolicy',
      exit: 2,
      message: /mine\.yaml:5:16: unknown setting "firewal-on"; did you mean "firewall-on"\?$/,
    });
    await assert.rejects(withConfig('overlays: [ekz]\n'), { message: /winharden\.yaml:1:12: unknown overlay "ekz"$/ });
    await assert.rejects(withConfig('overlays: [../other.yaml]\n'), {
      code: 'NoOverlay',
      message: /^other\.yaml holds/,
    });
  });

  it('are checked by name and by file', async () => {
    const of = async (nameOrFile: string, files: Record<string, string>) =>
      validateBaseline(app(files), { nameOrFile });
    assert.equal((await of('conf/mine.yaml', {})).overlays, 1);
    const named = { 'conf/winharden.yaml': 'overlays: [pods, ./mine.yaml]\n', 'conf/mine.yaml': 'overlay: mine\n' };
    const { files, problems } = await of('conf/winharden.yaml', named);
    assert.deepEqual(files, ['conf/winharden.yaml', join('conf', 'mine.yaml')]);
    assert.match(problemText(problems[0] as never), /mine\.yaml:1:1: "title" is missing$/);
  });

  it('show on the controls of a baseline, and in the list', async () => {
    const { controls } = await showBaseline(app(), { name: 'small' });
    const of = (id: string) => controls.find((control) => control.id === id)?.overlay;
    assert.deepEqual(of('2.1'), [
      {
        overlay: 'pods',
        effect: 'changed',
        when: { containerHost: true },
        reason: 'Pods call in.',
        sources: ['handbook'],
        expect: { equals: 0 },
        set: 0,
      },
    ]);
    assert.equal(of('3.1')?.[0]?.effect, 'waived');
    assert.equal(of('2.2'), undefined);
    assert.deepEqual((await listBaselines(app())).overlays, [
      { name: 'pods', title: 'Nodes with pods', when: { containerHost: true }, waived: 1, changed: 2 },
    ]);
  });
});
