import type { ErrorObject, ValidateFunction } from 'ajv';
import { didYouMean } from './nearest.ts';
import { SCHEMA_NAMES, type SchemaName, type Schemas } from './policy.ts';
import { type Finding, type Path, shown } from './problem.ts';

/** Something in a value that is not as its schema wants it. */
export interface Misfit extends Finding {
  /** Which word of JSON Schema it does not meet. */
  keyword: string;
  /** The keys that may stand there, where one is unknown. */
  known?: string[];
}

/** Says what in a value is not as its schema wants it; nothing where all is well. */
export type SchemaCheck = (name: SchemaName, value: unknown) => Misfit[];

type Schema = Record<string, unknown> | undefined;

/** Compiles the policy schemas, each on first use. */
export async function createSchemaCheck(schemas: Schemas): Promise<SchemaCheck> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strictTypes: false,
    allowUnionTypes: true,
  });
  for (const name of SCHEMA_NAMES) ajv.addSchema(schemas[name]);
  return (name, value) => {
    const validate = ajv.getSchema(`${name}.schema.json`) as ValidateFunction;
    return validate(value) ? [] : findings(validate.errors ?? []);
  };
}

/** The branches of a `oneOf` or `anyOf` and the shell of an `if` only repeat what their own error says. */
function findings(errors: ErrorObject[]): Misfit[] {
  return errors
    .filter(
      ({ keyword, schemaPath }) =>
        keyword !== 'if' && keyword !== 'propertyNames' && !/\/(one|any)Of\/\d/.test(schemaPath),
    )
    .map((error) => {
      const { path = [], ...rest } = finding(error);
      return { ...rest, keyword: error.keyword, path: [...pathOf(error.instancePath), ...path] };
    });
}

function pathOf(pointer: string): Path {
  const parts = pointer.split('/').slice(1);
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')));
}

/** What ajv found, in words that name what stands there and what should. */
function finding(error: ErrorObject): Partial<Misfit> & { message: string } {
  const { keyword, params, data } = error;
  const words = WORDS[keyword];
  if (keyword === 'additionalProperties') return unknownKey(error);
  if (error.propertyName !== undefined) return badKey(error, error.propertyName);
  return { message: words ? words(params, data, error.parentSchema) : `${shown(data)} ${error.message}` };
}

const WORDS: Record<string, (params: Record<string, unknown>, data: unknown, schema: Schema) => string> = {
  required: ({ missingProperty }) => `"${missingProperty}" is missing`,
  dependentRequired: ({ property, missingProperty }) => `"${property}" needs "${missingProperty}" beside it`,
  type: ({ type }, data) => `found ${shown(data)}, expected ${typeWords(type)}`,
  const: ({ allowedValue }, data) => `found ${shown(data)}, expected ${shown(allowedValue)}`,
  enum: ({ allowedValues }, data) => notAllowed(data, allowedValues as unknown[]),
  pattern: ({ pattern }, data, schema) =>
    `found ${shown(data)}, expected ${schema?.['description'] ?? `text like ${pattern}`}`,
  minLength: (_, data, schema) => `found ${shown(data)}, expected ${schema?.['description'] ?? 'more text'}`,
  anyOf: (_, data, schema) =>
    `found ${keysOf(data)}, expected ${schema?.['description'] ?? `one of ${alternatives(schema).join(', ')} too`}`,
  oneOf: (_, data, schema) => `found ${keysOf(data)}, expected exactly one of ${alternatives(schema).join(', ')}`,
};

function unknownKey({ params, parentSchema }: ErrorObject): Partial<Misfit> & { message: string } {
  const key = String(params['additionalProperty']);
  const known = Object.keys((parentSchema?.['properties'] ?? {}) as object);
  return {
    path: [key],
    key: true,
    known,
    message: `unknown key "${key}", expected ${known.join(', ')}${didYouMean(key, known)}`,
  };
}

function badKey(error: ErrorObject, key: string): Partial<Finding> & { message: string } {
  const expected = error.parentSchema?.['description'] ?? error.message;
  return { path: [key], key: true, message: `found the key "${key}", expected ${expected}` };
}

function typeWords(type: unknown): string {
  const words: Record<string, string> = {
    object: 'a map',
    array: 'a list',
    string: 'text',
    null: 'nothing',
    boolean: 'true or false',
    number: 'a number',
  };
  return [type]
    .flat()
    .map((name) => words[String(name)] ?? String(name))
    .join(' or ');
}

function notAllowed(data: unknown, allowed: unknown[]): string {
  const names = allowed.map(String);
  return `found ${shown(data)}, expected one of ${names.join(', ')}${didYouMean(String(data), names)}`;
}

function keysOf(data: unknown): string {
  const keys = typeof data === 'object' && data !== null ? Object.keys(data) : [];
  return keys.length > 0 ? keys.join(', ') : 'none';
}

function alternatives(schema: Schema): string[] {
  return ((schema?.['oneOf'] ?? schema?.['anyOf'] ?? []) as { required?: string[] }[]).flatMap(
    ({ required }) => required ?? [],
  );
}
