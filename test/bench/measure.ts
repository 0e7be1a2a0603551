import { spawnSync } from 'node:child_process';

/** The middle value; of an even number the upper middle. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Wall milliseconds of one run of a Node program; a failing one would measure nothing. */
export function timeNode(args: string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const elapsed = performance.now() - started;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return elapsed;
}

/** Two digits are as much as a shared machine can tell. */
export const round = (value: number): number => Math.round(value * 100) / 100;
