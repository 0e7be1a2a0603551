import type { SharedObject } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explain, nameOf, notAws } from './explain.ts';

/** Somebody else wrote, is writing (409), or has deleted what was read. */
const CONFLICTS = ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'];

export function createSharedObject(clients: AwsClients, owner: () => Promise<string>): SharedObject {
  return {
    read: async (bucket, key) => read(clients, bucket, key, await owner()),
    write: async (bucket, key, text, over) => write(clients, { bucket, key, text, over, owner: await owner() }),
  };
}

async function read(
  clients: AwsClients,
  bucket: string,
  key: string,
  owner: string,
): Promise<{ text: string; tag: string } | null> {
  const { sdk, client } = await clients.s3();
  const call = { action: 's3:GetObject', resource: `s3://${bucket}/${key}` };
  try {
    const answer = await client.send(
      new sdk.GetObjectCommand({ Bucket: bucket, Key: key, ExpectedBucketOwner: owner }),
    );
    if (answer.ETag === undefined) throw notAws(call, answer);
    return { text: (await answer.Body?.transformToString()) ?? '', tag: answer.ETag };
  } catch (error) {
    if (nameOf(error) === 'NoSuchKey') return null;
    throw explain(error, call);
  }
}

interface Writing {
  bucket: string;
  key: string;
  text: string;
  over: string | null;
  owner: string;
}

async function write(
  clients: AwsClients,
  { bucket, key, text, over, owner }: Writing,
): Promise<'written' | 'conflict'> {
  const { sdk, client } = await clients.s3();
  const condition = over === null ? { IfNoneMatch: '*' } : { IfMatch: over };
  const place = { Bucket: bucket, Key: key, ExpectedBucketOwner: owner };
  const object = { ...place, Body: text, ContentType: 'application/json' };
  const call = { action: 's3:PutObject', resource: `s3://${bucket}/${key}` };
  try {
    const answer = await client.send(new sdk.PutObjectCommand({ ...object, ...condition }));
    if (answer.ETag === undefined) throw notAws(call, answer);
    return 'written';
  } catch (error) {
    if (CONFLICTS.includes(nameOf(error))) return 'conflict';
    throw explain(error, call);
  }
}
