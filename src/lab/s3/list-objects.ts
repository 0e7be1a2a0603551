import type { ListObjectsV2Output, ListObjectsV2Request } from '@aws-sdk/client-s3';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';
import { requireBucket } from './buckets.ts';
import type { Bucket } from './object-store.ts';

const MOST_KEYS = 1000;

/** One entry of a listing: an object, or a common prefix that stands for all keys below it. */
type Entry = { key: string } | { prefix: string };

export function listObjects(world: World, input: ListObjectsV2Request): ListObjectsV2Output {
  const bucket = requireBucket(world, input);
  const most = Math.min(input.MaxKeys ?? MOST_KEYS, MOST_KEYS);
  const entries = entriesAfter(bucket, input, startOf(input));
  const shown = entries.slice(0, most);
  const truncated = entries.length > most && most > 0;
  return {
    Name: bucket.name,
    Prefix: encoded(input, input.Prefix ?? ''),
    Delimiter: input.Delimiter === undefined ? undefined : encoded(input, input.Delimiter),
    EncodingType: input.EncodingType,
    MaxKeys: most,
    KeyCount: shown.length,
    IsTruncated: truncated,
    ContinuationToken: input.ContinuationToken,
    NextContinuationToken: truncated ? tokenFor(shown.at(-1)) : undefined,
    StartAfter: input.StartAfter,
    Contents: shown.flatMap((entry) => ('key' in entry ? [contents(bucket, entry.key, input)] : [])),
    CommonPrefixes: shown.flatMap((entry) => ('prefix' in entry ? [{ Prefix: encoded(input, entry.prefix) }] : [])),
  };
}

function entriesAfter(bucket: Bucket, { Prefix = '', Delimiter }: ListObjectsV2Request, start: string): Entry[] {
  const entries = new Map<string, Entry>();
  for (const key of bucket.keys()) {
    if (!key.startsWith(Prefix)) continue;
    const prefix = commonPrefix(key, Prefix, Delimiter);
    if ((prefix ?? key) > start) entries.set(prefix ?? key, prefix === undefined ? { key } : { prefix });
  }
  return [...entries.values()];
}

function commonPrefix(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
  return delimiter && end >= 0 ? key.slice(0, end + delimiter.length) : undefined;
}

function contents(bucket: Bucket, key: string, input: ListObjectsV2Request) {
  const info = bucket.info(key);
  return {
    Key: encoded(input, key),
    LastModified: new Date(info?.lastModified ?? 0),
    ETag: `"${info?.etag ?? ''}"`,
    Size: info?.size ?? 0,
    StorageClass: 'STANDARD' as const,
  };
}

/** `encoding-type=url`, which the AWS CLI always asks for. */
function encoded({ EncodingType }: ListObjectsV2Request, text: string): string {
  return EncodingType === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : text;
}

const MARK = 'lab:';

function tokenFor(entry: Entry | undefined): string {
  const last = entry && ('key' in entry ? entry.key : entry.prefix);
  return Buffer.from(`${MARK}${last}`).toString('base64url');
}

function startOf({ ContinuationToken: token, StartAfter = '' }: ListObjectsV2Request): string {
  if (token === undefined) return StartAfter;
  const text = Buffer.from(token, 'base64url').toString('utf8');
  if (text.startsWith(MARK)) return text.slice(MARK.length);
  throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect');
}
