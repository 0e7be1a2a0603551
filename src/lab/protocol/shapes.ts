import { LabError } from './error.ts';

/**
 * The services' own shapes. Every AWS SDK client exports its schema tables (`SendCommand$`, `SendCommandRequest$`, …) as
 * nested arrays; the numbers are documented in `@smithy/types` (schema/sentinels, schema/static-schemas, schema/traits).
 */
export type ServiceName = keyof typeof clients;

type Traits = Readonly<Record<string, unknown>>;

export type Shape =
  | { kind: 'string' | 'number' | 'boolean' | 'blob' | 'document'; traits: Traits }
  | { kind: 'timestamp'; format: 'default' | 'date-time' | 'http-date' | 'epoch-seconds'; traits: Traits }
  | { kind: 'list'; traits: Traits; member: () => Shape }
  | { kind: 'map'; traits: Traits; value: () => Shape }
  | Structure;

export interface Structure {
  kind: 'structure';
  name: string;
  traits: Traits;
  members: Map<string, Member>;
}

export interface Member {
  required: boolean;
  traits: Traits;
  shape: () => Shape;
}

export interface OperationShape {
  name: string;
  /** Of REST services; labels stand in the path as `{Name}`. */
  http?: { method: string; path: string };
  input: Structure;
  output: Structure;
}

type Raw = number | 'unit' | (() => Raw) | readonly unknown[];

const clients = {
  ssm: () => import('@aws-sdk/client-ssm'),
  s3: () => import('@aws-sdk/client-s3'),
  ec2: () => import('@aws-sdk/client-ec2'),
  sts: () => import('@aws-sdk/client-sts'),
  iam: () => import('@aws-sdk/client-iam'),
  'auto-scaling': () => import('@aws-sdk/client-auto-scaling'),
  'resource-groups': () => import('@aws-sdk/client-resource-groups'),
  securityhub: () => import('@aws-sdk/client-securityhub'),
  eks: () => import('@aws-sdk/client-eks'),
  inspector2: () => import('@aws-sdk/client-inspector2'),
  guardduty: () => import('@aws-sdk/client-guardduty'),
  cloudformation: () => import('@aws-sdk/client-cloudformation'),
} satisfies Record<string, () => Promise<object>>;

/** Finds an operation in the service's tables; undefined where the service has no such operation. */
export async function findOperation(service: ServiceName, name: string): Promise<OperationShape | undefined> {
  const tables = (await clients[service]()) as unknown as Record<string, Raw>;
  const raw = Object.hasOwn(tables, `${name}$`) ? tables[`${name}$`] : undefined;
  if (!Array.isArray(raw) || raw[0] !== 9) return undefined;
  const [method, path] = (traits(raw[3])['http'] as [string, string] | undefined) ?? [];
  const http = method !== undefined && path !== undefined && { http: { method, path } };
  return { name, ...http, input: structure(raw[4]), output: structure(raw[5]) };
}

const read = new WeakMap<readonly unknown[], Shape>();

function structure(raw: Raw): Structure {
  const shape = resolve(raw);
  if (shape.kind !== 'structure') throw new LabError('UnreadableShape', `Expected a structure, found a ${shape.kind}.`);
  return shape;
}

function resolve(raw: Raw): Shape {
  if (typeof raw === 'function') return resolve(raw());
  if (raw === 'unit') return { kind: 'structure', name: 'Unit', traits: {}, members: new Map() };
  if (typeof raw === 'number') return simple(raw, {});
  if (isAnnotated(raw)) return { ...resolve(raw[0]), traits: traits(raw[1]) };
  const known = read.get(raw);
  if (known) return known;
  const shape = composite(raw);
  read.set(raw, shape);
  return shape;
}

function composite(raw: readonly unknown[]): Shape {
  const own = traits(raw[3]);
  switch (raw[0]) {
    case 0:
      return { ...resolve(raw[4] as Raw), traits: own };
    case 1:
      return { kind: 'list', traits: own, member: () => resolve(raw[4] as Raw) };
    case 2:
      return { kind: 'map', traits: own, value: () => resolve(raw[5] as Raw) };
    default:
      return { kind: 'structure', name: String(raw[2]), traits: own, members: members(raw) };
  }
}

function members(raw: readonly unknown[]): Map<string, Member> {
  const names = raw[4] as string[];
  const refs = raw[5] as Raw[];
  const required = Number(raw[6] ?? 0);
  return new Map(names.map((name, index) => [name, member(refs[index] as Raw, index < required)]));
}

/** A reference may stand as `[reference, traits]`; a schema itself has five elements or more. */
function isAnnotated(raw: Raw): raw is readonly [Raw, unknown] {
  return Array.isArray(raw) && raw.length === 2;
}

function member(raw: Raw, required: boolean): Member {
  return { required, traits: isAnnotated(raw) ? traits(raw[1]) : {}, shape: () => resolve(raw) };
}

const LIST = 64;
const MAP = 128;
const TIMESTAMPS = { 4: 'default', 5: 'date-time', 6: 'http-date', 7: 'epoch-seconds' } as const;

function simple(code: number, own: Traits): Shape {
  if (code & MAP) return { kind: 'map', traits: own, value: () => simple(code & ~MAP, {}) };
  if (code & LIST && code !== 42) return { kind: 'list', traits: own, member: () => simple(code & ~LIST, {}) };
  if (code >= 4 && code <= 7) {
    return { kind: 'timestamp', format: TIMESTAMPS[code as keyof typeof TIMESTAMPS], traits: own };
  }
  return { kind: simpleKind(code), traits: own };
}

function simpleKind(code: number): 'string' | 'number' | 'boolean' | 'blob' | 'document' {
  if (code === 0) return 'string';
  if (code === 2) return 'boolean';
  if (code === 15) return 'document';
  return code === 21 || code === 42 ? 'blob' : 'number';
}

const TRAIT_BITS = [
  'httpLabel',
  'idempotent',
  'idempotencyToken',
  'sensitive',
  'httpPayload',
  'httpResponseCode',
  'httpQueryParams',
];

/** Traits are an object, or a number whose bits stand for the commonest ones. */
function traits(raw: unknown): Traits {
  if (typeof raw === 'object' && raw !== null) return raw as Traits;
  const bits = Number(raw ?? 0);
  return Object.fromEntries(TRAIT_BITS.filter((_, index) => bits & (1 << index)).map((name) => [name, 1]));
}
