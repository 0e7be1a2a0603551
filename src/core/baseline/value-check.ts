import type { RegistryAddress, RegistryType } from './model.ts';
import type { Setting } from './policy.ts';
import { shown } from './problem.ts';

type Addressed = Pick<Setting, 'kind' | 'address'>;

interface Shape {
  expected: string;
  fits(value: unknown): boolean;
}

/** S-1-5-21-*-512 is a group of the node's own domain. */
const SID = /^S-1-(5-21-\*-\d+|\d+(-\d+)+)$/;

const isWhole = (low: number, high: number) => (value: unknown) =>
  typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high;
const isText = (value: unknown) => typeof value === 'string';
const isList = (fits: (item: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(fits);
const isWord = (...words: string[]): Shape => ({
  expected: `one of ${words.join(', ')}`,
  fits: (value) => words.includes(String(value)) && isText(value),
});

const REGISTRY: Record<RegistryType, Shape> = {
  REG_DWORD: { expected: 'a whole number from 0 to 4294967295 (REG_DWORD)', fits: isWhole(0, 0xffffffff) },
  REG_QWORD: { expected: 'a whole number of 0 or more (REG_QWORD)', fits: isWhole(0, Number.MAX_SAFE_INTEGER) },
  REG_SZ: { expected: 'text (REG_SZ)', fits: isText },
  REG_EXPAND_SZ: { expected: 'text (REG_EXPAND_SZ)', fits: isText },
  REG_MULTI_SZ: { expected: 'a list of texts (REG_MULTI_SZ)', fits: isList(isText) },
  REG_BINARY: {
    expected: 'pairs of hexadecimal digits (REG_BINARY)',
    fits: (value) => isText(value) && /^([0-9a-f]{2})*$/i.test(String(value)),
  },
};

const SHAPES: Record<Exclude<Setting['kind'], 'registry' | 'localAccount'>, Shape> = {
  accountPolicy: { expected: 'a whole number of -1 or more', fits: isWhole(-1, 0x7fffffff) },
  userRight: {
    expected: 'a list of SIDs such as S-1-5-32-544',
    fits: isList((item) => isText(item) && SID.test(String(item))),
  },
  auditPolicy: {
    expected: 'a list of Success and Failure, or an empty one',
    fits: isList((item) => item === 'Success' || item === 'Failure'),
  },
  service: isWord('automatic', 'automaticDelayed', 'manual', 'disabled'),
  feature: isWord('installed', 'removed'),
  installer: isWord('installed', 'removed'),
  gpo: isWord('applied'),
  permission: {
    expected: 'a list of SIDs with three rights in hex each, such as S-1-5-32-545 1200A9 1200A9 1200A9',
    fits: isList((item) => isText(item) && /^S-1(-\d+)+( [0-9A-F]{1,6}){3}$/.test(String(item))),
  },
  certificate: isWord('installed', 'removed'),
  inventory: { expected: 'a list of words', fits: isList(isText) },
};

const ACCOUNT: Record<string, Shape> = {
  name: {
    expected: 'an account name of 1 to 20 characters without any of " / \\ [ ] : ; | = , + * ? < >',
    fits: (value) => isText(value) && /^[^"/\\[\]:;|=,+*?<>]{1,20}$/.test(String(value)),
  },
  enabled: { expected: 'true or false', fits: (value) => typeof value === 'boolean' },
};

/** What a value of this setting looks like. */
function shapeOf({ kind, address }: Addressed): Shape | undefined {
  if (kind === 'registry') return REGISTRY[(address as RegistryAddress).type];
  if (kind === 'localAccount') return ACCOUNT[(address as { property: string }).property];
  return SHAPES[kind];
}

/** Says why a setting cannot have this value; null where it can. */
export function valueProblem(setting: Addressed, value: unknown): string | null {
  const shape = shapeOf(setting);
  return !shape || shape.fits(value) ? null : `found ${shown(value)}, expected ${shape.expected}`;
}

/** Whether the setting's values are lists. */
export function holdsList(setting: Addressed): boolean {
  return shapeOf(setting)?.fits([]) ?? false;
}

/** Whether `atLeast` and its like make sense: numbers, and numbers that Windows keeps as text (`CachedLogonsCount`). */
export function holdsNumber(setting: Addressed): boolean {
  return shapeOf(setting)?.fits(1) === true || registryType(setting) === 'REG_SZ';
}

export function registryType({ kind, address }: Addressed): RegistryType | undefined {
  return kind === 'registry' ? (address as RegistryAddress).type : undefined;
}
