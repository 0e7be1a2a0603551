import type { ResolvedControl, When } from '../baseline/model.ts';
import { both, foldReleases } from '../baseline/when.ts';
import type { HeldBack, Waiver } from './model.ts';

/** What guards hold back, as a person reads it and as the nodes do, less what was accepted. */
export function holdBack(controls: ResolvedControl[], accepted: string[]): { heldBack: HeldBack[]; waivers: Waiver[] } {
  const guarded = controls.filter(({ id, guard }) => guard && !accepted.includes(id));
  const places = foldReleases(guarded.flatMap(guardedPlaces));
  // A number may mean another control in the benchmark of another release: only the guarded ones give titles.
  const titles = new Map(guarded.map(({ id, title }) => [id, title]));
  const byControl = [...group(places, ({ id, reason }) => [id, reason])];
  const byPlace = [...group(places, ({ reason, when }) => [reason, when])];
  return {
    heldBack: byControl.map(([{ id, reason }, same]) => ({
      id,
      title: titles.get(id) ?? id,
      reason,
      when: same.map(({ when }) => when),
    })),
    waivers: byPlace.map(([{ reason, when }, same]) => ({
      controls: same.map(({ id }) => id),
      when,
      reason: `guard: ${reason}`,
    })),
  };
}

interface GuardedPlace {
  id: string;
  reason: string;
  when: When;
}

/** Where a guard concerns a control: the nodes of both. */
function guardedPlaces({ id, when, guard = [] }: ResolvedControl): GuardedPlace[] {
  return guard.flatMap(({ reason, when: condition }) => {
    const where = both(when, condition);
    return where ? [{ id, reason, when: where }] : [];
  });
}

/** The first of each group, and all of it. */
function* group<T>(items: T[], keyOf: (item: T) => unknown): Generator<[T, T[]]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  for (const same of groups.values()) yield [same[0] as T, same];
}

/** Risks that were accepted where there is none to accept. */
export function uselessAcceptances(controls: ResolvedControl[], accepted: string[]): string[] {
  const guarded = new Set(controls.filter(({ guard }) => guard !== undefined).map(({ id }) => id));
  return accepted
    .filter((id) => !guarded.has(id))
    .map((id) => `the risk of ${id} is accepted, but no guard of this baseline holds it back`);
}
