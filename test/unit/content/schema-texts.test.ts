import { deepEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';

type Schema = { [word: string]: unknown; properties?: Record<string, Schema>; description?: string };

const ROOT = join(import.meta.dirname, '../../../schemas');
/** What people write by hand; the others are winharden's own. */
const FILES = ['config', 'baseline', 'benchmark', 'settings', 'schedules'];

/** Every key of a map, with its schema, however deep. */
function* keysOf(schema: unknown, path: string): Generator<[string, Schema]> {
  if (typeof schema !== 'object' || schema === null) return;
  const { properties = {} } = schema as Schema;
  // A condition only chooses among schemas; what it says is no text for people.
  if (path.includes('/is') || path.includes('/allOf')) return;
  for (const [key, value] of Object.entries(properties)) yield [`${path}/${key}`, value];
  for (const [word, value] of Object.entries(schema)) {
    if (word !== 'properties') yield* keysOf(value, `${path}/${word}`);
  }
  for (const [key, value] of Object.entries(properties)) yield* keysOf(value, `${path}/${key}`);
}

describe('content: what editors show', () => {
  for (const name of FILES) {
    it(`is a text for every key of ${name}`, () => {
      const schema = JSON.parse(readFileSync(join(ROOT, `${name}.schema.json`), 'utf8'));
      const silent = [...keysOf(schema, name)].filter(([, { description, $ref }]) => !description && !isTold($ref));
      deepEqual(
        silent.map(([path]) => path),
        [],
      );
    });
  }
});

/** A definition that says itself what it is. */
function isTold(ref: unknown): boolean {
  if (typeof ref !== 'string') return false;
  const [, file, name] = /^([a-z]+)\.schema\.json#\/\$defs\/(\w+)$/.exec(ref) ?? [];
  if (!file) return false;
  const { $defs } = JSON.parse(readFileSync(join(ROOT, `${file}.schema.json`), 'utf8'));
  return $defs[name ?? '']?.description !== undefined;
}
