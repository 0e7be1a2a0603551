import type { SharedObject } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explain, nameOf } from './explain.ts';

/** Somebody else wrote, is writing (409), or has deleted what was read. */
const CONFLICTS = ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'];

/** Every call names the account that must own the bucket. */
export function createSharedObject(clients: AwsClients, owner: () => Promise<string>): SharedObject {
  const place = async (bucket: string, key: string) => ({
    Bucket: bucket,
    Key: key,
    ExpectedBucketOwner: await owner(),
  });
  return {
    read: async (bucket, key) => read(clients, await place(bucket, key)),
    write: async (bucket, key, text, over) => write(clients, await place(bucket, key), text, over),
  };
}

interface Place {
  Bucket: string;
  Key: string;
  ExpectedBucketOwner: string;
}

const call = (action: string, { Bucket, Key }: Place) => ({ action, resource: `s3://${Bucket}/${Key}` });

async function read(clients: AwsClients, place: Place): Promise<{ text: string; tag: string } | null> {
  const { sdk, client } = await clients.s3();
  try {
    const { Body, ETag } = await client.send(new sdk.GetObjectCommand(place));
    return { text: (await Body?.transformToString()) ?? '', tag: ETag ?? '' };
  } catch (error) {
    if (nameOf(error) === 'NoSuchKey') return null;
    throw explain(error, call('s3:GetObject', place));
  }
}

async function write(
  clients: AwsClients,
  place: Place,
  text: string,
  over: string | null,
): Promise<'written' | 'conflict'> {
  const { sdk, client } = await clients.s3();
  const condition = over === null ? { IfNoneMatch: '*' } : { IfMatch: over };
  const object = { ...place, Body: text, ContentType: 'application/json' };
  try {
    await client.send(new sdk.PutObjectCommand({ ...object, ...condition }));
    return 'written';
  } catch (error) {
    if (CONFLICTS.includes(nameOf(error))) return 'conflict';
    throw explain(error, call('s3:PutObject', place));
  }
}
