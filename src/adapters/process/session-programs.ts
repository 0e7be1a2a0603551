import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { constants as os } from 'node:os';
import { delimiter, join } from 'node:path';
import type { SessionPrograms } from '../../core/ports.ts';

export function createSessionPrograms(): SessionPrograms {
  return { find, run };
}

/** On Windows only .exe can be started without a shell. */
async function find(program: string): Promise<string | null> {
  const name = process.platform === 'win32' ? `${program}.exe` : program;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const file = join(folder, name);
    if (await mayRun(file)) return file;
  }
  return null;
}

const mayRun = (file: string) =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

/** The terminal sends Ctrl-C to the child as well; this process must live on until the child has dealt with it. */
async function run(file: string, args: readonly string[]): Promise<number> {
  const stay = () => undefined;
  process.on('SIGINT', stay);
  try {
    return await new Promise<number>((resolve, reject) => {
      const child = spawn(file, args, { stdio: 'inherit' });
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(code ?? 128 + (signal ? os.signals[signal] : 0)));
    });
  } finally {
    process.off('SIGINT', stay);
  }
}
