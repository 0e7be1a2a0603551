import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { SCHEMA_NAMES, type SchemaName, type Schemas } from '../../../src/core/baseline/policy.ts';
import { createSchemaCheck } from '../../../src/core/baseline/schema-check.ts';
import { REPORT_PROBLEMS } from '../../../src/core/report/problem.ts';
import { texts } from './content.ts';

function schema(name: SchemaName): object {
  return JSON.parse(readFileSync(join(import.meta.dirname, `../../../schemas/${name}.schema.json`), 'utf8')) as object;
}

function schemaOf(path: string): SchemaName {
  if (path.startsWith('settings')) return 'settings';
  if (path.startsWith('benchmarks')) return 'benchmark';
  if (path.startsWith('overlays')) return 'overlay';
  const name = basename(path, '.yaml');
  return name === 'sources' || name === 'site' || name === 'guards' ? name : 'baseline';
}

describe('content: schemas', () => {
  it('finds every file as its schema wants it', async () => {
    const schemas = Object.fromEntries(SCHEMA_NAMES.map((name) => [name, schema(name)])) as Schemas;
    const check = await createSchemaCheck(schemas);
    for (const { path, text } of texts) assert.deepEqual(check(schemaOf(path), parse(text)), [], path);
  });

  it('knows every reason why a report may be missing, and no other', () => {
    const file = join(import.meta.dirname, '../../../schemas/run-result.schema.json');
    const { $defs } = JSON.parse(readFileSync(file, 'utf8'));
    assert.deepEqual($defs.outcome.properties.reportProblem.enum, [...REPORT_PROBLEMS]);
  });
});
