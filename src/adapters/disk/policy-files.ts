import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SCHEMA_NAMES, type Schemas } from '../../core/baseline/policy.ts';
import { EXIT, WinhardenError } from '../../core/errors.ts';
import type { PolicyFile, PolicyFiles } from '../../core/ports.ts';
import { readPackageFile } from './package-file.ts';

/** No hand-written policy comes near this; it keeps a wrong path from filling the memory. */
const LARGEST_BYTES = 4 * 1024 * 1024;

/** Policy in the package at `root`, and files that the user names. */
export function createPolicyFiles(root: string): PolicyFiles {
  return {
    readAll: async () => Promise.all((await policyPaths(root)).map((path) => readBuiltIn(root, path))),
    readUserFile,
    readSchemas: () => readSchemas(root),
    readCompiled: () => readFile(join(root, COMPILED), 'utf8').catch(() => null),
  };
}

/** Where the build puts what it compiled. */
export const COMPILED = 'dist/baselines.json';

async function policyPaths(root: string): Promise<string[]> {
  const paths = await readdir(join(root, 'baselines'), { recursive: true });
  const yaml = paths.filter((path) => path.endsWith('.yaml')).map((path) => `baselines/${path.replaceAll('\\', '/')}`);
  return yaml.sort();
}

async function readSchemas(root: string): Promise<Schemas> {
  const read = async (name: string) => [name, JSON.parse(await readPackageFile(root, `schemas/${name}.schema.json`))];
  return Object.fromEntries(await Promise.all(SCHEMA_NAMES.map(read))) as Schemas;
}

async function readBuiltIn(root: string, path: string): Promise<PolicyFile> {
  return { path, text: await readPackageFile(root, path) };
}

/** A name that stands for standard input. */
const STDIN = '-';

async function readUserFile(path: string): Promise<PolicyFile> {
  try {
    const shownAs = path === STDIN ? 'stdin' : path;
    return { path: shownAs, text: await readAtMost(path) };
  } catch (error) {
    if (error instanceof WinhardenError) throw error;
    throw unreadable(path, WHY[(error as NodeJS.ErrnoException).code ?? ''] ?? String(error));
  }
}

/** Counted while reading, because a pipe or device has no size before. */
async function readAtMost(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of path === STDIN ? process.stdin : createReadStream(path)) {
    bytes += chunk.length;
    if (bytes > LARGEST_BYTES) throw unreadable(path, `it is larger than ${LARGEST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const WHY: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
};

function unreadable(path: string, why: string): WinhardenError {
  return new WinhardenError({
    code: 'UnreadableFile',
    message: `cannot read ${path}: ${why}`,
    suggestions: ['Check the path; docs/formats.md shows what such a file holds.'],
    exit: EXIT.usage,
  });
}
