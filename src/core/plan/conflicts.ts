import { meets } from '../baseline/expectation.ts';
import type { ResolvedControl } from '../baseline/model.ts';
import { placeOf } from '../baseline/place.ts';
import { shown } from '../baseline/problem.ts';
import { overlaps } from '../baseline/when.ts';
import { EXIT, WinhardenError } from '../errors.ts';

type Pair = [ResolvedControl, ResolvedControl];

/** Fails where controls contradict each other: apply would never come to rest. */
export function refuseConflicts(controls: ResolvedControl[]): void {
  const conflicts = findConflicts(controls);
  if (conflicts.length === 0) return;
  throw new WinhardenError({
    code: 'ConflictingControls',
    message: conflicts.join('\n'),
    suggestions: ['Waive one of the two controls, or leave its benchmark out of the baseline.'],
    exit: EXIT.usage,
  });
}

/** One sentence for each two controls that would write to one address, on some node, what the other does not accept. */
export function findConflicts(controls: ResolvedControl[]): string[] {
  return [...byAddress(controls).values()].flatMap(conflictsIn).map(conflictText);
}

function byAddress(controls: ResolvedControl[]): Map<string, ResolvedControl[]> {
  const places = new Map<string, ResolvedControl[]>();
  for (const control of controls.filter(({ kind }) => kind !== 'manual')) {
    const place = placeOf(control);
    places.set(place, [...(places.get(place) ?? []), control]);
  }
  return places;
}

function conflictsIn(controls: ResolvedControl[]): Pair[] {
  const pairs = controls.flatMap((a, i) => controls.slice(i + 1).map((b): Pair => [a, b]));
  return pairs.filter(
    ([a, b]) => overlaps(a.when, b.when) && (refuses(a, b) || refuses(b, a) || typeOf(a) !== typeOf(b)),
  );
}

/** Whether `a` would not be content with what `b` writes. */
function refuses(a: ResolvedControl, b: ResolvedControl): boolean {
  const writes = b.set !== null || b.expect?.absent === true;
  return writes && a.expect !== null && !(adds(a) && adds(b)) && !meets(a.expect, b.set);
}

/** What an audit control includes is added to what is audited already, so that two can share a subcategory. */
function adds({ kind, expect }: Pick<ResolvedControl, 'kind' | 'expect'>): boolean {
  return kind === 'auditPolicy' && expect?.includes !== undefined;
}

function typeOf({ address }: ResolvedControl): string | undefined {
  return (address as { type?: string } | null)?.type;
}

function conflictText([a, b]: Pair): string {
  return `${demand(a)}, but ${demand(b)}: both mean ${shown(a.address)}`;
}

function demand({ id, benchmark, expect, set }: ResolvedControl): string {
  return `${id} of ${benchmark} wants ${shown(expect)} and writes ${shown(set)}`;
}
