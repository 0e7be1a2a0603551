import { equal, match } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eksctlPage } from '../../../scripts/eksctl-docs.ts';
import { RULES } from '../../../src/core/eksctl/rules.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/eksctl.md'), 'utf8');

describe('content: docs/eksctl.md', () => {
  it('has every rule as `npm run docs` writes it', () => {
    equal(eksctlPage(page), page, 'run npm run docs');
    for (const { id } of RULES) match(page, new RegExp(`^\\| \`${id}\` \\|`, 'm'));
  });
});
