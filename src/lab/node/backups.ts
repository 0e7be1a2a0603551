import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../folder.ts';
import type { BackupEntry } from '../model/outcome.ts';
import { ascii } from '../model/report.ts';

/** The backups that a model node keeps, in the engine's own format, so that either driver can go on from the other's. */
export interface Backups {
  /** Of one run, first to last. */
  read(instanceId: string, runId: string): BackupEntry[][];
  write(instanceId: string, backup: NewBackup): { path: string; sha256: string; entries: number };
}

interface NewBackup {
  runId: string;
  plan: string;
  /** ISO date. */
  created: string;
  entries: BackupEntry[];
}

const WINDOWS_FOLDER = 'C:\\ProgramData\\WinHarden\\runs';

/** In memory, or as files under each node's ProgramData where there is a folder for the nodes. */
export function backups(nodesFolder: string | undefined): Backups {
  return nodesFolder === undefined ? memoryBackups() : folderBackups(nodesFolder);
}

function memoryBackups(): Backups {
  const kept = new Map<string, BackupEntry[][]>();
  const keyOf = (instanceId: string, runId: string) => `${instanceId} ${runId}`;
  return {
    read: (instanceId, runId) => kept.get(keyOf(instanceId, runId)) ?? [],
    write: (instanceId, backup) => {
      const earlier = kept.get(keyOf(instanceId, backup.runId)) ?? [];
      kept.set(keyOf(instanceId, backup.runId), [...earlier, backup.entries]);
      return describe(backup, earlier.length + 1, textOf(backup));
    },
  };
}

function folderBackups(nodesFolder: string): Backups {
  const fileOf = (instanceId: string, runId: string, number: number) =>
    join(nodesFolder, instanceId, 'ProgramData', 'WinHarden', 'runs', runId, nameOf(number));
  const numbersOf = (instanceId: string, runId: string) => {
    let number = 1;
    while (existsSync(fileOf(instanceId, runId, number))) number++;
    return Array.from({ length: number - 1 }, (_, index) => index + 1);
  };
  return {
    read: (instanceId, runId) =>
      numbersOf(instanceId, runId).map(
        (number) => JSON.parse(readFileSync(fileOf(instanceId, runId, number), 'utf8')).entries,
      ),
    write: (instanceId, backup) => {
      const number = numbersOf(instanceId, backup.runId).length + 1;
      const text = textOf(backup);
      replaceFile(fileOf(instanceId, backup.runId, number), text);
      return describe(backup, number, text);
    },
  };
}

const nameOf = (number: number) => (number === 1 ? 'backup.json' : `backup-${number}.json`);

/** Entries that many nodes share are put into words once. */
const words = new WeakMap<BackupEntry[], string>();

function textOf({ runId, plan, created, entries }: NewBackup): string {
  const text = words.get(entries) ?? ascii(entries);
  words.set(entries, text);
  return `${ascii({ format: 1, runId, plan, created }).slice(0, -1)},"entries":${text}}`;
}

function describe({ runId, entries }: NewBackup, number: number, text: string) {
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { path: `${WINDOWS_FOLDER}\\${runId}\\${nameOf(number)}`, sha256, entries: entries.length };
}
