import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Bucket, ObjectInfo, ObjectStore } from './object-store.ts';

/** Objects in memory. Bodies are deflated: ten thousand reports of 60 KB stay small. */
export function memoryStore(): ObjectStore {
  const buckets = new Map<string, Bucket>();
  return {
    buckets: () => [...buckets.keys()].sort(),
    bucket: (name) => buckets.get(name),
    createBucket: (name, created) => {
      buckets.set(name, memoryBucket(name, created));
    },
  };
}

function memoryBucket(name: string, created: Date): Bucket {
  const objects = new Map<string, { info: ObjectInfo; deflated: Buffer }>();
  return {
    name,
    created: created.toISOString(),
    keys: () => [...objects.keys()].sort(),
    info: (key) => objects.get(key)?.info,
    read: (key) => {
      const object = objects.get(key);
      return object && inflateRawSync(object.deflated);
    },
    write: (key, body, info) => {
      objects.set(key, { info, deflated: onItsOwn(deflateRawSync(body, { level: 1 })) });
    },
    remove: (key) => {
      objects.delete(key);
    },
  };
}

/** A copy with memory of its own: a small buffer is else a part of a large one, which it would keep alive. */
function onItsOwn(bytes: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}
