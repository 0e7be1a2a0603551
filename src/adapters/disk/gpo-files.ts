import { constants, type Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, WinhardenError } from '../../core/errors.ts';
import type { GpoFile } from '../../core/gpo/model.ts';
import type { GpoFiles } from '../../core/ports.ts';
import { readGpoArchive } from './gpo-archive.ts';
import { GpoLimits } from './gpo-limits.ts';

/** Group Policy backups on disk, as folders or as the zip archives that Microsoft publishes. Nothing is ever written. */
export function createGpoFiles(): GpoFiles {
  return {
    read: async (path, isRead) => {
      try {
        const limits = new GpoLimits(path);
        if ((await stat(path)).isDirectory()) return await readFolder(path, isRead, limits);
        const archive = await readWhole(path, limits.archiveBytes());
        return await readGpoArchive(archive, path, isRead, limits);
      } catch (error) {
        throw readable(path, error);
      }
    },
  };
}

type Wanted = (path: string) => boolean;

/** Links are not followed: they may lead out of the folder, or in circles. */
async function readFolder(root: string, isRead: Wanted, limits: GpoLimits): Promise<GpoFile[]> {
  const files: GpoFile[] = [];
  const folders = [''];
  for (let below = folders.pop(); below !== undefined; below = folders.pop()) {
    const entries: Dirent[] = await readdir(join(root, below), { withFileTypes: true });
    for (const entry of entries) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      limits.countFile();
      if (entry.isDirectory()) folders.push(path);
      if (entry.isFile()) files.push({ path, bytes: isRead(path) ? await readCounted(root, path, limits) : null });
    }
  }
  return files;
}

async function readCounted(root: string, path: string, limits: GpoLimits): Promise<Uint8Array> {
  const bytes = await readWhole(join(root, path), limits.fileBytes(path));
  limits.countBytes(path, bytes.length);
  return bytes;
}

interface Limit {
  most: number;
  exceeded(): WinhardenError;
}

/** Counted while reading, because a pipe or device has no size before; opening a pipe does not wait for its writer. */
async function readWhole(path: string, { most, exceeded }: Limit): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of file.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > most) throw exceeded();
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}

const WHY: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is no folder',
  EACCES: 'you may not read it',
};

function readable(path: string, error: unknown): unknown {
  const { code, path: where = path } = error as NodeJS.ErrnoException;
  if (error instanceof WinhardenError || code === undefined) return error;
  return new WinhardenError({
    code: 'UnreadableFile',
    message: `cannot read ${where}: ${WHY[code] ?? String(error)}`,
    suggestions: ['Name the folder of a GPO backup, or a zip archive that holds one.'],
    exit: EXIT.usage,
  });
}
