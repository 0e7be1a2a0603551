import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import NodeList from '../../../../src/commands/node/list.ts';
import { FLAGS } from '../../../../src/core/posture/model.ts';

const DOC = readFileSync(new URL('../../../../docs/posture.md', import.meta.url), 'utf8');
const SCHEMA = JSON.parse(
  readFileSync(new URL('../../../../schemas/node-list-result.schema.json', import.meta.url), 'utf8'),
);

describe('docs/posture.md', () => {
  it('has a row for each flag, in their order, and for nothing else', () => {
    assert.deepEqual(
      [...DOC.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, id]) => id),
      [...FLAGS],
    );
  });

  it('says what each permission is for', () => {
    for (const action of [...NodeList.actions, ...NodeList.optionalActions])
      assert.ok(DOC.includes(`\`${action}\``), action);
  });

  it('goes with the schema', () => {
    assert.deepEqual(SCHEMA.$defs.flagId.enum, [...FLAGS]);
  });
});
