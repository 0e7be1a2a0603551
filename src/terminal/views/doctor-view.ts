import type { Check, Diagnosis, Verdict } from '../../core/doctor/model.ts';
import { printableLine } from '../../core/present/printable.ts';
import type { Style, Tone } from '../style.ts';

const TONES: Record<Verdict, Tone> = { ok: 'good', warning: 'warn', failed: 'bad', unknown: 'dim' };

/** One line for each thing that was looked at, and below it what to do. */
export function doctorView({ checks, counts }: Diagnosis, style: Style): string {
  const width = Math.max(...checks.map(({ about }) => about.length));
  const lines = checks.flatMap((each) => checkLines(each, width, style));
  const tally = (['failed', 'warning', 'unknown', 'ok'] as const)
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => style(TONES[verdict], `${counts[verdict]} ${verdict}`));
  return [...lines, '', tally.join(', ')].join('\n');
}

function checkLines({ about, verdict, found, fix }: Check, width: number, style: Style): string[] {
  const head = `  ${style(TONES[verdict], verdict.padEnd(7))}  ${about.padEnd(width)}  ${printableLine(found)}`;
  return [head, ...fix.map((line) => `  ${' '.repeat(7)}  ${' '.repeat(width)}  → ${printableLine(line)}`)];
}
