import type {
  CreateBucketRequest,
  GetBucketLocationOutput,
  GetBucketLocationRequest,
  HeadBucketOutput,
  HeadBucketRequest,
  ListBucketsOutput,
} from '@aws-sdk/client-s3';
import { AwsError } from '../protocol/error.ts';
import { ACCOUNT, type World } from '../world.ts';
import type { Bucket } from './object-store.ts';

/** Finds the bucket and holds `ExpectedBucketOwner` against its owner, as every operation on a bucket does. */
export function requireBucket(
  world: World,
  { Bucket: name = '', ExpectedBucketOwner }: { Bucket?: string; ExpectedBucketOwner?: string },
): Bucket {
  const bucket = world.objects.bucket(name);
  if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
  if (ExpectedBucketOwner !== undefined && ExpectedBucketOwner !== ACCOUNT) {
    throw new AwsError('AccessDenied', 'Access Denied', 403);
  }
  return bucket;
}

export function listBuckets(world: World): ListBucketsOutput {
  const buckets = world.objects.buckets().map((name) => world.objects.bucket(name));
  return {
    Buckets: buckets.flatMap((bucket) =>
      bucket ? [{ Name: bucket.name, CreationDate: new Date(bucket.created) }] : [],
    ),
    Owner: { DisplayName: 'winharden-lab', ID: ACCOUNT },
  };
}

export function headBucket(world: World, input: HeadBucketRequest): HeadBucketOutput {
  requireBucket(world, input);
  return { BucketRegion: world.region };
}

export function getBucketLocation(world: World, input: GetBucketLocationRequest): GetBucketLocationOutput {
  requireBucket(world, input);
  return { LocationConstraint: world.region as GetBucketLocationOutput['LocationConstraint'] };
}

const NAME = /^(?!xn--|sthree-)(?!.*-s3alias$)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/;

export function createBucket(world: World, { Bucket: name = '' }: CreateBucketRequest): { Location: string } {
  if (!NAME.test(name)) throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.');
  if (world.objects.bucket(name)) {
    const message = 'Your previous request to create the named bucket succeeded and you already own it.';
    throw new AwsError('BucketAlreadyOwnedByYou', message, 409);
  }
  world.objects.createBucket(name, world.clock.now());
  return { Location: `/${name}` };
}
