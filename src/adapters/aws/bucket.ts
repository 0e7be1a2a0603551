import type { Readable } from 'node:stream';
import type { Bucket, ReadAnswer } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explain, explained, nameOf, notAws } from './explain.ts';

/** The SDK's time-outs end with the answer's head; a body that stands still for so long is broken. */
const STILL_MILLISECONDS = 30_000;

/**
 * The bucket of results. Every call names the account that must own it (API reference, ExpectedBucketOwner), so that nobody
 * who took a deleted bucket's name is given reports or believed. No encryption header is sent: the bucket's default holds.
 */
export function createBucket(clients: AwsClients, owner: () => Promise<string>): Bucket {
  const place = async (bucket: string) => ({ Bucket: bucket, ExpectedBucketOwner: await owner() });
  return {
    check: (bucket, prefix) => check(clients, place, bucket, prefix),
    read: (bucket, key, maxBytes) => read(clients, place, bucket, key, maxBytes),
    folders: (bucket, folder, after, most) => folders(clients, place, { bucket, folder, after, most }),
    has: (bucket, prefix) => has(clients, place, bucket, prefix),
    write: (bucket, key, body) => write(clients, place, bucket, key, body),
  };
}

type Place = (bucket: string) => Promise<{ Bucket: string; ExpectedBucketOwner: string }>;

/** A listing proves that the bucket exists and that a missing object can be told from a forbidden one. */
async function check(clients: AwsClients, place: Place, bucket: string, prefix: string): Promise<void> {
  const where = await place(bucket);
  const call = {
    action: 's3:ListBucket',
    resource: `the bucket ${bucket}, expected to belong to account ${where.ExpectedBucketOwner} (else name its owner with --bucket-owner)`,
  };
  return explained(call, async () => {
    const { sdk, client } = await clients.s3();
    const input = { ...where, MaxKeys: 1, ...(prefix ? { Prefix: `${prefix}/` } : {}) };
    const answer = await client.send(new sdk.ListObjectsV2Command(input));
    if (answer.Name === undefined) throw notAws(call, answer);
  });
}

/** S3 lists in the order of keys; common prefixes count as the keys that they begin. */
function folders(
  clients: AwsClients,
  place: Place,
  {
    bucket,
    folder,
    after,
    most = Number.POSITIVE_INFINITY,
  }: { bucket: string; folder: string; after: string; most: number | undefined },
): Promise<string[]> {
  const call = { action: 's3:ListBucket', resource: `the bucket ${bucket}` };
  const Prefix = `${folder}/`;
  return explained(call, async () => {
    const { sdk, client } = await clients.s3();
    const input = { ...(await place(bucket)), Prefix, Delimiter: '/', StartAfter: `${Prefix}${after}` };
    const names: string[] = [];
    for await (const page of sdk.paginateListObjectsV2({ client }, input)) {
      if (page.Name === undefined) throw notAws(call, page);
      names.push(...(page.CommonPrefixes ?? []).map((found) => (found.Prefix ?? '').slice(Prefix.length, -1)));
      if (names.length >= most) break;
    }
    return names;
  });
}

function has(clients: AwsClients, place: Place, bucket: string, prefix: string): Promise<boolean> {
  const call = { action: 's3:ListBucket', resource: `the bucket ${bucket}` };
  return explained(call, async () => {
    const { sdk, client } = await clients.s3();
    const input = { ...(await place(bucket)), MaxKeys: 1, Prefix: prefix };
    const answer = await client.send(new sdk.ListObjectsV2Command(input));
    if (answer.Name === undefined) throw notAws(call, answer);
    return (answer.KeyCount ?? 0) > 0;
  });
}

async function read(
  clients: AwsClients,
  place: Place,
  bucket: string,
  key: string,
  maxBytes: number,
): Promise<ReadAnswer> {
  const { sdk, client } = await clients.s3();
  const call = { action: 's3:GetObject', resource: `s3://${bucket}/${key}` };
  try {
    const answer = await client.send(new sdk.GetObjectCommand({ ...(await place(bucket)), Key: key }));
    if (answer.ETag === undefined) throw notAws(call, answer);
    return await capped(answer.Body as Readable, maxBytes);
  } catch (error) {
    if (['NoSuchKey', 'NotFound'].includes(nameOf(error))) return { kind: 'missing' };
    if (nameOf(error) === 'AccessDenied') return { kind: 'denied' };
    throw explain(error, call);
  }
}

/** Leaving the loop closes the stream, so that no more than the limit is ever held. */
async function capped(body: Readable, maxBytes: number): Promise<ReadAnswer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const still = setTimeout(() => body.destroy(stoodStill()), STILL_MILLISECONDS);
  try {
    for await (const chunk of body) {
      still.refresh();
      size += chunk.byteLength;
      if (size > maxBytes) return { kind: 'tooLarge' };
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(still);
  }
  return { kind: 'read', bytes: Buffer.concat(chunks) };
}

/** An SDK time-out in all but its place. */
const stoodStill = () =>
  Object.assign(new Error(`nothing came for ${STILL_MILLISECONDS / 1000} seconds`), { name: 'TimeoutError' });

const TYPES: Record<string, string> = { gz: 'application/gzip', ps1: 'text/plain', yaml: 'text/plain' };
const typeOf = (key: string) => TYPES[key.slice(key.lastIndexOf('.') + 1)] ?? 'application/json';

function write(
  clients: AwsClients,
  place: Place,
  bucket: string,
  key: string,
  body: string | Uint8Array,
): Promise<void> {
  const call = { action: 's3:PutObject', resource: `s3://${bucket}/${key}` };
  return explained(call, async () => {
    const { sdk, client } = await clients.s3();
    const ContentType = typeOf(key);
    const object = { ...(await place(bucket)), Key: key, Body: body, ContentType };
    const answer = await client.send(new sdk.PutObjectCommand(object));
    if (answer.ETag === undefined) throw notAws(call, answer);
  });
}
