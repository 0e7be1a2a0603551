import type {
  DeleteObjectRequest,
  GetObjectRequest,
  HeadObjectOutput,
  HeadObjectRequest,
  PutObjectOutput,
  PutObjectRequest,
} from '@aws-sdk/client-s3';
import { AwsError } from '../protocol/error.ts';
import { header, type LabRequest } from '../protocol/message.ts';
import type { World } from '../world.ts';
import { requireBucket } from './buckets.ts';
import { verifiedChecksums, verifyMd5 } from './checksums.ts';
import { decodeChunked } from './chunked.ts';
import { describeBody } from './describe-body.ts';
import type { Bucket, ObjectInfo } from './object-store.ts';
import { readRange } from './range.ts';

export function putObject(world: World, input: PutObjectRequest, request: LabRequest): PutObjectOutput {
  const bucket = requireBucket(world, input);
  const { body, given } = readBody(request);
  verifyMd5(body, header(request, 'content-md5'));
  const checksums = verifiedChecksums(body, given);
  refuseOverwrite(input, bucket);
  const described = describeBody(body, world.clock.now(), input.ContentType);
  const info: ObjectInfo = { ...described, checksums, metadata: input.Metadata ?? {} };
  bucket.write(input.Key ?? '', body, info);
  return { ETag: `"${info.etag}"`, ...checksumMembers(info) };
}

function readBody(request: LabRequest): { body: Buffer; given: Record<string, string | string[] | undefined> } {
  if (!/\baws-chunked\b/.test(header(request, 'content-encoding') ?? ''))
    return { body: request.body, given: request.headers };
  const { body, trailers } = decodeChunked(request.body);
  return { body, given: { ...request.headers, ...trailers } };
}

/** `If-None-Match: *` writes only where there is nothing yet; `If-Match` only over the object with that ETag. */
function refuseOverwrite({ Key = '', IfNoneMatch, IfMatch }: PutObjectRequest, bucket: Bucket): void {
  const old = bucket.info(Key);
  if (IfMatch !== undefined && !old) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  const mayNot = (IfNoneMatch === '*' && old) || (IfMatch !== undefined && quoted(old) !== IfMatch);
  if (!mayNot) return;
  throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
}

const quoted = (info: ObjectInfo | undefined) => info && `"${info.etag}"`;

export function headObject(world: World, input: HeadObjectRequest): HeadObjectOutput {
  const { info } = requireObject(requireBucket(world, input), input);
  return describe(info, input);
}

export interface ObjectAnswer extends HeadObjectOutput {
  Body: Buffer;
}

export function getObject(world: World, input: GetObjectRequest): ObjectAnswer {
  const bucket = requireBucket(world, input);
  const { info, body } = requireObject(bucket, input);
  if (input.Range === undefined) return { ...describe(info, input), Body: body() };
  const range = readRange(input.Range, info.size);
  const part = body().subarray(range.start, range.end + 1);
  const { ChecksumCRC32: _, ChecksumSHA1: __, ChecksumSHA256: ___, ...rest } = describe(info, input);
  const ContentRange = `bytes ${range.start}-${range.end}/${info.size}`;
  return { ...rest, ContentLength: part.length, ContentRange, Body: part };
}

function requireObject(
  bucket: Bucket,
  { Key = '', IfNoneMatch, IfMatch }: GetObjectRequest,
): { info: ObjectInfo; body: () => Buffer } {
  const info = bucket.info(Key);
  if (!info) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  if (IfNoneMatch === quoted(info)) throw new AwsError('NotModified', 'Not Modified', 304);
  if (IfMatch !== undefined && IfMatch !== quoted(info)) {
    throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  }
  return { info, body: () => bucket.read(Key) ?? Buffer.alloc(0) };
}

function describe(info: ObjectInfo, { ChecksumMode }: GetObjectRequest): HeadObjectOutput {
  return {
    AcceptRanges: 'bytes',
    ContentLength: info.size,
    ContentType: info.contentType,
    ETag: `"${info.etag}"`,
    LastModified: new Date(info.lastModified),
    Metadata: info.metadata,
    ...(ChecksumMode === 'ENABLED' ? checksumMembers(info) : {}),
  };
}

const CHECKSUM_MEMBERS: Record<string, string> = {
  'x-amz-checksum-crc32': 'ChecksumCRC32',
  'x-amz-checksum-sha1': 'ChecksumSHA1',
  'x-amz-checksum-sha256': 'ChecksumSHA256',
};

function checksumMembers({ checksums }: ObjectInfo): Record<string, string> {
  const known = Object.entries(checksums).filter(([name]) => name in CHECKSUM_MEMBERS);
  return Object.fromEntries(known.map(([name, value]) => [CHECKSUM_MEMBERS[name], value]));
}

export function deleteObject(world: World, input: DeleteObjectRequest): object {
  requireBucket(world, input).remove(input.Key ?? '');
  return {};
}
