import type { BucketSettings } from '../s3/bucket-settings.ts';
import type { World } from '../world.ts';

type Properties = Record<string, unknown>;

interface Bucket {
  BucketEncryption?: {
    ServerSideEncryptionConfiguration?: {
      ServerSideEncryptionByDefault?: { SSEAlgorithm?: 'AES256' | 'aws:kms' };
      BucketKeyEnabled?: boolean;
    }[];
  };
  PublicAccessBlockConfiguration?: Record<string, boolean>;
  OwnershipControls?: { Rules?: { ObjectOwnership?: BucketSettings['ownership'] }[] };
  VersioningConfiguration?: { Status?: BucketSettings['versioning'] };
  LifecycleConfiguration?: { Rules?: { ExpirationInDays?: number }[] };
}

/** What a template sets on a bucket is what S3 says of it. */
export function setBucket(world: World, name: string, properties: Properties): void {
  const bucket = properties as Bucket;
  const [rule] = bucket.BucketEncryption?.ServerSideEncryptionConfiguration ?? [];
  const algorithm = rule?.ServerSideEncryptionByDefault?.SSEAlgorithm;
  const ownership = bucket.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
  const versioning = bucket.VersioningConfiguration?.Status;
  const days = bucket.LifecycleConfiguration?.Rules?.find(({ ExpirationInDays }) => ExpirationInDays)?.ExpirationInDays;
  const blocks = Object.values(bucket.PublicAccessBlockConfiguration ?? {});
  const { policy } = world.bucketSettings.get(name) ?? {};
  world.bucketSettings.save(name, {
    ...(algorithm && { encryption: { algorithm, bucketKey: rule?.BucketKeyEnabled === true } }),
    ...(blocks.length > 0 && { publicAccessBlocks: blocks.every(Boolean) }),
    ...(ownership && { ownership }),
    ...(versioning && { versioning }),
    ...(days !== undefined && { expirationDays: days }),
    ...(policy !== undefined && { policy }),
  });
}

export function setPolicy(world: World, { Bucket, PolicyDocument }: Properties): void {
  const name = String(Bucket);
  world.bucketSettings.save(name, { ...world.bucketSettings.get(name), policy: JSON.stringify(PolicyDocument) });
}
