import type * as AutoScaling from '@aws-sdk/client-auto-scaling';
import type * as CloudFormation from '@aws-sdk/client-cloudformation';
import type * as Ec2 from '@aws-sdk/client-ec2';
import type * as Eks from '@aws-sdk/client-eks';
import type * as GuardDuty from '@aws-sdk/client-guardduty';
import type * as Iam from '@aws-sdk/client-iam';
import type * as Inspector from '@aws-sdk/client-inspector2';
import type * as ResourceGroups from '@aws-sdk/client-resource-groups';
import type * as S3 from '@aws-sdk/client-s3';
import type * as Hub from '@aws-sdk/client-securityhub';
import type * as Ssm from '@aws-sdk/client-ssm';
import type * as Sts from '@aws-sdk/client-sts';
import type { Clock } from '../../core/ports.ts';
import { systemClock } from '../system-clock.ts';
import type { Keys } from './assume-role.ts';
import { type CallCounter, watchCalls } from './call-counter.ts';
import { keepToBudget, RateBudget } from './rate-budget.ts';
import { retrySettings } from './retry-settings.ts';

/** Only what flags gave, or the role that they name: everything else is the user's own AWS configuration. */
export interface AwsOptions {
  /** By which requests keep to their budget. */
  clock?: Clock;
  region?: string;
  profile?: string;
  /** Keys of an assumed role. */
  credentials?: () => Promise<Keys>;
  /** Milliseconds until an endpoint that says nothing is given up; a minute without. */
  requestTimeout?: number;
}

/** A client and its module, loaded on first use: start-up pays for no SDK. */
type Lazy<Sdk, Client> = () => Promise<{ sdk: Sdk; client: Client }>;

export interface AwsClients {
  ssm: Lazy<typeof Ssm, Ssm.SSMClient>;
  s3: Lazy<typeof S3, S3.S3Client>;
  autoScaling: Lazy<typeof AutoScaling, AutoScaling.AutoScalingClient>;
  ec2: Lazy<typeof Ec2, Ec2.EC2Client>;
  sts: Lazy<typeof Sts, Sts.STSClient>;
  iam: Lazy<typeof Iam, Iam.IAMClient>;
  resourceGroups: Lazy<typeof ResourceGroups, ResourceGroups.ResourceGroupsClient>;
  securityHub: Lazy<typeof Hub, Hub.SecurityHubClient>;
  cloudFormation: Lazy<typeof CloudFormation, CloudFormation.CloudFormationClient>;
  eks: Lazy<typeof Eks, Eks.EKSClient>;
  guardDuty: Lazy<typeof GuardDuty, GuardDuty.GuardDutyClient>;
  inspector: Lazy<typeof Inspector, Inspector.Inspector2Client>;
}

/** There is no AWS setting for these, and without them a silent endpoint would hold a run for ever. */
const PATIENCE = { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true };

/** The clients of one account and Region; every request they send is counted, and keeps to the budget that they share. */
export function createAwsClients(
  { requestTimeout = PATIENCE.requestTimeout, clock = systemClock, ...options }: AwsOptions,
  counter: CallCounter,
  budget = new RateBudget(clock),
): AwsClients {
  const requestHandler = { ...PATIENCE, requestTimeout };
  const config = async () => ({ ...options, ...(await retrySettings(options.profile)), requestHandler });
  const watched = <Client extends Parameters<typeof watchCalls>[0]>(client: Client, service: string) =>
    watchCalls(keepToBudget(client, service, budget), service, counter);
  return {
    ssm: once(async () => {
      const sdk = await import('@aws-sdk/client-ssm');
      return { sdk, client: watched(new sdk.SSMClient(await config()), 'ssm') };
    }),
    s3: once(async () => {
      const sdk = await import('@aws-sdk/client-s3');
      const client = new sdk.S3Client({ ...(await config()), followRegionRedirects: true });
      return { sdk, client: watched(client, 's3') };
    }),
    autoScaling: once(async () => {
      const sdk = await import('@aws-sdk/client-auto-scaling');
      return { sdk, client: watched(new sdk.AutoScalingClient(await config()), 'autoscaling') };
    }),
    ec2: once(async () => {
      const sdk = await import('@aws-sdk/client-ec2');
      return { sdk, client: watched(new sdk.EC2Client(await config()), 'ec2') };
    }),
    sts: once(async () => {
      const sdk = await import('@aws-sdk/client-sts');
      return { sdk, client: watched(new sdk.STSClient(await config()), 'sts') };
    }),
    iam: once(async () => {
      const sdk = await import('@aws-sdk/client-iam');
      return { sdk, client: watched(new sdk.IAMClient(await config()), 'iam') };
    }),
    resourceGroups: once(async () => {
      const sdk = await import('@aws-sdk/client-resource-groups');
      const client = new sdk.ResourceGroupsClient(await config());
      return { sdk, client: watched(client, 'resource-groups') };
    }),
    securityHub: once(async () => {
      const sdk = await import('@aws-sdk/client-securityhub');
      return { sdk, client: watched(new sdk.SecurityHubClient(await config()), 'securityhub') };
    }),
    cloudFormation: once(async () => {
      const sdk = await import('@aws-sdk/client-cloudformation');
      return { sdk, client: watched(new sdk.CloudFormationClient(await config()), 'cloudformation') };
    }),
    eks: once(async () => {
      const sdk = await import('@aws-sdk/client-eks');
      return { sdk, client: watched(new sdk.EKSClient(await config()), 'eks') };
    }),
    guardDuty: once(async () => {
      const sdk = await import('@aws-sdk/client-guardduty');
      return { sdk, client: watched(new sdk.GuardDutyClient(await config()), 'guardduty') };
    }),
    inspector: once(async () => {
      const sdk = await import('@aws-sdk/client-inspector2');
      return { sdk, client: watched(new sdk.Inspector2Client(await config()), 'inspector2') };
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
