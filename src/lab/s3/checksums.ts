import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../protocol/error.ts';

/** The checksums that the lab can compute; others are kept as given. */
const ALGORITHMS: Record<string, (body: Buffer) => Buffer> = {
  'x-amz-checksum-crc32': (body) => bigEndian(crc32(body)),
  'x-amz-checksum-sha1': (body) => createHash('sha1').update(body).digest(),
  'x-amz-checksum-sha256': (body) => createHash('sha256').update(body).digest(),
};

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Takes the `x-amz-checksum-*` values from headers and trailers and holds the body against them. */
export function verifiedChecksums(
  body: Buffer,
  given: Record<string, string | string[] | undefined>,
): Record<string, string> {
  const named = Object.entries(given).filter(([name]) => /^x-amz-checksum-(?!algorithm|mode|type)/.test(name));
  for (const [name, value] of named) verify(body, name, String(value));
  return Object.fromEntries(named.map(([name, value]) => [name, String(value)]));
}

function verify(body: Buffer, name: string, given: string): void {
  const compute = ALGORITHMS[name];
  if (!compute || compute(body).toString('base64') === given) return;
  const algorithm = name.slice('x-amz-checksum-'.length).toUpperCase();
  throw new AwsError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
}

export function verifyMd5(body: Buffer, given: string | undefined): void {
  if (given === undefined || createHash('md5').update(body).digest('base64') === given) return;
  throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
}
