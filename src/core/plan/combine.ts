import { createHash } from 'node:crypto';
import type { ResolvedControl } from '../baseline/model.ts';
import type { Baseline } from '../baseline/policy.ts';
import type { Origins } from './conflicts.ts';

/** One of the baselines that are applied together, and its controls. */
export interface Part {
  baseline: Baseline;
  controls: ResolvedControl[];
}

export interface Combined extends Part {
  origins: Origins;
}

/** Leaves room for `winharden-` and `-rollback` in the 128 characters of an SSM document's name. */
const LONGEST_NAME = 100;

/** Several baselines as one, the same in whatever order they are given. One alone stays as it is. */
export function combine(parts: Part[]): Combined {
  const sorted = [...parts].sort((a, b) => (a.baseline.baseline < b.baseline.baseline ? -1 : 1));
  const { controls, origins } = gather(sorted);
  return { baseline: joined(sorted.map(({ baseline }) => baseline)), controls, origins };
}

/** A control that several baselines have in common is one control. */
function gather(parts: Part[]): Pick<Combined, 'controls' | 'origins'> {
  const known = new Map<string, ResolvedControl>();
  const origins = new Map<ResolvedControl, string[]>();
  for (const { baseline, controls } of parts) {
    for (const control of controls) {
      const key = JSON.stringify(control);
      const one = known.get(key) ?? control;
      known.set(key, one);
      origins.set(one, [...(origins.get(one) ?? []), baseline.baseline]);
    }
  }
  return { controls: [...origins.keys()], origins };
}

function joined(baselines: Baseline[]): Baseline {
  const [only, ...others] = baselines as [Baseline, ...Baseline[]];
  if (others.length === 0) return only;
  return {
    baseline: nameOf(baselines.map(({ baseline }) => baseline)),
    title: baselines.map(({ title }) => title).join(' + '),
    include: baselines.flatMap(({ include = [] }) => include),
    waivers: baselines.flatMap(({ waivers = [] }) => waivers),
    vitalServices: baselines.flatMap(({ vitalServices = [] }) => vitalServices),
    ...most('settleSeconds', baselines),
    ...most('keepBackups', baselines),
  };
}

/** No baseline's own name has an underscore, and SSM takes it. */
function nameOf(names: string[]): string {
  const name = names.join('_');
  if (name.length <= LONGEST_NAME) return name;
  return `${name.slice(0, LONGEST_NAME - 13)}_${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}

function most(key: 'settleSeconds' | 'keepBackups', baselines: Baseline[]): Partial<Baseline> {
  const said = baselines.flatMap((baseline) => baseline[key] ?? []);
  return said.length > 0 ? { [key]: Math.max(...said) } : {};
}
