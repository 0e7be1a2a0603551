import assert from 'node:assert/strict';
import { type Address, RELEASES, type RegistryAddress, type Release } from '../../../src/core/baseline/model.ts';
import type { Setting } from '../../../src/core/baseline/policy.ts';
import { freshWindows, type WindowsState } from '../../../src/lab/windows-state.ts';
import { settings } from './content.ts';

const same = (text: string) => text.toLowerCase();

/** By names without regard to case, as Windows looks them up. */
function lookUp<T>(table: Record<string, T>, name: string): T | undefined {
  return Object.entries(table).find(([key]) => same(key) === same(name))?.[1];
}

const START: Record<number, string> = { 2: 'automatic', 3: 'manual', 4: 'disabled' };
const FLAGS: Record<number, string[]> = { 0: [], 1: ['Success'], 2: ['Failure'], 3: ['Success', 'Failure'] };

function registryValue(hive: WindowsState['registry'], key: string, name: string): unknown {
  return lookUp(lookUp(hive, key) ?? {}, name)?.value ?? null;
}

/** What a fresh Windows holds where each kind of setting lives. */
const READ: Partial<Record<Setting['kind'], (state: WindowsState, address: never) => unknown>> = {
  accountPolicy: (state, { policy }: { policy: string }) => state.accountPolicy[policy] ?? null,
  userRight: (state, { right }: { right: string }) => state.userRights[right] ?? [],
  auditPolicy: (state, { subcategory }: { subcategory: string }) => FLAGS[state.auditPolicy[subcategory] ?? 0],
  registry: (state, { hive, key, name }: RegistryAddress) =>
    hive === 'HKLM'
      ? registryValue(state.registry, `HKLM\\${key}`, name)
      : registryValue(state.users['default']?.registry ?? {}, key, name),
  service: (state, { service }: { service: string }) =>
    START[Number(registryValue(state.registry, `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${service}`, 'Start'))] ??
    null,
  feature: (state, { feature }: { feature: string }) => {
    const found = lookUp(state.features, feature);
    return found?.installed ? 'installed' : 'removed';
  },
  localAccount: (state, { rid, property }: { rid: number; property: 'name' | 'enabled' }) =>
    state.accounts[rid]?.[property] ?? null,
};

function defaultOn({ default: value }: Setting, release: Release): unknown {
  const perRelease = value !== null && typeof value === 'object' && !Array.isArray(value);
  return perRelease ? ((value as Record<string, unknown>)[release] ?? null) : value;
}

function comparable(value: unknown): string {
  return same(JSON.stringify(Array.isArray(value) ? value.map(String).sort() : value));
}

/** Settings whose default is not what the simulated Windows holds, and both values. */
function differences(release: Release): string[] {
  const state = freshWindows({ release, core: false });
  return settings.flatMap((setting) => {
    const read = READ[setting.kind] as ((state: WindowsState, address: Address) => unknown) | undefined;
    if (!read) return [];
    const [found, said] = [read(state, setting.address), defaultOn(setting, release)].map(comparable);
    return found === said ? [] : [`${setting.id}: found ${found}, said ${said}`];
  });
}

describe('content: defaults', () => {
  for (const release of RELEASES) {
    it(`are what the simulated Windows Server ${release} starts from`, () => {
      assert.deepEqual(differences(release), []);
    });
  }
});
