/**
 * `npm run bench [-- --only NAME] [-- --json]`: the measured claims.
 * stdout: one JSON object keyed by benchmark name. stderr: a table for people (not with --json). Also written to bench/results.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { engine } from './engine.ts';
import { faults } from './fault-matrix.ts';
import { fleet } from './fleet.ts';
import { fleet10000 } from './fleet-10000.ts';
import { render } from './render.ts';
import { rows } from './rows.ts';
import { start } from './start.ts';

/** One benchmark: figures by name; ratios and counts are comparable between machines, times are not. */
export interface Benchmark {
  name: string;
  run(): Promise<Record<string, number | string | null>>;
}

const benchmarks: Benchmark[] = [start, render, fleet, fleet10000, faults, engine, rows];

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, json: { type: 'boolean' } } });
const chosen = benchmarks.filter(({ name }) => !values.only || values.only.includes(name));
if (chosen.length === 0) {
  console.error(`no benchmark named ${values.only?.join(', ')}; there are ${benchmarks.map((b) => b.name).join(', ')}`);
  process.exit(2);
}

const results: Record<string, Record<string, number | string | null>> = {};
for (const benchmark of chosen) {
  if (!values.json) console.error(`\n${benchmark.name}`);
  const figures = await benchmark.run();
  results[benchmark.name] = figures;
  if (values.json) continue;
  for (const [figure, value] of Object.entries(figures)) console.error(`  ${figure.padEnd(44)} ${value}`);
}
mkdirSync('bench', { recursive: true });
writeFileSync('bench/results.json', `${JSON.stringify(results, null, 2)}\n`);
console.log(JSON.stringify(results, null, 2));
