import type {
  GetBucketEncryptionOutput,
  GetBucketLifecycleConfigurationOutput,
  GetBucketOwnershipControlsOutput,
  GetBucketPolicyOutput,
  GetBucketVersioningOutput,
  GetPublicAccessBlockOutput,
} from '@aws-sdk/client-s3';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';
import { requireBucket } from './buckets.ts';

/** What is set on a bucket besides what every new one has: SSE-S3, all four blocks, BucketOwnerEnforced. */
export interface BucketSettings {
  encryption?: { algorithm: 'AES256' | 'aws:kms'; bucketKey: boolean };
  publicAccessBlocks?: boolean;
  ownership?: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';
  /** JSON text. */
  policy?: string;
  versioning?: 'Enabled' | 'Suspended';
  /** Days after which objects expire. */
  expirationDays?: number;
}

interface Asked {
  Bucket?: string;
  ExpectedBucketOwner?: string;
}

const settingsOf = (world: World, input: Asked): BucketSettings => {
  const { name } = requireBucket(world, input);
  if (world.faults.ofService('careless-bucket')) return { publicAccessBlocks: false, ownership: 'ObjectWriter' };
  return world.bucketSettings.get(name) ?? {};
};

/** The lab's own bucket is as docs/security.md wants it. */
export function goodSettings(bucket: string): BucketSettings {
  const statement = {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  return {
    encryption: { algorithm: 'aws:kms', bucketKey: true },
    policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    versioning: 'Enabled',
    expirationDays: 365,
  };
}

export function getBucketEncryption(world: World, input: Asked): GetBucketEncryptionOutput {
  const { algorithm, bucketKey } = settingsOf(world, input).encryption ?? { algorithm: 'AES256', bucketKey: false };
  const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm }, BucketKeyEnabled: bucketKey };
  return { ServerSideEncryptionConfiguration: { Rules: [rule] } };
}

export function getPublicAccessBlock(world: World, input: Asked): GetPublicAccessBlockOutput {
  if (settingsOf(world, input).publicAccessBlocks === false)
    throw notSet('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found');
  return {
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
  };
}

export function getBucketOwnershipControls(world: World, input: Asked): GetBucketOwnershipControlsOutput {
  const ObjectOwnership = settingsOf(world, input).ownership ?? 'BucketOwnerEnforced';
  return { OwnershipControls: { Rules: [{ ObjectOwnership }] } };
}

export function getBucketPolicy(world: World, input: Asked): GetBucketPolicyOutput {
  const { policy } = settingsOf(world, input);
  if (policy === undefined) throw notSet('NoSuchBucketPolicy', 'The bucket policy does not exist');
  return { Policy: policy };
}

export function getBucketVersioning(world: World, input: Asked): GetBucketVersioningOutput {
  const { versioning } = settingsOf(world, input);
  return versioning === undefined ? {} : { Status: versioning };
}

export function getBucketLifecycleConfiguration(world: World, input: Asked): GetBucketLifecycleConfigurationOutput {
  const { expirationDays } = settingsOf(world, input);
  if (expirationDays === undefined)
    throw notSet('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist');
  const rule = {
    ID: 'expire',
    Status: 'Enabled' as const,
    Filter: { Prefix: '' },
    Expiration: { Days: expirationDays },
  };
  return { Rules: [rule] };
}

const notSet = (code: string, message: string) => new AwsError(code, message, 404);
