import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Benchmark } from './bench.ts';
import { round } from './measure.ts';

const NODES = 10_000;
const MEGABYTE = 1024 * 1024;

/** Rows for SQL of ten thousand nodes with 330 controls each, in a process of their own: they must cost a run little, and no more memory for more nodes. */
export const rows: Benchmark = {
  name: 'rows',
  async run() {
    const all = write(NODES);
    const held = write(NODES, '--expose-gc');
    const tenth = write(NODES / 10, '--expose-gc');
    return {
      nodes: NODES,
      rows: all.rows,
      'ms for a node': round((all.seconds * 1000) / NODES),
      'rows per second': Math.round(all.rows / all.seconds),
      'after the last node, ms': round(all.finishMs),
      'bytes for a row': round(all.bytes / all.rows),
      parts: all.parts,
      'largest part, MB': round(all.largest / MEGABYTE),
      'peak memory, MB': Math.round(all.peak),
      'without garbage, MB': Math.round(held.peak),
      'without garbage, times that of a tenth of the nodes (limit 2)': round(held.peak / tenth.peak),
    };
  },
};

interface Took {
  seconds: number;
  finishMs: number;
  rows: number;
  parts: number;
  bytes: number;
  largest: number;
  peak: number;
}

function write(nodes: number, ...options: string[]): Took {
  const script = fileURLToPath(new URL('write-rows.ts', import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [...options, script, String(nodes)], { encoding: 'utf8' }));
}
