import type * as Ec2 from '@aws-sdk/client-ec2';
import type * as Iam from '@aws-sdk/client-iam';
import type * as ResourceGroups from '@aws-sdk/client-resource-groups';
import type * as S3 from '@aws-sdk/client-s3';
import type * as Ssm from '@aws-sdk/client-ssm';
import type * as Sts from '@aws-sdk/client-sts';
import { type CallCounter, watchCalls } from './call-counter.ts';
import { retrySettings } from './retry-settings.ts';

/** Only what flags gave: everything else is the user's own AWS configuration. */
export interface AwsOptions {
  region?: string;
  profile?: string;
}

/** A client and its module, loaded on first use: start-up pays for no SDK. */
type Lazy<Sdk, Client> = () => Promise<{ sdk: Sdk; client: Client }>;

export interface AwsClients {
  ssm: Lazy<typeof Ssm, Ssm.SSMClient>;
  s3: Lazy<typeof S3, S3.S3Client>;
  ec2: Lazy<typeof Ec2, Ec2.EC2Client>;
  sts: Lazy<typeof Sts, Sts.STSClient>;
  iam: Lazy<typeof Iam, Iam.IAMClient>;
  resourceGroups: Lazy<typeof ResourceGroups, ResourceGroups.ResourceGroupsClient>;
}

/** There is no AWS setting for these, and without them a silent endpoint would hold a run for ever. */
const PATIENCE = { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true };

/** The clients of one program run; every request they send is counted. */
export function createAwsClients(
  options: AwsOptions,
  counter: CallCounter,
  requestTimeout = PATIENCE.requestTimeout,
): AwsClients {
  const requestHandler = { ...PATIENCE, requestTimeout };
  const config = async () => ({ ...options, ...(await retrySettings(options.profile)), requestHandler });
  return {
    ssm: once(async () => {
      const sdk = await import('@aws-sdk/client-ssm');
      return { sdk, client: watchCalls(new sdk.SSMClient(await config()), 'ssm', counter) };
    }),
    s3: once(async () => {
      const sdk = await import('@aws-sdk/client-s3');
      const client = new sdk.S3Client({ ...(await config()), followRegionRedirects: true });
      return { sdk, client: watchCalls(client, 's3', counter) };
    }),
    ec2: once(async () => {
      const sdk = await import('@aws-sdk/client-ec2');
      return { sdk, client: watchCalls(new sdk.EC2Client(await config()), 'ec2', counter) };
    }),
    sts: once(async () => {
      const sdk = await import('@aws-sdk/client-sts');
      return { sdk, client: watchCalls(new sdk.STSClient(await config()), 'sts', counter) };
    }),
    iam: once(async () => {
      const sdk = await import('@aws-sdk/client-iam');
      return { sdk, client: watchCalls(new sdk.IAMClient(await config()), 'iam', counter) };
    }),
    resourceGroups: once(async () => {
      const sdk = await import('@aws-sdk/client-resource-groups');
      const client = new sdk.ResourceGroupsClient(await config());
      return { sdk, client: watchCalls(client, 'resource-groups', counter) };
    }),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
