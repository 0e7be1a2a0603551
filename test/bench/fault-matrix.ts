import { mkdirSync, writeFileSync } from 'node:fs';
import { faultMatrix, matrixTable } from '../faults/fault-matrix.ts';
import type { Benchmark } from './bench.ts';
import { round } from './measure.ts';

const RUNS = 200;

/** Small fleets under faults, alone and in pairs; the table of docs/operations.md is written to bench/fault-matrix.md. */
export const faults: Benchmark = {
  name: 'fault-matrix',
  async run() {
    const started = performance.now();
    const runs = await faultMatrix(RUNS);
    mkdirSync('bench', { recursive: true });
    writeFileSync('bench/fault-matrix.md', `${matrixTable(runs)}\n`);
    const sum = (count: (run: (typeof runs)[number]) => number) => runs.reduce((total, run) => total + count(run), 0);
    return {
      runs: runs.length,
      nodes: sum(({ nodes }) => nodes),
      'times gone on with': sum(({ returns }) => returns),
      lost: sum(({ lost }) => lost.length),
      doubled: sum(({ doubled }) => doubled.length),
      invented: sum(({ invented }) => invented.length),
      'machine time, s': round((performance.now() - started) / 1000),
    };
  },
};
