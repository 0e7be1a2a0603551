import type { Crosswalk, CrosswalkEntry } from '../../core/compare/crosswalk.ts';
import { conditionText } from '../../core/present/condition-text.ts';
import { printableLine } from '../../core/present/printable.ts';
import { requirementText } from '../../core/present/values.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';

/** Settings side by side: those that differ first, then what only one asks for, then the shared ones, and the counts. */
export function crosswalkView(found: Crosswalk, style: Style): string {
  const { baselines, entries, counts, manual } = found;
  const only = (name: string) => (entry: CrosswalkEntry) =>
    entry.relation === 'single' && entry.sides[0]?.baseline === name;
  const parts: [string, CrosswalkEntry[]][] = [
    ['differing', entries.filter(({ relation }) => relation === 'differing')],
    ...baselines.map((name): [string, CrosswalkEntry[]] => [`only in ${name}`, entries.filter(only(name))]),
    ['shared', entries.filter(({ relation }) => relation === 'shared')],
  ];
  const sections = parts
    .filter(([, members]) => members.length > 0)
    .map(([name, members]) => `${style('bold', printableLine(name))}\n\n${entryTable(baselines, members, style)}`);
  const judged = Object.entries(manual).filter(([, count]) => count > 0);
  const notes = judged.map(([name, count]) =>
    printableLine(`${count} controls of ${name} are manual, and not compared.`),
  );
  return [...sections, countTable(baselines, counts, style), ...(notes.length > 0 ? [notes.join('\n')] : [])].join(
    '\n\n',
  );
}

function entryTable(baselines: string[], entries: CrosswalkEntry[], style: Style): string {
  const named = baselines.filter((name) =>
    entries.some(({ sides }) => sides.some(({ baseline }) => baseline === name)),
  );
  const judged = entries.some(({ relation }) => relation === 'differing');
  const rows = entries.map((entry): Cell[] => [
    entry.releases.join(' '),
    entry.title,
    ...named.map((name) => demandsText(entry, name)),
    ...(judged ? [entry.stricter ?? ''] : []),
    entry.nist.join(' '),
  ]);
  return table(['release', 'setting', ...named, ...(judged ? ['stricter'] : []), 'NIST 800-53'], rows, style);
}

function demandsText({ sides }: CrosswalkEntry, name: string): string {
  const demands = sides.find(({ baseline }) => baseline === name)?.demands ?? [];
  return demands
    .map(
      ({ control, expect, when }) =>
        `${control}: ${requirementText(expect)}${when ? ` (${conditionText([when])})` : ''}`,
    )
    .join('; ');
}

function countTable(baselines: string[], counts: Crosswalk['counts'], style: Style): string {
  const rows = counts.map(({ release, shared, differing, single }): Cell[] => [
    release === null ? 'any' : String(release),
    shared,
    differing,
    ...baselines.map((name) => single[name] ?? 0),
  ]);
  return table(['release', 'shared', 'differing', ...baselines.map((name) => `only in ${name}`)], rows, style);
}
