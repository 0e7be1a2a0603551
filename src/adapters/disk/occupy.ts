import { open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { WinhardenError } from '../../core/errors.ts';

interface Occupant {
  pid: number;
  host: string;
  since: string;
}

/**
 * Takes a run's folder for this process: two that go on with one run would send everything twice. The answer gives it back.
 * What a killed process left on this machine is taken over. Errors: RunBusy.
 */
export async function occupy(path: string): Promise<() => Promise<void>> {
  const occupant: Occupant = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  while (!(await madeNew(path, occupant))) {
    const there = await readOccupant(path);
    if (there && !hasGone(there)) throw busy(path, there);
    await rm(path, { force: true });
  }
  return () => rm(path, { force: true });
}

/** False where there already is one. */
async function madeNew(path: string, occupant: Occupant): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(JSON.stringify(occupant)).finally(() => file.close());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Null where it went meanwhile, or was never written whole. */
async function readOccupant(path: string): Promise<Occupant | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function hasGone({ pid, host }: Occupant): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

const busy = (path: string, { pid, host, since }: Occupant) =>
  new WinhardenError({
    code: 'RunBusy',
    message: `this run is under way: process ${pid} on ${host} works on it since ${since}`,
    suggestions: ['Ctrl-C there ends it in order', `if there is no such process of winharden, delete ${path}`],
  });
