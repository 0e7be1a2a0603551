import { createHash } from 'node:crypto';
import type { ObjectInfo } from './object-store.ts';

/** The info of an object of which only the bytes are known. */
export function describeBody(body: Buffer, lastModified: Date, contentType = 'binary/octet-stream'): ObjectInfo {
  return {
    size: body.length,
    etag: createHash('md5').update(body).digest('hex'),
    contentType,
    lastModified: lastModified.toISOString(),
    checksums: {},
    metadata: {},
  };
}
