/**
 * The key of session preferences as IAM names it, in the account of an instance profile; null of an alias, which IAM knows
 * nothing of.
 */
export function keyArn(key: string, profileArn: string, region: string): string | null {
  if (/(^|:)alias\//.test(key)) return null;
  if (key.startsWith('arn:')) return key;
  const [, partition, , , account] = profileArn.split(':');
  return `arn:${partition}:kms:${region}:${account}:key/${key}`;
}
