import type { Benchmark } from './bench.ts';
import { median, round, timeNode } from './measure.ts';

const ROUNDS = 15;
const programs = {
  bare: ['-e', '0'],
  version: ['bin/run.js', '--version'],
  applyHelp: ['bin/run.js', 'apply', '--help'],
};

/** CLI start against a bare `node -e 0`, taken in turn so that a slow moment hits all three alike. */
export const start: Benchmark = {
  name: 'start',
  async run() {
    const times: Record<keyof typeof programs, number[]> = { bare: [], version: [], applyHelp: [] };
    const names = Object.keys(programs) as (keyof typeof programs)[];
    for (const name of names) timeNode(programs[name]); // fills the compile cache
    for (let i = 0; i < ROUNDS; i++) for (const name of names) times[name].push(timeNode(programs[name]));
    const ratio = (name: keyof typeof programs) => round(median(times[name].map((t, i) => t / (times.bare[i] ?? t))));
    return {
      'bare node, ms': round(median(times.bare)),
      '--version, times bare node (limit 5)': ratio('version'),
      'apply --help, times bare node (limit 6)': ratio('applyHelp'),
    };
  },
};
