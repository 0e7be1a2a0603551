import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nearest } from '../../core/baseline/nearest.ts';
import { EXIT, WinhardenError } from '../../core/errors.ts';
import type { RunFolder, RunFolders } from '../../core/ports.ts';
import { RUN_ID } from '../../core/run/run-id.ts';
import { jsonParts } from '../../core/text-parts.ts';
import { Journal, takeUpRecords } from './journal.ts';
import { occupy } from './occupy.ts';
import { readJson, replaceFile } from './run-json.ts';

/** Runs under `<home>/runs/<run id>/`, for their owner alone: results hold details of hosts. */
export function createRunFolders(home: string): RunFolders {
  const root = join(home, 'runs');
  return {
    create: async (runId) => {
      const path = join(root, runId);
      await makeFolder(join(path, 'nodes'));
      return folder(path);
    },
    open: async (runId) => {
      const known = await list(root);
      if (!known.includes(runId)) throw noSuchRun(runId, known);
      return folder(join(root, runId));
    },
    list: () => list(root),
  };
}

function folder(path: string): RunFolder {
  const file = join(path, 'journal.jsonl');
  const journal = new Journal(file);
  return {
    path,
    occupy: () => occupy(join(path, 'occupied.json')),
    append: (record) => journal.append(record),
    takeUpJournal: () => takeUpRecords(file),
    write: (name, value) => replaceFile(join(path, name), jsonText(name, value)),
    read: (name) => readJson(join(path, name)),
  };
}

/** What people read is indented; the reports are as they came. */
function* jsonText(name: string, value: unknown): Generator<string> {
  if (name.startsWith('nodes/')) yield JSON.stringify(value);
  else yield* jsonParts(value);
  yield '\n';
}

async function list(root: string): Promise<string[]> {
  const names = await readdir(root).catch(() => []);
  return names
    .filter((name) => RUN_ID.test(name))
    .sort()
    .reverse();
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new WinhardenError({
      code: 'CannotWrite',
      message: `the run's folder ${path} cannot be made: ${(error as Error).message}`,
      suggestions: ['set WINHARDEN_HOME to a folder that you may write'],
      cause: error,
    });
  }
}

function noSuchRun(runId: string, known: string[]): WinhardenError {
  const near = nearest(runId, known);
  return new WinhardenError({
    code: 'NoSuchRun',
    message: `this machine keeps no run "${runId}"`,
    suggestions:
      near.length > 0 ? near.map((id) => `did you mean ${id}?`) : ['winharden run list shows those it keeps'],
    exit: EXIT.usage,
  });
}
