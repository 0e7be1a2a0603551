import { meets } from '../baseline/expectation.ts';
import type { ResolvedControl } from '../baseline/model.ts';
import { placeOf } from '../baseline/place.ts';
import { shown } from '../baseline/problem.ts';
import { compareDemands } from '../baseline/strictness.ts';
import { overlaps } from '../baseline/when.ts';

/** Two controls of which one would write to an address, on some node, what the other does not accept. */
export interface Conflict {
  pair: readonly [ResolvedControl, ResolvedControl];
  /** The one that asks for more, where the comparisons tell. */
  stricter: ResolvedControl | null;
}

/** From which baselines a control comes. Without them it is called after its benchmark. */
export type Origins = ReadonlyMap<ResolvedControl, readonly string[]>;

/** Controls that contradict each other: apply would never come to rest. */
export function findConflicts(controls: ResolvedControl[]): Conflict[] {
  return [...byAddress(controls).values()].flatMap(conflictsIn);
}

function byAddress(controls: ResolvedControl[]): Map<string, ResolvedControl[]> {
  const places = new Map<string, ResolvedControl[]>();
  for (const control of controls.filter(({ kind }) => kind !== 'manual')) {
    const place = placeOf(control);
    places.set(place, [...(places.get(place) ?? []), control]);
  }
  return places;
}

function conflictsIn(controls: ResolvedControl[]): Conflict[] {
  const pairs = controls.flatMap((a, i) => controls.slice(i + 1).map((b) => [a, b] as const));
  return pairs
    .filter(([a, b]) => overlaps(a.when, b.when) && (refuses(a, b) || refuses(b, a) || typeOf(a) !== typeOf(b)))
    .map((pair) => ({ pair, stricter: stricterOf(pair) }));
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

function stricterOf([a, b]: Conflict['pair']): ResolvedControl | null {
  if (!a.expect || !b.expect || typeOf(a) !== typeOf(b)) return null;
  const verdict = compareDemands(a, a.expect, b.expect);
  return verdict === 'first' ? a : verdict === 'second' ? b : null;
}

/** One sentence for each conflict; what several releases say alike is said once. */
export function conflictTexts(conflicts: Conflict[], origins: Origins = new Map()): string[] {
  const texts = conflicts.map(({ pair: [a, b], stricter }) => {
    const [left, right] = namesOf([a, b], origins);
    const told = stricter ? `; ${stricter === a ? left : right} is stricter` : '';
    return `${demand(a, left)}, but ${demand(b, right)}: both mean ${shown(a.address)}${told}`;
  });
  return [...new Set(texts)];
}

/** How two controls are told apart: by their baselines, or within one by their benchmarks. */
export function namesOf([a, b]: Conflict['pair'], origins: Origins): [string, string] {
  const [left, right] = [origins.get(a)?.[0] ?? a.benchmark, origins.get(b)?.[0] ?? b.benchmark];
  return left === right ? [a.benchmark, b.benchmark] : [left, right];
}

function demand({ id, expect, set }: ResolvedControl, name: string): string {
  return `${id} of ${name} wants ${shown(expect)} and writes ${shown(set)}`;
}
