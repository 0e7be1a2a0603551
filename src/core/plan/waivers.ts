import type { ResolvedControl } from '../baseline/model.ts';
import { implies, normalWhen } from '../baseline/when.ts';
import type { Waiver } from './model.ts';

const NOT_CHOSEN = 'opt-in: not chosen';

/** Whether a waiver's pattern (an exact id, or a prefix and `*`) means this control. */
export function matchesControl(pattern: string, id: string): boolean {
  return pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
}

/** Leaves out waivers whose last day is over, with a warning for each, and warns of those that match nothing. */
export function validWaivers(
  waivers: Waiver[],
  ids: Iterable<string>,
  today: string,
): { valid: Waiver[]; warnings: string[] } {
  const known = [...ids];
  const valid = waivers.filter(({ expires }) => expires === undefined || expires >= today);
  const expired = waivers.filter((waiver) => !valid.includes(waiver));
  return {
    valid,
    warnings: [
      ...expired.map(
        (waiver) => `the waiver for ${names(waiver)} expired on ${waiver.expires}: enforced again${owner(waiver)}`,
      ),
      ...valid.flatMap(({ controls }) =>
        controls.filter((pattern) => !known.some((id) => matchesControl(pattern, id))).map(unused),
      ),
    ],
  };
}

function names({ controls }: Waiver): string {
  return controls.join(', ');
}

function owner({ owner }: Waiver): string {
  return owner ? ` (owner: ${owner})` : '';
}

function unused(pattern: string): string {
  return `the waiver for ${pattern} matches no control of this baseline`;
}

/** Opt-in controls that nobody chose travel as waivers, one for each condition. */
export function optInWaivers(controls: ResolvedControl[], include: string[]): Waiver[] {
  const byCondition = new Map<string, Waiver & { controls: string[] }>();
  for (const { id, when } of controls.filter(({ optIn, id }) => optIn && !include.includes(id))) {
    const condition = normalWhen(when);
    const key = JSON.stringify(condition);
    const waiver = byCondition.get(key) ?? { controls: [], when: condition, reason: NOT_CHOSEN };
    if (!waiver.controls.includes(id)) waiver.controls.push(id);
    byCondition.set(key, waiver);
  }
  return [...byCondition.values()];
}

/** The controls that are not waived wherever they apply. */
export function enforced(controls: ResolvedControl[], waivers: Waiver[]): ResolvedControl[] {
  return controls.filter((control) => !waivers.some((waiver) => covers(waiver, control)));
}

function covers(waiver: Waiver, { id, when }: ResolvedControl): boolean {
  return implies(when, waiver.when) && waiver.controls.some((pattern) => matchesControl(pattern, id));
}
