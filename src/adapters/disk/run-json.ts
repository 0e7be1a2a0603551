import { open, readFile, rename } from 'node:fs/promises';
import { WinhardenError } from '../../core/errors.ts';

/** Replaces the file as a whole: a reader sees the old or the new one, never half of it. Its bytes are on the disk before its name is. */
export async function replaceFile(path: string, text: Iterable<string>): Promise<void> {
  const draft = `${path}.new`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

/** Null where there is no such file. Errors: DamagedRun. */
export async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WinhardenError({
      code: 'DamagedRun',
      message: `${path} is not JSON: ${(error as Error).message}`,
      suggestions: ['the run’s bucket, where it had one, holds runs/<run id>/result.json too'],
      cause: error,
    });
  }
}
