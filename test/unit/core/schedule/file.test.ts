import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMA_NAMES, type Schemas } from '../../../../src/core/baseline/policy.ts';
import { createSchemaCheck } from '../../../../src/core/baseline/schema-check.ts';
import { readScheduleFile } from '../../../../src/core/schedule/file.ts';

const folder = join(import.meta.dirname, '../../../../schemas');
const schemas = Object.fromEntries(
  SCHEMA_NAMES.map((name) => [name, JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8'))]),
) as Schemas;
const read = async (text: string) => readScheduleFile({ path: 's.yaml', text }, await createSchemaCheck(schemas));

describe('a file of schedules', () => {
  it('gives defaults to those that do not say otherwise, and only one of what excludes each other', async () => {
    const [one, other] = await read(`
defaults: { baseline: cis-l1, cron: 0 2 * * ? *, tags: { env: prod }, bucket: results }
schedules:
  - name: one
  - { name: other, rate: 7 days, allNodes: true, bucket: others }
`);
    assert.deepEqual(one, {
      name: 'one',
      baseline: 'cis-l1',
      cron: '0 2 * * ? *',
      tags: { env: 'prod' },
      bucket: 'results',
    });
    assert.deepEqual(other, { name: 'other', baseline: 'cis-l1', rate: '7 days', allNodes: true, bucket: 'others' });
  });

  it('is as the example has it', async () => {
    const text = readFileSync(join(folder, '../examples/schedules.yaml'), 'utf8');
    assert.deepEqual(
      (await read(text)).map(({ name }) => name),
      ['nightly', 'after-patches', 'weekly'],
    );
  });

  const wrong: [string, RegExp][] = [
    ['schedules: 7', /s\.yaml:1:12: /],
    ['schedules:\n  - { name: a, baseline: x, crom: y }', /s\.yaml:2:.*crom.*cron/],
    ['schedules:\n  - { name: winharden-a, baseline: x }', /s\.yaml:2:/],
    [
      'schedules:\n  - { name: a, baseline: x }\n  - { name: a, baseline: x }',
      /s\.yaml:3:13: the name a stands here twice/,
    ],
    ['schedules:\n  - { name: a, tags: { env: prod } }', /s\.yaml:2:.*baseline/],
    ['schedules: [', /s\.yaml:/],
  ];
  for (const [text, message] of wrong) {
    it(`says where it is wrong: ${JSON.stringify(text)}`, () =>
      assert.rejects(read(text), { code: 'InvalidPolicy', message }));
  }
});
