import { printable, printableLine } from '../../core/present/printable.ts';
import type { GroupResult, Outcome, ReplaceResult, Step } from '../../core/replace/model.ts';
import type { Style, Tone } from '../style.ts';

const SAYS: Record<Outcome, [text: string, tone: Tone]> = {
  planned: ['to be replaced', 'bold'],
  replaced: ['replaced', 'good'],
  failed: ['FAILED', 'bad'],
  inProgress: ['in progress', 'warn'],
  notStarted: ['not started', 'dim'],
  upToDate: ['up to date', 'good'],
  refused: ['cannot be replaced by winharden', 'warn'],
};

const MOST_NODES = 10;

type Shown = Pick<GroupResult, 'title' | 'nodes' | 'image' | 'reason' | 'warnings' | 'steps'> & { outcome: Outcome };

/** How each group is replaced: its nodes, what is to be known, the steps to copy. */
export function replacePlanView(groups: readonly Shown[], style: Style): string {
  return groups.map((group) => groupText(group, style)).join('\n\n');
}

function groupText({ title, nodes, image, outcome, reason, warnings, steps }: Shown, style: Style): string {
  const [says, tone] = SAYS[outcome];
  const others = nodes.filter(({ selected }) => !selected);
  const shown = nodes.slice(0, MOST_NODES).map(({ instanceId, name, imageId, selected }) => {
    const mark = selected ? '' : '  (not selected; goes with its group)';
    return `  ${instanceId}  ${imageId}  ${name ?? ''}${mark}`.trimEnd();
  });
  const lines = [
    ...shown,
    ...(nodes.length > MOST_NODES ? [`  … and ${nodes.length - MOST_NODES} more`] : []),
    ...(image === null ? [] : [`  new image: ${image}`]),
  ].map(printableLine);
  const notes = [
    ...(reason === null ? [] : [reason]),
    ...(others.length > 0 && outcome !== 'upToDate' && outcome !== 'refused'
      ? [`the whole group is replaced: ${nodes.length} nodes, ${others.length} of which were not selected`]
      : []),
    ...warnings,
  ].map((text) => `  ${style('warn', `! ${printableLine(text)}`)}`);
  const head = `${style('bold', printableLine(title))}: ${style(tone, says)}`;
  return [head, ...lines, ...notes, ...steps.flatMap((step, index) => stepLines(step, index + 1, style))].join('\n');
}

function stepLines({ text, command }: Step, number: number, style: Style): string[] {
  const commands = (command ?? '').split('\n').filter(Boolean);
  return [
    '',
    `  ${number}. ${printableLine(text)}`,
    ...commands.map((line) => `       ${style('accent', printable(line))}`),
  ];
}

/** What was done to each group, and how to look again. */
export function replaceResultView(result: ReplaceResult, style: Style): string {
  if (!result.executed && result.groups.every(({ outcome }) => outcome !== 'notStarted'))
    return [replacePlanView(result.groups, style), ...excludedText(result)].join('\n\n');
  const groups = result.groups.map((group) => {
    const [says, tone] = SAYS[group.outcome];
    const percent = group.percent === null ? '' : ` (${group.percent} %)`;
    const audit = group.outcome === 'replaced' ? group.steps.at(-1) : undefined;
    return [
      `${style('bold', printableLine(group.title))}: ${style(tone, says)}${percent}`,
      ...(group.reason === null ? [] : [`  ${printableLine(group.reason)}`]),
      ...group.problems.map((text) => `  ${printableLine(text)}`),
      ...(group.look === null
        ? []
        : [
            '  See how far it is; the same command with --execute follows it again:',
            `       ${style('accent', printable(group.look))}`,
          ]),
      ...(audit?.command === undefined
        ? []
        : [`  ${printableLine(audit.text)}`, `       ${style('accent', printable(audit.command))}`]),
    ].join('\n');
  });
  return [...groups, ...excludedText(result)].join('\n\n');
}

function excludedText({ excluded }: ReplaceResult): string[] {
  if (excluded.length === 0) return [];
  const lines = excluded.map(({ instanceId, reason }) => `  ${printableLine(`${instanceId}  ${reason}`)}`);
  return [['Left out:', ...lines].join('\n')];
}
