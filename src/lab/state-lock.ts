import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from './protocol/error.ts';

/** Takes a state folder for this process: two labs would overwrite each other's files. The answer gives it back. */
export function occupy(root: string): () => void {
  mkdirSync(root, { recursive: true });
  const file = join(root, 'lab.pid');
  const owner = ownerOf(file);
  if (owner !== undefined && isAlive(owner)) {
    throw new LabError('LabStateInUse', `Another lab (process ${owner}) works in ${root}.`, [
      'Stop it first',
      'Use another folder',
    ]);
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

function ownerOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
