import assert from 'node:assert/strict';
import { meets } from '../../../src/core/baseline/expectation.ts';
import { JUDGED_KINDS, type Value } from '../../../src/core/baseline/model.ts';
import type { PolicyControl } from '../../../src/core/baseline/policy.ts';
import { valueProblem } from '../../../src/core/baseline/value-check.ts';
import { overlaps } from '../../../src/core/baseline/when.ts';
import {
  allControls,
  benchmarks,
  benchmarksOf,
  guards,
  lists,
  overlayEntries,
  settingOf,
  settings,
  site,
  sources,
} from './content.ts';

/** Manual controls by benchmark; each says why no program can decide it. */
const LEFT_TO_PEOPLE: Record<string, string[]> = { 'cis-windows-server-2016': ['18.3.1'] };

const told = allControls.filter(({ setting }) => setting !== undefined);

/** What apply writes. */
function written(control: PolicyControl): Value | undefined {
  const { expect, set } = control;
  if (set !== undefined) return typeof set === 'object' && 'site' in set ? site[set.site]?.default : set;
  return (
    expect?.equals ??
    expect?.members ??
    (control.setting && adds(settingOf(control), expect) ? expect?.includes : undefined)
  );
}

/** Controls of an audit subcategory add to each other, and what is only looked at is never set: no two can quarrel. */
function adds({ kind }: { kind: string }, expect: PolicyControl['expect']): boolean {
  return kind === 'auditPolicy' && expect?.includes !== undefined;
}

function cannotQuarrel(control: PolicyControl): boolean {
  const setting = settingOf(control);
  return adds(setting, control.expect) || JUDGED_KINDS.includes(setting.kind);
}

function numbers(id: string): number[] {
  return id.replace(/^V-/, '').split('.').map(Number);
}

/** Two lists of one team are one source. */
function team(source: string): string {
  return source.replace(/^hardeningkitty-.*/, 'hardeningkitty');
}

/** Numerical order of ids such as 18.9.5.1; the numbers of eks-1.1 are compared from the hyphen on. */
function inOrder(a: string, b: string): boolean {
  const [left, right] = [numbers(a.replace(/^eks-/, '')), numbers(b.replace(/^eks-/, ''))];
  const index = left.findIndex((part, at) => part !== right[at]);
  return index === -1 ? left.length <= right.length : (left[index] ?? 0) < (right[index] ?? 0);
}

describe('content: controls', () => {
  it('name a setting that is there, or are manual with a reason', () => {
    for (const control of allControls) {
      if (control.setting) assert.ok(settingOf(control));
      else
        assert.ok(
          (control.manual?.length ?? 0) > 40 && control.title,
          `${control.id} says why no program can decide it`,
        );
    }
  });

  it('leave little to people, but where a STIG asks people', () => {
    for (const { benchmark, controls } of [...benchmarksOf('cis'), ...benchmarksOf('msft')]) {
      assert.deepEqual(
        controls.filter(({ manual }) => manual).map(({ id }) => id),
        LEFT_TO_PEOPLE[benchmark] ?? [],
        benchmark,
      );
    }
  });

  it('say how bad it is where they are not met', () => {
    for (const { benchmark, controls } of benchmarks)
      for (const { id, severity } of controls) assert.ok(severity, `${benchmark}: ${id} has a severity`);
  });

  it('stand in numerical order', () => {
    for (const { name, controls } of lists.filter(({ name }) => !name.startsWith('msft-'))) {
      controls.forEach(({ id }, at) => {
        const before = controls[at - 1]?.id ?? id;
        assert.ok(inOrder(before, id), `${name}: ${id} comes after ${before}`);
      });
    }
  });

  it('expect values that the setting can have', () => {
    for (const control of told) {
      const { equals, oneOf = [], noneOf = [], members } = control.expect ?? {};
      const values = [...(equals === undefined ? [] : [equals]), ...(members ? [members] : []), ...oneOf, ...noneOf];
      for (const value of values) assert.equal(valueProblem(settingOf(control), value), null, control.id);
    }
  });

  it('write what they expect', () => {
    for (const control of told.filter((one) => !JUDGED_KINDS.includes(settingOf(one).kind))) {
      const value = written(control);
      assert.ok(value !== undefined, `${control.id} says what apply writes`);
      assert.equal(valueProblem(settingOf(control), value), null, control.id);
      assert.ok(meets(control.expect ?? {}, value), `${control.id}: ${JSON.stringify(value)} is what it expects`);
    }
  });

  it('do not contradict each other', () => {
    for (const { name, controls } of lists) {
      const settings = controls.filter(({ setting }) => setting);
      for (const [index, one] of settings.entries()) {
        const twins = settings.slice(index + 1).filter((other) => other.setting === one.setting);
        for (const other of twins) {
          if (cannotQuarrel(one) && cannotQuarrel(other)) continue;
          assert.ok(!overlaps(one.when, other.when), `${name}: ${one.id} and ${other.id} both decide ${one.setting}`);
        }
      }
    }
  });

  it('know two sources, or say why one is enough', () => {
    for (const control of allControls) {
      for (const source of control.sources ?? [])
        assert.ok(source in sources, `${control.id}: ${source} is in sources.yaml`);
      // A question to people has no value that a second source could confirm.
      if (control.manual) continue;
      const known = new Set(control.sources?.map(team)).size;
      assert.ok(
        known >= 2 || (known === 1 && control.dissent),
        `${control.id} of ${control.setting}: ${control.sources}`,
      );
    }
  });

  it('use every source', () => {
    const said = [...allControls, ...guards, ...overlayEntries].flatMap((entry) => entry.sources ?? []);
    const used = new Set([...said, ...settings.flatMap(({ nist = {} }) => Object.keys(nist))]);
    assert.deepEqual(
      Object.keys(sources).filter((source) => !used.has(source)),
      [],
    );
  });

  it('hold a site value for every name they ask for, and no other', () => {
    const asked = told.flatMap(({ set }) => (typeof set === 'object' && 'site' in set ? [set.site] : []));
    assert.deepEqual([...new Set(asked)].sort(), Object.keys(site).sort());
  });

  it('keep containers alive: the virtual machine group may create symbolic links on their hosts', () => {
    for (const { benchmark, controls } of benchmarksOf('cis')) {
      const variants = controls.filter(({ setting }) => setting === 'right-symbolic-links');
      for (const host of [
        { hyperV: true, containerHost: false },
        { hyperV: true, containerHost: true },
        { hyperV: false, containerHost: true },
      ]) {
        const chosen = variants.filter(({ when }) => overlaps(when, host));
        assert.equal(chosen.length, 1, `${benchmark}: one variant for ${JSON.stringify(host)}`);
        assert.ok(chosen[0]?.expect?.members?.includes('S-1-5-83-0'));
      }
    }
  });

  it('never shut every administrator out', () => {
    for (const control of told) {
      const { address } = settingOf(control);
      const right = 'right' in address ? address.right : '';
      const members = control.expect?.members ?? [];
      if (right.startsWith('SeDeny')) assert.ok(!members.includes('S-1-5-32-544'), `${control.id}: ${right}`);
      if (right === 'SeNetworkLogonRight') assert.ok(members.includes('S-1-5-32-544'), control.id);
    }
  });
});
