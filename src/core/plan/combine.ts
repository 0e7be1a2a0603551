import { createHash } from 'node:crypto';
import type { ResolvedControl } from '../baseline/model.ts';
import type { Baseline, SiteChoices } from '../baseline/policy.ts';
import type { Origins } from './conflicts.ts';

/** One of the baselines that are applied together: its name, its choices and its controls. */
export interface Part extends Pick<Baseline, 'title'> {
  name: string;
  choices: SiteChoices;
  controls: ResolvedControl[];
}

export interface Combined extends Part {
  origins: Origins;
}

/** Leaves room for `winharden-` and `-rollback` in the 128 characters of an SSM document's name. */
const LONGEST_NAME = 100;

/** Several baselines as one, the same in whatever order they are given. One alone stays as it is. */
export function combine(parts: Part[]): Combined {
  const sorted = [...parts].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    name: nameOf(sorted.map(({ name }) => name)),
    title: sorted.map(({ title }) => title).join(' + '),
    choices: joined(sorted.map(({ choices }) => choices)),
    ...gather(sorted),
  };
}

/** A control that several baselines have in common is one control. */
function gather(parts: Part[]): Pick<Combined, 'controls' | 'origins'> {
  const known = new Map<string, ResolvedControl>();
  const origins = new Map<ResolvedControl, string[]>();
  for (const { name, controls } of parts) {
    for (const control of controls) {
      const key = JSON.stringify(control);
      const one = known.get(key) ?? control;
      known.set(key, one);
      origins.set(one, [...(origins.get(one) ?? []), name]);
    }
  }
  return { controls: [...origins.keys()], origins };
}

function joined(all: SiteChoices[]): SiteChoices {
  return {
    include: all.flatMap(({ include = [] }) => include),
    waivers: all.flatMap(({ waivers = [] }) => waivers),
    vitalServices: all.flatMap(({ vitalServices = [] }) => vitalServices),
    ...most('settleSeconds', all),
    ...most('keepBackups', all),
  };
}

/** No baseline's own name has an underscore, and SSM takes it. */
function nameOf(names: string[]): string {
  const name = names.join('_');
  if (name.length <= LONGEST_NAME) return name;
  return `${name.slice(0, LONGEST_NAME - 13)}_${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}

function most(key: 'settleSeconds' | 'keepBackups', all: SiteChoices[]): SiteChoices {
  const said = all.flatMap((choices) => choices[key] ?? []);
  return said.length > 0 ? { [key]: Math.max(...said) } : {};
}
