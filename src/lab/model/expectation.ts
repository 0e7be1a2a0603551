import type { Expectation } from './plan.ts';

/** Whether a value (null: absent) meets an expectation of docs/formats.md, by type: `"0"` is not `0`. */
export function meets(expect: Expectation, found: unknown): boolean {
  if (found === null) return 'absent' in expect || 'orAbsent' in expect;
  const [comparison, operand] = Object.entries(expect).find(([name]) => name !== 'orAbsent') ?? [];
  const test = comparison === undefined ? undefined : COMPARISONS[comparison];
  if (!test) throw new Error(`the plan has the unknown expectation '${comparison}'`);
  return test(found, operand);
}

const COMPARISONS: Record<string, (found: unknown, operand: unknown) => boolean> = {
  equals: isEqual,
  members: isEqual,
  absent: () => false,
  oneOf: (found, values) => (values as unknown[]).some((value) => isEqual(found, value)),
  noneOf: (found, values) => !(values as unknown[]).some((value) => isEqual(found, value)),
  atLeast: (found, low) => isBetween(found, Number(low), Number.POSITIVE_INFINITY),
  atMost: (found, high) => isBetween(found, Number.NEGATIVE_INFINITY, Number(high)),
  between: (found, range) => isBetween(found, ...(range as [number, number])),
  includes: doesInclude,
  within: (found, allowed) => excess(found as string[], allowed as string[]).length === 0,
  notEmpty: (found) => text(found).trim() !== '',
};

/** The items that go beyond those allowed: another word in front, or a right (in hex) more. */
export function excess(found: readonly string[], allowed: readonly string[]): string[] {
  return found.filter((item) => !allowed.some((may) => isCovered(item.split(' '), may.split(' '))));
}

function isCovered([word = '', ...rights]: string[], [allowed = '', ...may]: string[]): boolean {
  if (word.toUpperCase() !== allowed.toUpperCase()) return false;
  return rights.every((right, at) => (Number.parseInt(right, 16) & ~Number.parseInt(may[at] ?? '0', 16)) === 0);
}

/** As PowerShell turns a value into text. */
function text(value: unknown): string {
  return Array.isArray(value) ? value.join(' ') : String(value);
}

function isEqual(found: unknown, wanted: unknown): boolean {
  if (typeof wanted === 'string') return typeof found === 'string' && found.toUpperCase() === wanted.toUpperCase();
  if (!Array.isArray(wanted)) return found === wanted;
  return Array.isArray(found) && sameSet(textSet(found), textSet(wanted));
}

function isBetween(found: unknown, low: number, high: number): boolean {
  return /^-?[0-9]{1,20}$/.test(text(found)) && Number(found) >= low && Number(found) <= high;
}

/** Bits of a mask, items of a list, parts of a text between commas. */
function doesInclude(found: unknown, wanted: unknown): boolean {
  if (typeof found === 'number') return (found & Number(wanted)) === Number(wanted);
  const items = textSet(typeof found === 'string' ? found.split(',') : (found as unknown[]));
  return [...textSet(wanted as unknown[])].every((item) => items.has(item));
}

function textSet(items: unknown[]): Set<string> {
  return new Set(items.map((item) => String(item).trim().toUpperCase()));
}

function sameSet(one: Set<string>, other: Set<string>): boolean {
  return one.size === other.size && [...one].every((item) => other.has(item));
}
