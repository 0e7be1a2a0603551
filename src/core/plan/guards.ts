import type { ResolvedControl } from '../baseline/model.ts';
import { both, foldReleases } from '../baseline/when.ts';
import type { HeldBack, Waiver } from './model.ts';

/** The controls that a guard holds back somewhere, because nobody accepted their risk: one entry for each reason. */
export function heldBack(controls: ResolvedControl[], accepted: string[]): HeldBack[] {
  const entries = new Map<string, HeldBack>();
  for (const { id, title, guard = [] } of unaccepted(controls, accepted)) {
    for (const { reason, when = {} } of guard) {
      const key = JSON.stringify([id, reason]);
      const entry = entries.get(key) ?? { id, title, reason, when: [] };
      if (!entry.when.some((known) => JSON.stringify(known) === JSON.stringify(when))) entry.when.push(when);
      entries.set(key, entry);
    }
  }
  return [...entries.values()];
}

/** The same as the node reads it: a waiver for each reason and condition. The condition is the control's and the guard's. */
export function guardWaivers(controls: ResolvedControl[], accepted: string[]): Waiver[] {
  const waivers = new Map<string, Waiver>();
  for (const { id, reason, when } of foldReleases(guardedPlaces(controls, accepted))) {
    const key = JSON.stringify([reason, when]);
    const waiver = waivers.get(key) ?? { controls: [], when, reason: `guard: ${reason}` };
    if (!waiver.controls.includes(id)) waiver.controls.push(id);
    waivers.set(key, waiver);
  }
  return [...waivers.values()];
}

function guardedPlaces(controls: ResolvedControl[], accepted: string[]) {
  return unaccepted(controls, accepted).flatMap(({ id, when, guard = [] }) =>
    guard.flatMap(({ reason, when: condition }) => {
      const where = both(when, condition);
      return where ? [{ id, reason, when: where }] : [];
    }),
  );
}

function unaccepted(controls: ResolvedControl[], accepted: string[]): ResolvedControl[] {
  return controls.filter(({ id }) => !accepted.includes(id));
}

/** Risks that were accepted where there is none to accept. */
export function uselessAcceptances(controls: ResolvedControl[], accepted: string[]): string[] {
  const guarded = new Set(controls.filter(({ guard }) => guard !== undefined).map(({ id }) => id));
  return accepted
    .filter((id) => !guarded.has(id))
    .map((id) => `the risk of ${id} is accepted, but no guard of this baseline holds it back`);
}
