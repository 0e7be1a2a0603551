import { WinhardenError } from '../errors.ts';
import { ROWS_VERSION } from '../results/columns.ts';
import { jsonParts } from '../text-parts.ts';
import type { RunIo, RunOptions } from './model.ts';
import type { RunPorts } from './run-context.ts';
import { dayOf } from './run-id.ts';

/** A run as far as the bucket keeps a record of it. */
interface Recorded {
  ports: Pick<RunPorts, 'bucket'>;
  spec: { options: Pick<RunOptions, 'bucket' | 'prefix'> };
  runId: string;
  io: Pick<RunIo, 'emit'>;
}

/** Keeps a file of the run under `<prefix>/runs/<run id>/`; false where it could not. A run that may not write there is still a run. */
export async function keepInBucket(
  { ports, spec, runId, io }: Recorded,
  name: 'manifest.json' | 'result.json',
  value: unknown,
): Promise<boolean> {
  const { bucket, prefix } = spec.options;
  if (!bucket) return false;
  const key = recordKey(prefix, runId, name);
  try {
    await ports.bucket.write(bucket, key, bytesOf(value));
    return true;
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    io.emit({ type: 'warning', text: `the bucket keeps no record of this run: ${error.message}` });
    return false;
  }
}

/** Ready to be sent, or the SDK would make a copy of all of it at each of its steps. Made twice, so that no copy is held meanwhile. */
function bytesOf(value: unknown): Uint8Array {
  let size = 1;
  for (const part of jsonParts(value)) size += Buffer.byteLength(part);
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const part of jsonParts(value)) at += bytes.write(part, at);
  bytes.write('\n', at);
  return bytes;
}

interface Placed {
  spec: { options: Pick<RunOptions, 'prefix'>; document: { step: string } };
  runId: string;
}

/** Where everything of a run is, for whoever has the bucket and not this program; `{…}` stands for any of them. `folder`: of a report. */
export function placesOf({ spec, runId }: Placed, folder: readonly string[] = ['{command id}', '{instance id}']) {
  const { prefix } = spec.options;
  const step = spec.document.step;
  return {
    layout: 1,
    places: {
      reports: keyIn(prefix, ...folder, 'awsrunPowerShellScript', step, 'stdout'),
      result: keyIn(prefix, 'runs', runId, 'result.json'),
      rows: keyIn(prefix, 'results', ROWS_VERSION, '{table}', `day=${dayOf(runId)}`, `run=${runId}`),
    },
  };
}

/** Below it, a folder for each run. */
export const recordFolder = (prefix: string) => keyIn(prefix, 'runs');

export const recordKey = (prefix: string, runId: string, name: 'manifest.json' | 'result.json') =>
  keyIn(prefix, 'runs', runId, name);

const keyIn = (prefix: string, ...path: string[]) => [...(prefix ? [prefix] : []), ...path].join('/');
