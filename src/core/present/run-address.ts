import type { RunResult } from '../results/model.ts';

/** Where a run's objects are in S3: `s3://bucket/prefix/runs/ID/`. */
export function runAddress({ bucket, prefix }: NonNullable<RunResult['s3']>, runId: string): string {
  return `s3://${[bucket, prefix, 'runs', runId].filter(Boolean).join('/')}/`;
}
