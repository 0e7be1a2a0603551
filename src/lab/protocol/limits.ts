/**
 * Limits of one member, where the shape tables of the SDK have none: lengths of strings and lists or range of a number
 * (`min`, `max`), an anchored pattern, the enum, and the limits of what is inside.
 */
export interface Limits {
  min?: number;
  max?: number;
  pattern?: RegExp;
  oneOf?: readonly string[];
  member?: Limits;
  fields?: Readonly<Record<string, Limits>>;
}

/** The constraint that a value breaks, in the words of AWS, or undefined. */
export function limitViolation(value: unknown, limits: Limits): string | undefined {
  return rangeViolation(value, limits) ?? textViolation(value, limits);
}

function rangeViolation(value: unknown, { min, max }: Limits): string | undefined {
  const size = sizeOf(value);
  if (size === undefined) return undefined;
  const what = typeof value === 'number' ? 'value' : 'length';
  if (min !== undefined && size < min) return `Member must have ${what} greater than or equal to ${min}`;
  if (max !== undefined && size > max) return `Member must have ${what} less than or equal to ${max}`;
  return undefined;
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
}

function textViolation(value: unknown, { pattern, oneOf }: Limits): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (oneOf && !oneOf.includes(value)) return `Member must satisfy enum value set: [${oneOf.join(', ')}]`;
  if (pattern && !pattern.test(value)) return `Member must satisfy regular expression pattern: ${pattern.source}`;
  return undefined;
}
