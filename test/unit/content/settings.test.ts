import assert from 'node:assert/strict';
import type { RegistryAddress } from '../../../src/core/baseline/model.ts';
import { valueProblem } from '../../../src/core/baseline/value-check.ts';
import { allControls, settings } from './content.ts';

/** Last two digits of the 59 subcategory GUIDs of Windows. */
const SUBCATEGORIES = new Set(
  (
    '10 11 12 13 14 15 16 17 18 19 1A 1B 1C 1D 1E 1F 20 21 22 23 24 25 26 27 28 29 2A 2B 2C 2D 2E 2F 30 31 32 33 34 ' +
    '35 36 37 38 39 3A 3B 3C 3D 3E 3F 40 41 42 43 44 45 46 47 48 49 4A'
  ).split(' '),
);

function duplicates(values: string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

function ofKind<A>(kind: string): { id: string; address: A }[] {
  return settings.filter((setting) => setting.kind === kind).map(({ id, address }) => ({ id, address: address as A }));
}

describe('content: settings', () => {
  it('has each id, title and address once', () => {
    assert.deepEqual(duplicates(settings.map(({ id }) => id)), []);
    assert.deepEqual(duplicates(settings.map(({ title }) => title.toLowerCase())), []);
    assert.deepEqual(
      duplicates(settings.map(({ kind, address }) => (kind + JSON.stringify(address)).toLowerCase())),
      [],
    );
  });

  it('uses every setting', () => {
    const used = new Set(allControls.map(({ setting }) => setting));
    assert.deepEqual(
      settings.filter(({ id }) => !used.has(id)).map(({ id }) => id),
      [],
    );
  });

  it('says in short what each is and what it protects', () => {
    for (const { id, title, protects, breaks, risk } of settings) {
      assert.ok(title.length <= 90, `${id}: the title is short`);
      assert.ok(protects?.endsWith('.'), `${id}: a sentence says what it protects`);
      assert.ok(risk !== undefined, `${id}: says the worst it can do`);
      assert.ok(risk !== 'lockout' || breaks, `${id}: who is locked out`);
    }
  });

  it('gives defaults that the setting can have, or none', () => {
    for (const setting of settings) {
      const value = setting.default as object | null | undefined;
      assert.notEqual(value, undefined, `${setting.id} says what is there out of the box, or null`);
      const perRelease = value !== null && typeof value === 'object' && !Array.isArray(value);
      for (const one of perRelease ? Object.values(value) : [value]) {
        if (one !== null) assert.equal(valueProblem(setting, one), null, setting.id);
      }
    }
  });

  it('names audit subcategories that Windows has', () => {
    assert.equal(SUBCATEGORIES.size, 59);
    for (const { id, address } of ofKind<{ subcategory: string }>('auditPolicy')) {
      const match = /^\{0CCE92([0-9A-F]{2})-69AE-11D9-BED3-505054503030\}$/.exec(address.subcategory);
      assert.ok(match?.[1] && SUBCATEGORIES.has(match[1]), `${id}: ${address.subcategory}`);
    }
  });

  it('writes registry addresses in one way', () => {
    for (const { id, address } of ofKind<RegistryAddress>('registry')) {
      assert.match(address.key, /^(SOFTWARE|SYSTEM)\\/, id);
      assert.ok(!/\\\\|\\$|\/|HKLM|HKEY/.test(address.key), `${id}: ${address.key}`);
      assert.ok(!/Wow6432Node/i.test(address.key) || id === 'signature-padding-32', id);
    }
  });

  it('knows every address and registry type from two sources, or says why one is enough', () => {
    const team = (source: string) => source.replace(/^hardeningkitty-.*/, 'hardeningkitty');
    for (const { id } of settings) {
      const users = allControls.filter(({ setting }) => setting === id);
      const seen = new Set(users.flatMap(({ sources = [] }) => sources.map(team)));
      assert.ok(seen.size >= 2 || users.some(({ dissent }) => dissent), `${id}: ${[...seen]}`);
    }
  });

  it('never takes away what containers stand on', () => {
    const removed = ofKind<{ feature: string }>('feature').map(({ address }) => address.feature);
    for (const feature of ['Containers', 'Hyper-V', 'FS-FileServer', 'FileAndStorage-Services']) {
      assert.ok(!removed.includes(feature), feature);
    }
    const services = ofKind<{ service: string }>('service').map(({ address }) => address.service.toLowerCase());
    for (const service of ['hns', 'vmcompute', 'containerd', 'kubelet', 'amazonssmagent', 'winrm', 'lanmanserver']) {
      assert.ok(!services.includes(service), service);
    }
  });
});
