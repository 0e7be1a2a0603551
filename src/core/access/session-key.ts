/** By its id or ARN a key is known to IAM, by an alias it is not. */
export const isAlias = (key: string) => /(^|:)alias\//.test(key);

/**
 * The key of session preferences as IAM names it, in the account of an instance profile; null of an alias, which IAM knows
 * nothing of.
 */
export function keyArn(key: string, profileArn: string, region: string): string | null {
  if (isAlias(key)) return null;
  if (key.startsWith('arn:')) return key;
  const [, partition, , , account] = profileArn.split(':');
  return `arn:${partition}:kms:${region}:${account}:key/${key}`;
}
