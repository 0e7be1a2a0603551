import type { WinhardenError } from '../errors.ts';

/** How a bucket is set up; `unknown` where it may not be asked. */
export interface BucketSettings {
  /** `aws:kms`, `AES256` …, and whether S3 Bucket Keys spare calls to KMS; null where nothing is set. */
  encryption: { algorithm: string; bucketKey: boolean } | null | Unknown;
  /** Which of the four public access blocks are on. */
  publicAccess: Record<string, boolean> | null | Unknown;
  /** `BucketOwnerEnforced` … */
  ownership: string | null | Unknown;
  /** JSON text. */
  policy: string | null | Unknown;
  /** `Enabled`, `Suspended`; null where it never was on. */
  versioning: string | null | Unknown;
  /** How many lifecycle rules are on. */
  lifecycleRules: number | Unknown;
}

/** Why something could not be learnt. */
export interface Unknown {
  unknown: WinhardenError;
}

/** What IAM says of one action on one resource. */
export interface Decision {
  action: string;
  resource: string;
  allowed: boolean;
}

/** A harmless request that shows whether a service answers and lets one read. */
export interface Trial {
  service: string;
  /** As IAM names it. */
  action: string;
  error: WinhardenError | null;
}

/** What is around winharden: clocks, endpoints, permissions, buckets, quotas. */
export interface Surroundings {
  /** How many seconds this machine is ahead of AWS; null where an answer has no time. */
  clockAhead(): Promise<number | null>;
  /** Every service that runs need, asked for as little as may be. */
  trials(): Promise<Trial[]>;
  /** What IAM lets a principal do, by its policies, boundary and organisation. Errors: NoPermission …, where IAM may not be asked. */
  decisions(principal: string, asked: { action: string; resource: string }[]): Promise<Decision[]>;
  /** The ARN of the role whose session it is, with its path; the ARN itself of a user. Null for what has no policies of its own: the root user, a federated one. */
  principalOf(arn: string): Promise<string | null>;
  bucketSettings(bucket: string): Promise<BucketSettings>;
  /** How many SSM documents and associations the account has in this Region. */
  counts(): Promise<{ documents: number; associations: number }>;
}
