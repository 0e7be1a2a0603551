/** Part of the build: checks the built-in policy and keeps it parsed, because a program that starts often should not parse it every time. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { COMPILED, createPolicyFiles } from '../src/adapters/disk/policy-files.ts';
import { compileCatalogue } from '../src/core/baseline/load-catalogue.ts';

const root = join(import.meta.dirname, '..');
const text = await compileCatalogue(createPolicyFiles(root));
await mkdir(dirname(join(root, COMPILED)), { recursive: true });
await writeFile(join(root, COMPILED), text);
console.log(`${COMPILED}: ${text.length} bytes`);
