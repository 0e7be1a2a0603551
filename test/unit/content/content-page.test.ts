import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentPage } from '../../../scripts/content-docs.ts';
import { createPolicyFiles } from '../../../src/adapters/disk/policy-files.ts';
import { loadCatalogue } from '../../../src/core/baseline/load-catalogue.ts';

const root = join(import.meta.dirname, '../../..');

describe('content: docs/content.md', () => {
  it('is what `npm run docs` makes of the policy', async () => {
    const page = contentPage(await loadCatalogue(createPolicyFiles(root)));
    assert.equal(readFileSync(join(root, 'docs/content.md'), 'utf8'), page, 'run npm run docs');
  });
});
