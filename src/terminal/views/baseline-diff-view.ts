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
  const rows = ordered.map(({ change, control, releases, title, aspects, stricter }): Cell[] => [
    { text: change, tone: TONE[change] },
    control,
    releases.join(' '),
    title,
    stricter ?? '',
    aspects.map(aspectText).join('; '),
  ]);
  const columns = ['change', 'control', 'release', 'setting', 'stricter', 'what'];
  const parts = [head, ...(rows.length > 0 ? [table(columns, rows, style)] : []), ...notCompared(diff)];
  return parts.join('\n\n');
}

function aspectText({ aspect, before, after }: DiffEntry['aspects'][number]): string {
  const text = (value: unknown) => {
    if (aspect === 'expect') return requirementText(value) || 'nothing';
    if (aspect === 'when') return conditionText(value === null ? [] : [value as When]);
    return valueText(value);
  };
  const word = aspect === 'set' ? 'apply writes' : aspect;
  return `${word}: ${text(before)} → ${text(after)}`;
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
