import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SCHEMA_NAMES, type Schemas } from '../../core/baseline/policy.ts';
import { EXIT, WinhardenError } from '../../core/errors.ts';
import type { PolicyFile, PolicyFiles } from '../../core/ports.ts';

/** No hand-written policy comes near this; it keeps a wrong path from filling the memory. */
const LARGEST_BYTES = 4 * 1024 * 1024;

/** Policy in the package at `root`, and files that the user names. */
export function createPolicyFiles(root: string): PolicyFiles {
  return {
    readAll: async () =>
      Promise.all((await policyPaths(root)).map(async (path) => ({ path, text: await text(join(root, path)) }))),
    readUserFile,
    readSchemas: () => readSchemas(root),
    readCompiled: () => text(join(root, COMPILED)).catch(() => null),
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
  const read = async (name: string) => [name, JSON.parse(await text(join(root, 'schemas', `${name}.schema.json`)))];
  return Object.fromEntries(await Promise.all(SCHEMA_NAMES.map(read))) as Schemas;
}

function text(path: string): Promise<string> {
  return readFile(path, 'utf8');
}

async function readUserFile(path: string): Promise<PolicyFile> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_BYTES) throw unreadable(path, `it has ${size} bytes, and ${LARGEST_BYTES} are the most`);
    return { path, text: await text(path) };
  } catch (error) {
    if (error instanceof WinhardenError) throw error;
    throw unreadable(path, WHY[(error as NodeJS.ErrnoException).code ?? ''] ?? String(error));
  }
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
