import { WinhardenError } from '../errors.ts';
import { ROWS_VERSION } from '../results/columns.ts';
import { jsonParts } from '../text-parts.ts';
import type { RunContext } from './run-context.ts';
import { dayOf } from './run-id.ts';

/** Keeps a file of the run under `<prefix>/runs/<run id>/`; false where it could not. A run that may not write there is still a run. */
export async function keepInBucket(
  { ports, spec, runId, io }: Pick<RunContext, 'ports' | 'spec' | 'runId' | 'io'>,
  name: 'manifest.json' | 'result.json',
  value: unknown,
): Promise<boolean> {
  const { bucket, prefix } = spec.options;
  if (!bucket) return false;
  const key = keyIn(prefix, 'runs', runId, name);
  try {
    await ports.bucket.write(bucket, key, bytesOf(value));
    return true;
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    io.emit({ type: 'warning', text: `the bucket keeps no record of this run: ${error.message}` });
    return false;
  }
}

/** Ready to be sent, or the SDK would make a copy of ten megabytes at each of its steps. */
const bytesOf = (value: unknown) =>
  Buffer.concat([...Array.from(jsonParts(value), (part) => Buffer.from(part)), Buffer.from('\n')]);

/** Where everything of a run is, for whoever has the bucket and not this program; `{…}` stands for any of them. */
export function placesOf({ spec, runId }: Pick<RunContext, 'spec' | 'runId'>) {
  const { prefix } = spec.options;
  const step = spec.document.step;
  return {
    layout: 1,
    places: {
      reports: keyIn(prefix, '{command id}', '{instance id}', 'awsrunPowerShellScript', step, 'stdout'),
      result: keyIn(prefix, 'runs', runId, 'result.json'),
      rows: keyIn(prefix, 'results', ROWS_VERSION, '{table}', `day=${dayOf(runId)}`, `run=${runId}`),
    },
  };
}

const keyIn = (prefix: string, ...path: string[]) => [...(prefix ? [prefix] : []), ...path].join('/');
