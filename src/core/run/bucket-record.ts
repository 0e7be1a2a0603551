import { WinhardenError } from '../errors.ts';
import type { RunContext } from './run-context.ts';

/** Keeps a file of the run under `<prefix>/runs/<run id>/`; false where it could not. A run that may not write there is still a run. */
export async function keepInBucket(
  { ports, spec, runId, io }: RunContext,
  name: 'manifest.json' | 'result.json',
  value: unknown,
): Promise<boolean> {
  const { bucket, prefix } = spec.options;
  if (!bucket) return false;
  const key = [...(prefix ? [prefix] : []), 'runs', runId, name].join('/');
  try {
    await ports.bucket.write(bucket, key, `${JSON.stringify(value, null, 2)}\n`);
    return true;
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    io.emit({ type: 'warning', text: `the bucket keeps no record of this run: ${error.message}` });
    return false;
  }
}
