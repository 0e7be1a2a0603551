/**
 * What IAM asks for where it is not an action of the operation's own name, from the Service Authorization Reference: S3's actions are
 * older than its operations, the caller's identity is free, and tags on what is made or a group's members are actions of their own.
 */
const DIFFERENT: Record<string, readonly string[]> = {
  'sts:GetCallerIdentity': [],
  's3:HeadBucket': ['s3:ListBucket'],
  's3:HeadObject': ['s3:GetObject'],
  's3:ListBuckets': ['s3:ListAllMyBuckets'],
  's3:ListObjectsV2': ['s3:ListBucket'],
  's3:GetBucketEncryption': ['s3:GetEncryptionConfiguration'],
  's3:GetBucketLifecycleConfiguration': ['s3:GetLifecycleConfiguration'],
  's3:GetPublicAccessBlock': ['s3:GetBucketPublicAccessBlock'],
  'resource-groups:ListGroupResources': ['resource-groups:ListGroupResources', 'tag:GetResources'],
};

/** The IAM actions that a request for this operation (`service:Operation`, the service as in its signature) takes. */
export function actionsOf(operation: string): readonly string[] {
  return DIFFERENT[operation] ?? [operation];
}
