import type { ResolvedControl } from '../../../../src/core/baseline/model.ts';
import { buildPlan, type PlanInput, USUAL_CONDUCT } from '../../../../src/core/plan/build-plan.ts';

/** A registry control; what a test is about it says itself. */
export function control(parts: Partial<ResolvedControl> = {}): ResolvedControl {
  return {
    id: '1.1',
    title: 'A title',
    level: 'L1',
    kind: 'registry',
    address: { hive: 'HKLM', key: 'SOFTWARE\\Key', name: 'Value', type: 'REG_DWORD' },
    expect: { equals: 1 },
    set: 1,
    sources: [],
    benchmark: 'a-benchmark',
    ...parts,
  };
}

export function value(name: string, key = 'SOFTWARE\\Key'): Pick<ResolvedControl, 'address'> {
  return { address: { hive: 'HKLM', key, name, type: 'REG_DWORD' } };
}

export function planOf(parts: Partial<PlanInput>) {
  return buildPlan({
    baseline: 'mine',
    controls: [],
    waivers: [],
    include: [],
    acceptRisk: [],
    vitalServices: [],
    ...USUAL_CONDUCT,
    allowDomainControllers: false,
    today: '2026-11-23',
    ...parts,
  });
}
