import type { BucketSettings, Unknown } from '../ports.ts';
import { type Check, check } from './model.ts';
import { isTlsOnly } from './tls-only.ts';

type Known<T> = Exclude<T, Unknown>;

/** What a bucket of results should be like, and is: docs/security.md says why. */
export function bucketChecks(bucket: string, settings: BucketSettings): Check[] {
  const of = <Name extends keyof BucketSettings>(
    name: Name,
    id: string,
    about: string,
    judge: (value: Known<BucketSettings[Name]>) => Pick<Check, 'verdict' | 'found'> & { fix?: string[] },
  ): Check => {
    const value = settings[name];
    if (isUnknown(value)) return check(id, about, 'unknown', value.unknown.message, value.unknown.suggestions);
    const { verdict, found, fix = [] } = judge(value as Known<BucketSettings[Name]>);
    return check(id, about, verdict, found, fix);
  };
  const command = (name: string, rest: string) => [`aws s3api ${name} --bucket ${bucket} ${rest}`];
  return [
    of('encryption', 'bucket-encryption', 'Default encryption', (found) => {
      if (!found) return { verdict: 'failed', found: 'none is set', fix: encrypt(command) };
      const text = `${found.algorithm}${found.bucketKey ? ' with a bucket key' : ''}`;
      if (found.algorithm !== 'aws:kms' || found.bucketKey) return { verdict: 'ok', found: text };
      const fix = ['turn the bucket key on: without it S3 calls KMS, at its price, for every object'];
      return { verdict: 'warning', found: `${text} without a bucket key`, fix };
    }),
    of('publicAccess', 'bucket-public-access', 'Public access blocks', (blocks) => {
      const off = blocks === null ? ['all four'] : Object.keys(blocks).filter((name) => !blocks[name]);
      if (off.length === 0) return { verdict: 'ok', found: 'all four are on' };
      const all = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];
      const configuration = all.map((name) => `${name}=true`).join(',');
      const fix = command('put-public-access-block', `--public-access-block-configuration ${configuration}`);
      return { verdict: 'failed', found: `off: ${off.join(', ')}`, fix };
    }),
    of('ownership', 'bucket-ownership', 'Object ownership', (found) => {
      if (found === 'BucketOwnerEnforced') return { verdict: 'ok', found };
      const rule = "--ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'";
      return {
        verdict: 'warning',
        found: found ?? 'not set: whoever writes an object owns it',
        fix: command('put-bucket-ownership-controls', rule),
      };
    }),
    of('policy', 'bucket-tls', 'TLS only', (policy) => {
      if (policy !== null && isTlsOnly(policy, bucket))
        return { verdict: 'ok', found: 'requests without TLS are denied' };
      return {
        verdict: 'warning',
        found: policy === null ? 'no bucket policy denies requests without TLS' : 'its policy does not deny them',
        fix: ['deny s3:* to all where aws:SecureTransport is false, on the bucket and its objects (`winharden init`)'],
      };
    }),
    of('versioning', 'bucket-versioning', 'Versioning', (found) => {
      if (found === 'Enabled') return { verdict: 'ok', found: 'on' };
      return {
        verdict: 'warning',
        found: found === null ? 'off: who may write may overwrite evidence' : found,
        fix: command('put-bucket-versioning', '--versioning-configuration Status=Enabled'),
      };
    }),
    of('lifecycleRules', 'bucket-lifecycle', 'Lifecycle', (rules) => {
      if (rules > 0) return { verdict: 'ok', found: `${rules} ${rules === 1 ? 'rule' : 'rules'}` };
      const fix = ['let old outputs expire: they hold details of your hosts (docs/results.md)'];
      return { verdict: 'warning', found: 'nothing ever expires', fix };
    }),
  ];
}

const encrypt = (command: (name: string, rest: string) => string[]) =>
  command(
    'put-bucket-encryption',
    `--server-side-encryption-configuration '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms"},"BucketKeyEnabled":true}]}'`,
  );

const isUnknown = (value: unknown): value is Unknown =>
  typeof value === 'object' && value !== null && 'unknown' in value;
