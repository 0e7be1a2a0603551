import { AwsError } from './error.ts';
import { type Limits, limitViolation } from './limits.ts';
import type { Member, Shape, Structure } from './shapes.ts';

/**
 * Holds a request against the operation's own shape and limits, as the service does before it looks at anything else.
 * Wrong types are a SerializationException; missing, unknown and out-of-range members a ValidationException.
 */
export function checkInput(shape: Structure, value: unknown, limits: Limits = {}): void {
  checkTypes(shape, value, '');
  const violations = [...violationsOf(shape, value, limits, '')];
  if (violations.length === 0) return;
  const count = `${violations.length} validation error${violations.length > 1 ? 's' : ''} detected`;
  throw new AwsError('ValidationException', `${count}: ${violations.join('; ')}`);
}

/** The same for an answer of the lab, where a mismatch is the lab's own mistake. */
export function checkOutput(shape: Structure, value: unknown): void {
  checkTypes(shape, value, '');
  const [violation] = violationsOf(shape, value, {}, '');
  if (violation) throw new Error(`${shape.name}: ${violation}`);
}

const EXPECTED: Record<
  Exclude<Shape['kind'], 'structure' | 'list' | 'map' | 'document'>,
  (value: unknown) => boolean
> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  timestamp: (value) => value instanceof Date || typeof value === 'number',
  blob: (value) => typeof value === 'string' || value instanceof Uint8Array,
};

function checkTypes(shape: Shape, value: unknown, path: string): void {
  if (value === undefined || value === null || shape.kind === 'document') return;
  if (shape.kind === 'list') {
    if (!Array.isArray(value)) throw mismatch(shape, value, path);
    value.forEach((item, index) => {
      checkTypes(shape.member(), item, `${path}.${index + 1}.member`);
    });
  } else if (shape.kind === 'map' || shape.kind === 'structure') {
    if (typeof value !== 'object' || Array.isArray(value)) throw mismatch(shape, value, path);
    for (const [name, item] of Object.entries(value)) checkTypes(childShape(shape, name, path), item, join(path, name));
  } else if (!EXPECTED[shape.kind](value)) {
    throw mismatch(shape, value, path);
  }
}

function childShape(shape: Extract<Shape, { kind: 'map' | 'structure' }>, name: string, path: string): Shape {
  if (shape.kind === 'map') return shape.value();
  const member = shape.members.get(name);
  if (member) return member.shape();
  throw new AwsError('ValidationException', `Unknown member '${join(path, name)}' in ${shape.name}.`);
}

function mismatch(shape: Shape, value: unknown, path: string): AwsError {
  const found = Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  return new AwsError('SerializationException', `'${path || 'request'}' must be a ${shape.kind}, found ${found}.`);
}

function* violationsOf(shape: Shape, value: unknown, limits: Limits, path: string): Generator<string> {
  if (value === undefined || value === null) return;
  const violation = limitViolation(value, limits);
  if (violation) yield sentence(value, path, violation);
  if (shape.kind === 'structure') yield* memberViolations(shape, value as object, limits, path);
  if (shape.kind === 'list') {
    for (const [index, item] of (value as unknown[]).entries()) {
      yield* violationsOf(shape.member(), item, limits.member ?? {}, `${path}.${index + 1}.member`);
    }
  }
}

function* memberViolations(shape: Structure, value: object, limits: Limits, path: string): Generator<string> {
  const values = value as Record<string, unknown>;
  for (const [name, member] of shape.members) {
    if (isMissing(member, values[name])) yield sentence(null, join(path, name), 'Member must not be null');
    else yield* violationsOf(member.shape(), values[name], limits.fields?.[name] ?? {}, join(path, name));
  }
}

function isMissing(member: Member, value: unknown): boolean {
  return member.required && (value === undefined || value === null);
}

function sentence(value: unknown, path: string, constraint: string): string {
  const shown = value === null ? 'null' : `'${typeof value === 'object' ? JSON.stringify(value) : String(value)}'`;
  return `Value ${shown.slice(0, 200)} at '${path}' failed to satisfy constraint: ${constraint}`;
}

/** AWS writes member names in its messages with a small first letter. */
function join(path: string, name: string): string {
  const own = name.charAt(0).toLowerCase() + name.slice(1);
  return path ? `${path}.${own}` : own;
}
