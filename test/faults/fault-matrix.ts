import { Worker } from 'node:worker_threads';
import { seeded } from '../../src/lab/random.ts';
import { type FaultRun, faultRun, KILL } from './fault-run.ts';
import { applySpec } from './fault-spec.ts';

/** What a reader calls a fault, and what it is to the lab. */
const FAULTS: Record<string, string> = {
  throttling: 'throttling=0.2',
  'server errors': 'server-errors=0.1',
  'HTML instead of an answer': 'html=0.05',
  'lost answers to SendCommand': 'lost-answers=SendCommand,0.5',
  'lost answers to anything': 'lost-answers=0.1',
  'lists of commands 15 s old': 'stale-lists=15',
  'endpoints that time out': 'silence=0.03',
  'no connection for a while': 'outage=0.03',
  'S3 503': 'server-errors=GetObject,0.5',
  'late outputs': 'late-output=8,0.5',
  'missing outputs': 'missing-output=0.3',
  'nodes offline': 'offline=0.3',
  'nodes that vanish': 'vanishing=0.2',
  'nodes that stop before the command': 'leaving=0.2',
  'credentials that expire': 'expired-credentials=30',
  'clock behind AWS': 'clock-skew=30',
  'clock ahead of AWS': 'clock-skew=-30',
  'the program killed': KILL,
};

export interface MatrixRun extends FaultRun {
  /** As a reader calls them; one or two. */
  names: string[];
}

/** Workers at once: runs wait for time-outs and retries more than they work. */
const WORKERS = 6;

/** Each fault alone, then random pairs, until there are so many runs; the same number of runs are the same ones. */
export async function faultMatrix(runs: number): Promise<MatrixRun[]> {
  const seeds = Array.from({ length: runs }, (_, index) => index + 1);
  const parts = Array.from({ length: WORKERS }, (_, worker) => seeds.filter((seed) => seed % WORKERS === worker));
  const done = await Promise.all(parts.map(inWorker));
  return done.flat().sort((one, other) => one.seed - other.seed);
}

/** A worker has an environment of its own, and so a lab of its own. */
function inWorker(seeds: number[]): Promise<MatrixRun[]> {
  const env = { ...process.env, AWS_RETRY_MODE: 'standard', AWS_MAX_ATTEMPTS: '2' };
  const worker = new Worker(new URL('matrix-worker.ts', import.meta.url), { workerData: seeds, env });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
  });
}

/** The runs with these seeds, one after the other. */
export async function runsOf(seeds: number[]): Promise<MatrixRun[]> {
  const spec = await applySpec();
  const done: MatrixRun[] = [];
  for (const seed of seeds) {
    const names = namesOf(seed);
    const faults = names.map((name) => FAULTS[name] as string);
    const run = await faultRun(seed, faults, spec).catch((error: Error) => {
      throw new Error(`run ${seed} under ${names.join(' and ')}: ${error.message}`, { cause: error });
    });
    done.push({ names, ...run });
  }
  return done;
}

function namesOf(seed: number): string[] {
  const all = Object.keys(FAULTS);
  const alone = all[seed - 1];
  return alone ? [alone] : pairOf(all, seed);
}

function pairOf(all: string[], seed: number): string[] {
  const random = seeded(seed, 'pair');
  const left = [...all];
  return [0, 1].flatMap(() => left.splice(Math.floor(random() * left.length), 1));
}

/** One row a fault, alone and in pairs together, for docs/operations.md. */
export function matrixTable(runs: MatrixRun[]): string {
  const rows = Object.keys(FAULTS).map((name) => {
    const its = runs.filter(({ names }) => names.includes(name));
    return [name, ...countsOf(its)];
  });
  const table = [
    ['fault', 'runs', 'nodes', 'gone on with', 'nodes lost', 'nodes doubled'],
    ...rows,
    ['**all**', ...countsOf(runs)],
  ];
  const lines = table.map((row) => `| ${row.join(' | ')} |`);
  return [lines[0], '| --- | --: | --: | --: | --: | --: |', ...lines.slice(1)].join('\n');
}

function countsOf(runs: FaultRun[]): number[] {
  const sum = (count: (run: FaultRun) => number) => runs.reduce((total, run) => total + count(run), 0);
  return [
    runs.length,
    sum(({ nodes }) => nodes),
    sum(({ returns }) => returns),
    sum(({ lost }) => lost.length),
    sum(({ doubled }) => doubled.length),
  ];
}
