import type { SharedObject } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explain, nameOf } from './explain.ts';

/** Somebody else wrote, is writing (409), or has deleted what was read. */
const CONFLICTS = ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'];

export function createSharedObject(clients: AwsClients): SharedObject {
  return {
    read: (bucket, key) => read(clients, bucket, key),
    write: (bucket, key, text, over) => write(clients, bucket, key, text, over),
  };
}

async function read(clients: AwsClients, bucket: string, key: string): Promise<{ text: string; tag: string } | null> {
  const { sdk, client } = await clients.s3();
  try {
    const { Body, ETag } = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key }));
    return { text: (await Body?.transformToString()) ?? '', tag: ETag ?? '' };
  } catch (error) {
    if (nameOf(error) === 'NoSuchKey') return null;
    throw explain(error, { action: 's3:GetObject', resource: `s3://${bucket}/${key}` });
  }
}

async function write(
  clients: AwsClients,
  bucket: string,
  key: string,
  text: string,
  over: string | null,
): Promise<'written' | 'conflict'> {
  const { sdk, client } = await clients.s3();
  const condition = over === null ? { IfNoneMatch: '*' } : { IfMatch: over };
  const object = { Bucket: bucket, Key: key, Body: text, ContentType: 'application/json' };
  try {
    await client.send(new sdk.PutObjectCommand({ ...object, ...condition }));
    return 'written';
  } catch (error) {
    if (CONFLICTS.includes(nameOf(error))) return 'conflict';
    throw explain(error, { action: 's3:PutObject', resource: `s3://${bucket}/${key}` });
  }
}
