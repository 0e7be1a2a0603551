import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BESIDE, type Folder, replaceFile } from '../folder.ts';
import { AwsError } from '../protocol/error.ts';
import { describeBody } from './describe-body.ts';
import type { Bucket, ObjectInfo, ObjectStore } from './object-store.ts';

/**
 * Objects as files under `<state>/s3/<bucket>/<key>`, to be looked at. What a file cannot say (type, checksums, metadata) is
 * kept beside, in `<state>/s3-info/<bucket>/<key>.json`. A file that somebody put there before the lab started is an object too.
 */
export function folderStore(folder: Folder & { root: string }): ObjectStore {
  const known = new Map<string, Bucket>();
  const root = join(folder.root, 's3');
  const open = (name: string) => {
    const bucket = known.get(name) ?? folderBucket(folder, name);
    known.set(name, bucket);
    return bucket;
  };
  return {
    buckets: () => (existsSync(root) ? readdirSync(root).sort() : []),
    bucket: (name) => (existsSync(join(root, name)) ? open(name) : undefined),
    createBucket: (name) => {
      mkdirSync(join(root, name), { recursive: true });
    },
  };
}

function folderBucket(folder: Folder & { root: string }, name: string): Bucket {
  const root = join(folder.root, 's3', name);
  const fileOf = (key: string) => join(root, ...key.split('/').map(fileName));
  const infoOf = (key: string) => ['s3-info', name, ...key.split('/').map(fileName)].join('/').concat('.json');
  const keys = new Set(filesUnder(root).map(keyOf));
  const has = (key: string) => keys.has(key) && existsSync(fileOf(key));
  return {
    name,
    created: statSync(root).birthtime.toISOString(),
    keys: () => [...keys].sort(),
    info: (key) => (has(key) ? currentInfo(folder, fileOf(key), infoOf(key)) : undefined),
    read: (key) => (has(key) ? readFileSync(fileOf(key)) : undefined),
    write: (key, body, info) => {
      writeObject(fileOf(key), key, body);
      folder.writeJson(infoOf(key), info);
      keys.add(key);
    },
    remove: (key) => {
      keys.delete(key);
      rmSync(fileOf(key), { force: true });
      folder.remove(infoOf(key));
    },
  };
}

/** The info on record, or, for a file that is new or was changed by hand, what the file itself says. */
function currentInfo(folder: Folder, file: string, infoPath: string): ObjectInfo {
  const recorded = folder.readJson<ObjectInfo>(infoPath);
  const { size, mtime } = statSync(file);
  return recorded?.size === size ? recorded : describeBody(readFileSync(file), mtime);
}

function writeObject(file: string, key: string, body: Buffer): void {
  try {
    replaceFile(file, body);
  } catch (error) {
    const message = `The lab keeps objects as files and cannot keep "${key}" beside the keys it has: ${(error as Error).message}`;
    throw new AwsError('NotImplemented', message, 501);
  }
}

/** A part of a key as a file name: percent-encoded where it would not be one (empty, dots, reserved characters). */
function fileName(part: string): string {
  const escaped = part.replace(/[%<>:"\\|?*\u0000-\u001f]/g, (character) => percent(character));
  return /^\.*$/.test(escaped) ? `%${escaped}` : escaped;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

function keyOf(path: string[]): string {
  const part = (name: string) =>
    /^%\.*$/.test(name)
      ? name.slice(1)
      : name.replace(/%([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return path.map(part).join('/');
}

function filesUnder(folder: string): string[][] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => {
    if (!entry.isDirectory()) return entry.name.endsWith(BESIDE) ? [] : [[entry.name]];
    return filesUnder(join(folder, entry.name)).map((rest) => [entry.name, ...rest]);
  });
}
