import { WinhardenError } from '../../core/errors.ts';
import type { BucketSettings, Unknown } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explain, nameOf } from './explain.ts';

/** What S3 answers where a thing was never set (API reference of each operation). */
const NEVER_SET = [
  'ServerSideEncryptionConfigurationNotFoundError',
  'NoSuchPublicAccessBlockConfiguration',
  'OwnershipControlsNotFoundError',
  'NoSuchBucketPolicy',
  'NoSuchLifecycleConfiguration',
];

/** Each setting by itself: who may not read one may read another. */
export async function readBucketSettings(
  clients: AwsClients,
  owner: () => Promise<string>,
  bucket: string,
): Promise<BucketSettings> {
  const { sdk, client } = await clients.s3();
  const place = { Bucket: bucket, ExpectedBucketOwner: await owner() };
  const ask = async <T>(action: string, read: () => Promise<T>): Promise<T | null | Unknown> => {
    try {
      return await read();
    } catch (error) {
      if (NEVER_SET.includes(nameOf(error))) return null;
      const why = explain(error, { action, resource: `the bucket ${bucket}` });
      if (why instanceof WinhardenError) return { unknown: why };
      throw error;
    }
  };
  const [encryption, publicAccess, ownership, policy, versioning, lifecycleRules] = await Promise.all([
    ask('s3:GetEncryptionConfiguration', async () => {
      const answer = await client.send(new sdk.GetBucketEncryptionCommand(place));
      const rule = answer.ServerSideEncryptionConfiguration?.Rules?.[0];
      const algorithm = rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
      return algorithm ? { algorithm, bucketKey: rule?.BucketKeyEnabled === true } : null;
    }),
    ask('s3:GetBucketPublicAccessBlock', async () => {
      const answer = await client.send(new sdk.GetPublicAccessBlockCommand(place));
      const { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets } =
        answer.PublicAccessBlockConfiguration ?? {};
      const blocks = { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets };
      return Object.fromEntries(Object.entries(blocks).map(([name, on]) => [name, on === true]));
    }),
    ask('s3:GetBucketOwnershipControls', async () => {
      const answer = await client.send(new sdk.GetBucketOwnershipControlsCommand(place));
      return answer.OwnershipControls?.Rules?.[0]?.ObjectOwnership ?? null;
    }),
    ask('s3:GetBucketPolicy', async () => (await client.send(new sdk.GetBucketPolicyCommand(place))).Policy ?? null),
    ask(
      's3:GetBucketVersioning',
      async () => (await client.send(new sdk.GetBucketVersioningCommand(place))).Status ?? null,
    ),
    ask('s3:GetLifecycleConfiguration', async () => {
      const answer = await client.send(new sdk.GetBucketLifecycleConfigurationCommand(place));
      return (answer.Rules ?? []).filter(({ Status }) => Status === 'Enabled').length;
    }),
  ]);
  return { encryption, publicAccess, ownership, policy, versioning, lifecycleRules: lifecycleRules ?? 0 };
}
