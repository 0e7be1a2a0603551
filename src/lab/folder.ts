import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the lab keeps its state: plain files under one folder, or nowhere (memory only). Paths are relative, with `/`. */
export interface Folder {
  /** The folder's place on disk, undefined in memory. */
  readonly root: string | undefined;
  readJson<T>(path: string): T | undefined;
  writeJson(path: string, value: unknown): void;
  remove(path: string): void;
  /** Names of files and folders directly under a path. */
  list(path: string): string[];
}

export const nowhere: Folder = {
  root: undefined,
  readJson: () => undefined,
  writeJson: () => {},
  remove: () => {},
  list: () => [],
};

export function folderAt(root: string): Folder {
  const at = (path: string) => join(root, path);
  return {
    root,
    readJson: (path) => (existsSync(at(path)) ? JSON.parse(readFileSync(at(path), 'utf8')) : undefined),
    writeJson: (path, value) => replaceFile(at(path), `${JSON.stringify(value)}\n`),
    remove: (path) => rmSync(at(path), { recursive: true, force: true }),
    list: (path) => (existsSync(at(path)) ? readdirSync(at(path)).sort() : []),
  };
}

/** A folder in a folder. */
export const within = (folder: Folder, path: string): Folder => ({
  root: folder.root && join(folder.root, path),
  readJson: (its) => folder.readJson(`${path}/${its}`),
  writeJson: (its, value) => folder.writeJson(`${path}/${its}`, value),
  remove: (its) => folder.remove(`${path}/${its}`),
  list: (its) => folder.list(`${path}/${its}`),
});

/** How an unfinished file's name ends; no name that the lab gives ends so. */
export const BESIDE = '%new';

/** Writes beside and renames, so that a killed process leaves the old file or the new one and never half of it. */
export function replaceFile(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}${BESIDE}`;
  writeFileSync(beside, content);
  renameSync(beside, path);
}
