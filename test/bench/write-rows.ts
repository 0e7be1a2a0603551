/**
 * Writes the rows of as many nodes as asked, by the built product, into a bucket that forgets them, and says what it took. With
 * --expose-gc garbage does not pile up, so that the peak is what is held.
 */
import type { NodeReport } from '../../src/core/report/model.ts';
import type { RunContext } from '../../src/core/run/run-context.ts';
import { nodeFacts } from '../unit/core/node-facts.ts';

const built = (path: string) => import(new URL(`../../dist/core/${path}`, import.meta.url).href);
const { ResultParts }: typeof import('../../src/core/run/result-parts.ts') = await built('run/result-parts.js');
const { outcomeOfReport }: typeof import('../../src/core/results/node-outcome.ts') =
  await built('results/node-outcome.js');

const CONTROLS = 330;
const AT_ONCE = 8;
const RUN = '20261123T180000Z-3f9c1a';
const nodes = Number(process.argv[2]);

let [parts, bytes, largest] = [0, 0, 0];
const bucket = {
  write: async (_bucket: string, _key: string, body: Uint8Array) => {
    parts++;
    bytes += body.byteLength;
    largest = Math.max(largest, body.byteLength);
  },
};
const io = { signal: new AbortController().signal, emit: () => {}, confirm: async () => true };
const clock = { now: () => new Date(), sleep: async () => {} };
const ports = { bucket, clock } as unknown as RunContext['ports'];

const controls = Array.from({ length: CONTROLS }, (_, index) => ({
  id: `18.10.${index}`,
  title: `Control number ${index} of a benchmark, and what it is there for`,
  level: 'L1',
}));
const facts = { runId: RUN, operation: 'audit' as const, baseline: 'bench', planHash: 'a'.repeat(64), controls };
const results = new ResultParts({ ports, io }, { bucket: 'b', prefix: 'p' }, { ...facts, account: '1', region: 'r' });

const reportOf = (instanceId: string, number: number): NodeReport => ({
  format: 1,
  operation: 'audit',
  runId: RUN,
  commandId: 'c',
  baseline: 'bench',
  plan: facts.planHash,
  started: '2026-11-23T18:01:02Z',
  finished: '2026-11-23T18:01:05Z',
  node: nodeFacts(instanceId, `EC2AMAZ-${number}`, 1),
  controls: controls.map(({ id }, index) => ({
    id,
    status: (index + number) % 3 === 0 ? 'NonCompliant' : 'Compliant',
    found: (index * number) % 97,
    required: { atLeast: index },
  })),
  changes: [],
  rebootRequired: false,
  rebootPending: false,
  rebooted: false,
  suspects: null,
  vitalServices: [],
  restored: false,
  backup: null,
  error: null,
});

const began = performance.now();
for (let from = 0; from < nodes; from += AT_ONCE) {
  if (from % 200 === 0) globalThis.gc?.();
  const numbers = Array.from({ length: Math.min(AT_ONCE, nodes - from) }, (_, index) => from + index);
  await Promise.all(
    numbers.map((number) => {
      const instanceId = `i-${String(number).padStart(17, '0')}`;
      const report = reportOf(instanceId, number);
      return results.add(outcomeOfReport({ instanceId, wave: 1 }, report, undefined), report);
    }),
  );
}
const finishing = performance.now();
await results.finish([]);
const now = performance.now();
const peak = process.resourceUsage().maxRSS / 1024;
const took = { seconds: (now - began) / 1000, finishMs: now - finishing, rows: nodes * CONTROLS };
console.log(JSON.stringify({ ...took, parts, bytes, largest, peak }));
