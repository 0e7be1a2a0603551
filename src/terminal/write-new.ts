import { writeFile } from 'node:fs/promises';
import { EXIT, WinhardenError } from '../core/errors.ts';

/** Writes a file that people will edit, and never over one that is there. Error: FileExists. */
export async function writeNew(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? fileExists(path) : error;
  });
}

function fileExists(path: string): WinhardenError {
  return new WinhardenError({
    code: 'FileExists',
    message: `${path} is there already, and is left as it is`,
    suggestions: ['Name another file with --out, or move that one away.'],
    exit: EXIT.usage,
  });
}
