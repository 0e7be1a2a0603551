import type { Expectation, Value } from './model.ts';

type Found = Value | null;
type Comparison = Exclude<keyof Expectation, 'orAbsent'>;

/** How each comparison judges a value that is there. Text without regard to case, lists without regard to order. */
const MEETS: { [C in Comparison]: (found: Value, wanted: NonNullable<Expectation[C]>) => boolean } = {
  equals: same,
  oneOf: (found, wanted) => wanted.some((value) => same(found, value)),
  noneOf: (found, wanted) => !wanted.some((value) => same(found, value)),
  atLeast: (found, wanted) => isNumeric(found) && Number(found) >= wanted,
  atMost: (found, wanted) => isNumeric(found) && Number(found) <= wanted,
  between: (found, [low, high]) => isNumeric(found) && Number(found) >= low && Number(found) <= high,
  absent: () => false,
  includes: (found, wanted) => wanted.every((item) => items(found).includes(fold(item))),
  members: same,
  within: (found, wanted) => items(found).every((item) => wanted.some((allowed) => covers(allowed, item))),
  notEmpty: (found) => (Array.isArray(found) ? found.length > 0 : String(found).trim() !== ''),
};

/** The comparison that an expectation makes; the schema allows exactly one. */
export function comparisonOf(expect: Expectation): Comparison {
  return Object.keys(expect).find((key) => key !== 'orAbsent') as Comparison;
}

/** Whether a value (null: absent) is as expected. The node's engine judges by the same rules. */
export function meets(expect: Expectation, found: Found): boolean {
  if (found === null) return expect.absent === true || expect.orAbsent === true;
  const comparison = comparisonOf(expect);
  const judge = MEETS[comparison] as (found: Value, wanted: unknown) => boolean;
  return judge(found, expect[comparison]);
}

/** Equal as Windows sees it: same type, text folded, lists as sets. */
function same(a: Value, b: Value): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    const [left, right] = [new Set(a.map(fold)), new Set(b.map(fold))];
    return left.size === right.size && [...left].every((item) => right.has(item));
  }
  return typeof a === typeof b && !Array.isArray(a) && !Array.isArray(b) && fold(a) === fold(b);
}

function fold(value: unknown): string {
  return String(value).toLowerCase();
}

/** A REG_SZ list is written with commas (`\\*\NETLOGON` hardening: `RequireMutualAuthentication=1, RequireIntegrity=1`). */
function items(found: Value): string[] {
  const parts = Array.isArray(found) ? found : String(found).split(',');
  return parts.map((part) => fold(part.trim()));
}

/** Whether an item is an allowed one; of access (`SID rights rights rights`, in hex): whether it holds no right more. */
function covers(allowed: string, item: string): boolean {
  const [may, has] = [fold(allowed).split(' '), item.split(' ')];
  return may[0] === has[0] && has.slice(1).every((rights, at) => (hex(rights) & ~hex(may[at + 1])) === 0);
}

function hex(rights = '0'): number {
  return Number.parseInt(rights, 16);
}

function isNumeric(found: Value): boolean {
  return typeof found === 'number' || (typeof found === 'string' && /^-?\d+$/.test(found.trim()));
}
