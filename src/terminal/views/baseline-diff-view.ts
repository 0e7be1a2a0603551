import type { ShownDiff } from '../../actions/compare-baselines.ts';
import type { When } from '../../core/baseline/model.ts';
import type { DiffEntry } from '../../core/compare/diff.ts';
import { conditionText } from '../../core/present/condition-text.ts';
import { printableLine } from '../../core/present/printable.ts';
import { requirementText, valueText } from '../../core/present/values.ts';
import type { Style, Tone } from '../style.ts';
import { type Cell, table } from '../table.ts';

const TONE: Record<DiffEntry['change'], Tone> = { added: 'good', removed: 'bad', changed: 'warn' };
const CHANGES = ['changed', 'removed', 'added'] as const;

/** What changed from one baseline to another, one line per control and address. */
export function baselineDiffView(diff: ShownDiff, style: Style): string {
  const { before, after, entries, unchanged } = diff;
  const counts = CHANGES.map((change) => `${entries.filter((entry) => entry.change === change).length} ${change}`);
  const head = style('bold', printableLine(`${before} to ${after}: ${counts.join(', ')}, ${unchanged} as before`));
  const ordered = CHANGES.flatMap((change) => entries.filter((entry) => entry.change === change));
  const rows = ordered.map((entry): Cell[] => [
    { text: entry.change, tone: TONE[entry.change] },
    entry.control,
    entry.releases.join(' '),
    entry.title,
    entry.stricter ?? '',
    aspectsOf(entry),
  ]);
  const columns = ['change', 'control', 'release', 'setting', 'stricter', 'what'];
  const parts = [head, ...(rows.length > 0 ? [table(columns, rows, style)] : []), ...notCompared(diff)];
  return parts.join('\n\n');
}

/** Of a whole control its demand says enough; its id stands at the front. */
const WHOLE: DiffEntry['aspects'][number]['aspect'][] = ['expect', 'reason'];

function aspectsOf({ change, aspects }: DiffEntry): string {
  if (change === 'changed') {
    return aspects
      .map(
        (found) => `${WORD[found.aspect] ?? found.aspect}: ${sideText(found, 'before')} → ${sideText(found, 'after')}`,
      )
      .join('; ');
  }
  const side = change === 'added' ? 'after' : 'before';
  return aspects
    .filter(({ aspect }) => WHOLE.includes(aspect))
    .map((found) => sideText(found, side))
    .join('');
}

const WORD: Partial<Record<DiffEntry['aspects'][number]['aspect'], string>> = {
  expect: 'required',
  set: 'apply writes',
  when: 'on',
};

function sideText({ aspect, ...sides }: DiffEntry['aspects'][number], side: 'before' | 'after'): string {
  const value = sides[side];
  if (aspect === 'expect') return requirementText(value) || 'nothing';
  if (aspect === 'when') return conditionText(value === null ? [] : [value as When]);
  return valueText(value);
}

function notCompared({ before, after, onlyBefore, onlyAfter }: ShownDiff): string[] {
  const sides = [
    { name: before, releases: onlyBefore },
    { name: after, releases: onlyAfter },
  ];
  return sides
    .filter(({ releases }) => releases.length > 0)
    .map(({ name, releases }) =>
      printableLine(`Not compared: Windows Server ${releases.join(', ')}, of which only ${name} speaks.`),
    );
}
