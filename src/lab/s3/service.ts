import { randomUUID } from 'node:crypto';
import { AwsError } from '../protocol/error.ts';
import type { LabRequest, LabResponse } from '../protocol/message.ts';
import { readRest, restXmlError, writeRest } from '../protocol/rest-xml.ts';
import { findOperation } from '../protocol/shapes.ts';
import type { Service } from '../service.ts';
import type { World } from '../world.ts';
import {
  getBucketEncryption,
  getBucketLifecycleConfiguration,
  getBucketOwnershipControls,
  getBucketPolicy,
  getBucketVersioning,
  getPublicAccessBlock,
} from './bucket-settings.ts';
import { createBucket, getBucketLocation, headBucket, listBuckets } from './buckets.ts';
import { listObjects } from './list-objects.ts';
import { deleteObject, getObject, headObject, putObject } from './objects.ts';

type Handler = (world: World, input: object, request: LabRequest) => object;

const handlers: Record<string, Handler> = {
  ListBuckets: listBuckets,
  HeadBucket: headBucket as Handler,
  CreateBucket: createBucket as Handler,
  GetBucketLocation: getBucketLocation as Handler,
  GetBucketEncryption: getBucketEncryption,
  GetPublicAccessBlock: getPublicAccessBlock,
  GetBucketOwnershipControls: getBucketOwnershipControls,
  GetBucketPolicy: getBucketPolicy,
  GetBucketVersioning: getBucketVersioning,
  GetBucketLifecycleConfiguration: getBucketLifecycleConfiguration,
  ListObjectsV2: listObjects as Handler,
  PutObject: putObject as Handler,
  GetObject: getObject as Handler,
  HeadObject: headObject as Handler,
  DeleteObject: deleteObject as Handler,
};

export const s3: Service = {
  name: 's3',
  operationOf: (request) => operationOf(request),
  answer: async (world, operation, request) => {
    const handler = Object.hasOwn(handlers, operation) ? handlers[operation] : undefined;
    const shape = await findOperation('s3', operation);
    if (!handler || !shape) throw notImplemented(operation);
    const output = handler(world, readRest(shape.input, request, labelsOf(request)), request);
    return finish(
      operation,
      request,
      writeRest(shape.output, `${operation}Output`, output, statusOf(operation, output)),
    );
  },
  refuse: (error, request) => {
    const answer = restXmlError(error, request.path, randomUUID());
    return request.method === 'HEAD' || error.status === 304 ? { ...answer, body: '' } : answer;
  },
};

/** Path style: `/bucket/key`. */
function labelsOf({ path }: LabRequest): { Bucket: string; Key: string } {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  return { Bucket: decodeURIComponent(bucket), Key: decodeURIComponent(key) };
}

const OBJECT_OPERATIONS: Record<string, string> = {
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
};
const BUCKET_OPERATIONS: Record<string, string> = {
  GET: 'ListObjects',
  HEAD: 'HeadBucket',
  PUT: 'CreateBucket',
  DELETE: 'DeleteBucket',
};
/** Query words that make it another operation of the same method and path. */
const SUBRESOURCE =
  /^(acl|cors|encryption|intelligent-tiering|inventory|legal-hold|lifecycle|logging|metrics|notification|object-lock|ownershipControls|partNumber|policy|policyStatus|publicAccessBlock|replication|requestPayment|restore|retention|select|tagging|torrent|uploadId|uploads|versioning|versions|website|attributes|delete)$/;

const SETTINGS: Record<string, string> = {
  encryption: 'GetBucketEncryption',
  publicAccessBlock: 'GetPublicAccessBlock',
  ownershipControls: 'GetBucketOwnershipControls',
  policy: 'GetBucketPolicy',
  versioning: 'GetBucketVersioning',
  lifecycle: 'GetBucketLifecycleConfiguration',
};

function operationOf(request: LabRequest): string {
  const { Bucket, Key } = labelsOf(request);
  const other = [...request.query.keys()].find((name) => SUBRESOURCE.test(name));
  if (other) return (request.method === 'GET' && SETTINGS[other]) || `${request.method} ?${other}`;
  if (Bucket === '') return request.method === 'GET' ? 'ListBuckets' : `${request.method} /`;
  if (Key !== '') return objectOperation(request);
  if (request.query.has('location')) return 'GetBucketLocation';
  if (request.query.get('list-type') === '2') return 'ListObjectsV2';
  return BUCKET_OPERATIONS[request.method] ?? request.method;
}

function objectOperation({ method, headers }: LabRequest): string {
  if (method === 'PUT' && headers['x-amz-copy-source'] !== undefined) return 'CopyObject';
  return OBJECT_OPERATIONS[method] ?? method;
}

function notImplemented(operation: string): AwsError {
  return new AwsError('NotImplemented', `The lab's S3 does not have ${operation}; winharden does not use it.`, 501);
}

function statusOf(operation: string, output: object): number {
  if (operation === 'DeleteObject') return 204;
  return 'ContentRange' in output ? 206 : 200;
}

/** A HEAD answer has the length of the body that it does not have. */
function finish(operation: string, { method }: LabRequest, response: LabResponse): LabResponse {
  if (operation === 'GetBucketLocation') return { ...response, body: locationXml(String(response.body)) };
  return method === 'HEAD' ? { ...response, body: '' } : response;
}

/** The one S3 answer whose root element is its only value. */
function locationXml(body: string): string {
  return body.replace(
    /(<LocationConstraint [^>]*>)<LocationConstraint>(.*)<\/LocationConstraint><\/LocationConstraint>/,
    '$1$2</LocationConstraint>',
  );
}
