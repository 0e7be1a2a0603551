import { gunzipSync } from 'node:zlib';
import type { NodeFindings, PastRun } from '../core/drift/model.ts';
import { RowFindings } from '../core/drift/row-findings.ts';
import { isWithin, onlyRun, type Window } from '../core/drift/window.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import type { App, Bucket } from '../core/ports.ts';
import type { RunResult } from '../core/results/model.ts';
import { recordFolder, recordKey } from '../core/run/bucket-record.ts';
import type { KeptRun } from '../core/run/model.ts';
import { partKey } from '../core/run/result-parts.ts';
import { RUN_ID } from '../core/run/run-id.ts';
import { showRun } from './show-run.ts';

/** Where the record of runs is, besides this machine. */
export interface Place {
  bucket: string;
  prefix: string;
}

/** Something that keeps runs. */
interface Archive {
  /** Ids, in any order. */
  list(window: Window): Promise<string[]>;
  /** Null where the run has left no result. */
  open(runId: string): Promise<PastRun | null>;
}

/** What has an end has results; the others have nodes that are still at work. */
const OVER: readonly RunResult['state'][] = ['finished', 'stopped', 'cancelled'];

/** The runs that have ended, the newest first: of this machine, and of the bucket those that this machine does not keep. */
export async function pastRuns(
  app: Pick<App, 'runs' | 'bucket'>,
  window: Window,
  place: Place | undefined,
): Promise<PastRun[]> {
  const archives = [onThisMachine(app), ...(place ? [inBucket(app.bucket, place)] : [])];
  const found = new Map<string, Archive>();
  for (const archive of archives) {
    for (const id of await archive.list(window)) if (!found.has(id)) found.set(id, archive);
  }
  const newestFirst = [...found].sort(([a], [b]) => (a < b ? 1 : -1));
  const runs: PastRun[] = [];
  for (const [id, archive] of newestFirst) {
    const run = await archive.open(id);
    if (run && OVER.includes(run.result.state)) runs.push(run);
  }
  return runs;
}

/** One run that has ended. Errors: NoSuchRun. */
export async function openRun(
  app: Pick<App, 'runs' | 'bucket'>,
  runId: string,
  place: Place | undefined,
): Promise<PastRun> {
  const [run] = await pastRuns(app, onlyRun(runId), place);
  if (run) return run;
  throw noSuchRun(runId);
}

export const noSuchRun = (runId: string) =>
  new WinhardenError({
    code: 'NoSuchRun',
    message: `there is no run "${runId}" that has ended`,
    suggestions: ['winharden run list shows those of this machine', '--bucket NAME reads those that others left there'],
    exit: EXIT.usage,
  });

function onThisMachine(app: Pick<App, 'runs'>): Archive {
  return {
    list: async (window) => (await app.runs.list()).filter((id) => isWithin(window, id)),
    open: async (runId) => {
      const folder = await app.runs.open(runId);
      const result = (await folder.read('result.json')) as RunResult | null;
      return (
        result && {
          result,
          findings: () => reported(app, runId),
          tags: async () => tagsOf(await folder.read('run.json')),
        }
      );
    },
  };
}

async function reported(app: Pick<App, 'runs'>, runId: string): Promise<NodeFindings[]> {
  const { reports } = await showRun(app, runId);
  return reports.map(({ node, controls }) => ({ instanceId: node.instanceId, controls }));
}

function tagsOf(kept: unknown): Record<string, Record<string, string>> {
  const nodes = (kept as KeptRun | null)?.fleet.nodes ?? [];
  return Object.fromEntries(nodes.map(({ instanceId, tags }) => [instanceId, tags]));
}

/** What winharden wrote there itself: nodes may not write to these folders. */
function inBucket(bucket: Bucket, { bucket: name, prefix }: Place): Archive {
  const read = (key: string) => textOf(bucket, name, key);
  return {
    list: async (window) =>
      (await bucket.folders(name, recordFolder(prefix), window.from)).filter(
        (id) => RUN_ID.test(id) && isWithin(window, id),
      ),
    open: async (runId) => {
      const result = (await jsonOf(read, recordKey(prefix, runId, 'result.json'))) as RunResult | null;
      const manifest = () => jsonOf(read, recordKey(prefix, runId, 'manifest.json'));
      return (
        result && {
          result,
          findings: () => fromRows(read, (number) => partKey(prefix, 'controls', runId, number)),
          tags: async () =>
            ((await manifest()) as { tags?: Record<string, Record<string, string>> } | null)?.tags ?? {},
        }
      );
    },
  };
}

type Read = (key: string) => Promise<Buffer | null>;

async function fromRows(read: Read, keyOf: (number: number) => string): Promise<NodeFindings[]> {
  const rows = new RowFindings();
  for (let number = 1; ; number++) {
    const key = keyOf(number);
    const part = await read(key);
    if (part === null) return rows.all();
    rows.add(gunzipSync(part, { maxOutputLength: MOST_BYTES }).toString(), key);
  }
}

/** Results of ten thousand nodes have some ten million bytes. */
const MOST_BYTES = 512 * 1024 * 1024;

async function textOf(bucket: Bucket, name: string, key: string): Promise<Buffer | null> {
  const answer = await bucket.read(name, key, MOST_BYTES);
  if (answer.kind === 'read') return Buffer.from(answer.bytes);
  if (answer.kind === 'missing') return null;
  throw new WinhardenError({
    code: answer.kind === 'denied' ? 'NoPermission' : 'DamagedRun',
    message:
      answer.kind === 'denied'
        ? `s3://${name}/${key} may not be read by you`
        : `s3://${name}/${key} is larger than any record of winharden`,
    suggestions: ['it takes s3:GetObject, and with SSE-KMS kms:Decrypt', 'look who writes to this folder'],
  });
}

async function jsonOf(read: Read, key: string): Promise<unknown> {
  const bytes = await read(key);
  if (bytes === null) return null;
  try {
    return JSON.parse(bytes.toString());
  } catch (cause) {
    throw new WinhardenError({
      code: 'DamagedRun',
      message: `${key} in the bucket is not JSON: ${(cause as Error).message}`,
      suggestions: ['look who writes to this folder', 'leave the run out with --since'],
      cause,
    });
  }
}
