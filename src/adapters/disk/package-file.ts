import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WinhardenError } from '../../core/errors.ts';

/** The text of a file that winharden ships. Errors: BrokenInstallation. */
export async function readPackageFile(root: string, path: string): Promise<string> {
  try {
    return await readFile(join(root, path), 'utf8');
  } catch (cause) {
    throw new WinhardenError({
      code: 'BrokenInstallation',
      message: `cannot read ${path} of winharden itself (${(cause as NodeJS.ErrnoException).code})`,
      suggestions: ['Install winharden again.'],
      cause,
    });
  }
}
