import { meets } from './expectation.ts';
import type { Address, Expectation, Kind, Value } from './model.ts';

/** Which of two demands on one setting asks for more; `unknown` where their comparisons do not tell. */
export type Verdict = 'equal' | 'first' | 'second' | 'unknown';

type Place = { kind: Kind; address: Address | null };

/**
 * Compares two demands on one setting: one is stricter where everything that it accepts the other accepts too.
 * Exact lists exclude each other, so there the list itself decides: who holds a right, whom one denies, what is audited.
 */
export function compareDemands(place: Place, first: Expectation, second: Expectation): Verdict {
  const [narrower, wider] = [isWithin(first, second), isWithin(second, first)];
  if (narrower && wider) return 'equal';
  if (narrower) return 'first';
  return wider ? 'second' : compareLists(place, first, second);
}

/** What several verdicts on the same two sides come to. */
export function sumUp(verdicts: Verdict[]): Verdict {
  const told = new Set(verdicts.filter((verdict) => verdict !== 'equal'));
  const [only = 'equal', ...others] = told;
  return others.length === 0 ? only : 'unknown';
}

/** Whether every value that `a` accepts, absence included, is accepted by `b`. No where that cannot be told. */
export function isWithin(a: Expectation, b: Expectation): boolean {
  if (meets(a, null) && !meets(b, null)) return false;
  const listed = listedValues(a);
  if (listed) return listed.every((value) => meets(b, value));
  if (b.noneOf) return b.noneOf.every((value) => !meets(a, value));
  if (b.notEmpty) return a.notEmpty === true || a.includes !== undefined || boundsOf(a) !== undefined;
  if (b.includes) return a.includes !== undefined && meets(b, a.includes);
  const [inner, outer] = [boundsOf(a), boundsOf(b)];
  return inner !== undefined && outer !== undefined && inner[0] >= outer[0] && inner[1] <= outer[1];
}

/** All values that an expectation accepts, where they can be listed. */
function listedValues({ equals, oneOf, members, absent }: Expectation): Value[] | undefined {
  if (absent) return [];
  return oneOf ?? (equals === undefined ? members && [members] : [equals]);
}

function boundsOf({ atLeast, atMost, between }: Expectation): [number, number] | undefined {
  if (between) return between;
  if (atLeast !== undefined) return [atLeast, Infinity];
  return atMost === undefined ? undefined : [-Infinity, atMost];
}

/** A right that fewer hold is stricter, a denial that more are under, an audit that records more. */
function compareLists({ kind, address }: Place, first: Expectation, second: Expectation): Verdict {
  const [a, b] = [listOf(first), listOf(second)];
  if (!a || !b || (kind !== 'userRight' && kind !== 'auditPolicy')) return 'unknown';
  const moreIsStricter = kind === 'auditPolicy' || (address as { right: string }).right.startsWith('SeDeny');
  const [firstHolds, secondHolds] = [holds(a, b), holds(b, a)];
  if (firstHolds === secondHolds) return 'unknown';
  return firstHolds === moreIsStricter ? 'first' : 'second';
}

function listOf({ equals, members, includes }: Expectation): string[] | undefined {
  const list = members ?? includes ?? equals;
  return Array.isArray(list) ? list : undefined;
}

function holds(list: string[], part: string[]): boolean {
  return part.every((item) => list.includes(item));
}
