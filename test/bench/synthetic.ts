import type { RegistryAddress, ResolvedControl, Value } from '../../src/core/baseline/model.ts';
import { buildPlan, USUAL_CONDUCT } from '../../src/core/plan/build-plan.ts';
import type { Plan } from '../../src/core/plan/model.ts';
import type { Registry, WindowsState } from '../../src/lab/windows-state.ts';

const VALUES_OF_A_KEY = 10;

/** Many registry controls of the types and expectations of real ones, over keys of their own with ten values each. */
export function manyControls(real: ResolvedControl[], count: number): ResolvedControl[] {
  const patterns = real.filter(({ address }) => (address as RegistryAddress | null)?.hive === 'HKLM');
  return Array.from({ length: count }, (_, i) => {
    const { expect, set, level, sources, address } = patterns[i % patterns.length] as ResolvedControl;
    const { name, type } = address as RegistryAddress;
    const key = `SOFTWARE\\Policies\\Winharden\\Bench\\Key ${Math.floor(i / VALUES_OF_A_KEY)}`;
    const id = `bench-${i}`;
    const own = { id, title: id, benchmark: 'bench', kind: 'registry' as const };
    return { ...own, level, sources, expect, set, address: { hive: 'HKLM', key, name: `${name}${i}`, type } };
  });
}

/** The plan of these controls and no other. */
export function planOf(controls: ResolvedControl[]): Plan {
  const rest = { waivers: [], include: [], acceptRisk: [], today: '2026-01-01' };
  const conduct = { ...USUAL_CONDUCT, vitalServices: [], allowDomainControllers: false };
  return buildPlan({ baseline: 'bench', controls, ...rest, ...conduct }).plan;
}

/** A node where, of every three values, one is as it would be set, one is something else and one is absent. */
export function withValues(state: WindowsState, controls: ResolvedControl[]): WindowsState {
  const registry: Registry = {};
  for (const [i, { set, address }] of controls.entries()) {
    const { key, name, type } = address as RegistryAddress;
    const path = `HKLM\\${key}`;
    const values = registry[path] ?? {};
    registry[path] = values;
    if (i % 3 < 2) values[name] = { type, value: i % 3 === 0 && set !== null ? (set as number) : other(type) };
  }
  return { ...state, registry: { ...state.registry, ...registry } };
}

function other(type: string): number | string | string[] {
  const values: Record<string, Value> = { REG_DWORD: 4294967295, REG_QWORD: 4294967296, REG_BINARY: '00ff' };
  return (values[type] ?? (type === 'REG_MULTI_SZ' ? ['something', 'else'] : 'something else')) as number;
}
