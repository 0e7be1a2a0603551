import type { Bucket, ReadAnswer } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explain, explained, nameOf, notAws } from './explain.ts';

export function createBucket(clients: AwsClients): Bucket {
  return {
    check: (bucket, prefix) => check(clients, bucket, prefix),
    read: (bucket, key, maxBytes) => read(clients, bucket, key, maxBytes),
    write: (bucket, key, text) => write(clients, bucket, key, text),
  };
}

/** A listing proves that the bucket exists and that a missing object can be told from a forbidden one. */
function check(clients: AwsClients, bucket: string, prefix: string): Promise<void> {
  const call = { action: 's3:ListBucket', resource: `the bucket ${bucket}` };
  return explained(call, async () => {
    const { sdk, client } = await clients.s3();
    const input = { Bucket: bucket, MaxKeys: 1, ...(prefix ? { Prefix: `${prefix}/` } : {}) };
    const answer = await client.send(new sdk.ListObjectsV2Command(input));
    if (answer.Name === undefined) throw notAws(call, answer);
  });
}

async function read(clients: AwsClients, bucket: string, key: string, maxBytes: number): Promise<ReadAnswer> {
  const { sdk, client } = await clients.s3();
  try {
    const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key }));
    return await capped(Body as AsyncIterable<Uint8Array>, maxBytes);
  } catch (error) {
    if (['NoSuchKey', 'NotFound'].includes(nameOf(error))) return { kind: 'missing' };
    if (nameOf(error) === 'AccessDenied') return { kind: 'denied' };
    throw explain(error, { action: 's3:GetObject', resource: `s3://${bucket}/${key}` });
  }
}

/** Leaving the loop closes the stream, so that no more than the limit is ever held. */
async function capped(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<ReadAnswer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) return { kind: 'tooLarge' };
    chunks.push(chunk);
  }
  return { kind: 'read', bytes: Buffer.concat(chunks) };
}

function write(clients: AwsClients, bucket: string, key: string, text: string): Promise<void> {
  return explained({ action: 's3:PutObject', resource: `s3://${bucket}/${key}` }, async () => {
    const { sdk, client } = await clients.s3();
    await client.send(
      new sdk.PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: 'application/json' }),
    );
  });
}
