import type { Guard, ResolvedControl, Value } from './model.ts';
import { placeOf } from './place.ts';
import type { GuardRule } from './policy.ts';
import { overlaps } from './when.ts';

/** Finds what holds a control back. */
export type FindGuards = (control: Pick<ResolvedControl, 'kind' | 'address' | 'set' | 'when'>) => Guard[];

/** Rules hold by where a control writes and what, whoever wrote the control: a user's own settings inherit them. */
export function guardFinder(rules: Iterable<GuardRule>): FindGuards {
  const byPlace = new Map<string, GuardRule[]>();
  for (const rule of rules) {
    const places = rule.addresses?.map((address) => placeOf({ kind: rule.kind, address })) ?? [rule.kind];
    for (const place of places) byPlace.set(place, [...(byPlace.get(place) ?? []), rule]);
  }
  return ({ set, when, ...control }) =>
    [control.kind, placeOf(control)]
      .flatMap((place) => byPlace.get(place) ?? [])
      .filter((rule) => isRisky(rule, set))
      .flatMap(guardsOf)
      .filter((guard) => overlaps(when, guard.when));
}

/** One guard for each of a rule's conditions, because any of them is enough. */
function guardsOf({ id, when, ends, reason, sources }: GuardRule): Guard[] {
  const conditions = when ?? [undefined];
  return conditions.map((condition) => ({
    rule: id,
    ...(condition && { when: condition }),
    ...(ends && { ends }),
    reason,
    sources,
  }));
}

/** A control that writes nothing (it deletes, or lacks its site value) leaves Windows' own behaviour: no risk. */
function isRisky({ writes, lacks }: GuardRule, set: Value | null): boolean {
  if (set === null) return false;
  const written = [set].flat().map(fold);
  const holds = (values: readonly unknown[]) => values.some((value) => written.includes(fold(value)));
  return writes ? holds(writes) : lacks ? !holds(lacks) : true;
}

function fold(value: unknown): string {
  return String(value).toLowerCase();
}
