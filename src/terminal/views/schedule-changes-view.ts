import type { ChangeResult } from '../../actions/change-schedules.ts';
import { printableLine } from '../../core/present/printable.ts';
import { dangerText } from '../../core/schedule/dangers.ts';
import type { ScheduleChange } from '../../core/schedule/model.ts';
import { localTime, utcTime } from '../local-time.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';

/** Names of nodes that fit a line; the rest is counted. */
const MOST_NODES = 5;

const TITLES = { create: 'New schedule', update: 'Change schedule', unchanged: 'Unchanged', delete: 'Delete schedule' };
const DONE = { create: 'Made', update: 'Changed', unchanged: 'Unchanged:', delete: 'Deleted' };

/** What is about to be done: what each schedule says or will say otherwise, its nodes now, and when it runs. */
export function scheduleChangesView(changes: readonly ScheduleChange[], style: Style): string {
  return changes.map((change) => changeText(change, style)).join('\n\n');
}

function changeText(change: ScheduleChange, style: Style): string {
  const { name, action, differences, nodes, dangers, warnings, nextRuns } = change;
  const title = style('bold', printableLine(`${TITLES[action]} ${name}`));
  if (action === 'delete') return `${title}\n  Its document and its reports stay.`;
  const rows: Cell[][] = differences.map(({ what, from, to }) => [
    what,
    action === 'create' ? (to ?? 'none') : `${from ?? 'none'} → ${to ?? 'none'}`,
  ]);
  if (nodes) rows.push(['nodes now', nodesText(nodes)]);
  if (action !== 'unchanged' || nextRuns.length > 0)
    rows.push(['runs', change.runsAtOnce ? 'at once, and then' : 'not before']);
  rows.push(...nextRuns.map((run): Cell[] => ['', runText(run)]));
  const marks = [...dangers.map(dangerText), ...warnings].map((text) => style('warn', `  ! ${printableLine(text)}`));
  return [title, table(['', ''], rows, style).split('\n').slice(1).join('\n'), ...marks].join('\n');
}

function nodesText({ ids, excluded }: NonNullable<ScheduleChange['nodes']>): string {
  const more = ids.length > MOST_NODES ? ` and ${ids.length - MOST_NODES} more` : '';
  const left = excluded.length > 0 ? `; ${excluded.length} that match could not take part now` : '';
  return ids.length === 0 ? `none${left}` : `${ids.length}: ${ids.slice(0, MOST_NODES).join(' ')}${more}${left}`;
}

/** In UTC, by which State Manager goes, and as this machine's clock will show it. */
export function runText(run: string): string {
  return `${utcTime(run)}   ${localTime(run)}`;
}

/** What was done. */
export function scheduleResultView({ state, changes }: ChangeResult, style: Style): string {
  if (state === 'dryRun') return 'Nothing was changed: this was a dry run.';
  if (state === 'declined') return 'Nothing was changed.';
  const lines = changes.map(({ name, action, id, started, nextRuns }) => {
    const when = started
      ? '; it runs now'
      : nextRuns[0] && action !== 'unchanged'
        ? `; next run ${runText(nextRuns[0])}`
        : '';
    return printableLine(`${DONE[action]} ${name}${id ? ` (${id})` : ''}${when}`);
  });
  return lines.length === 0 ? 'The file has no schedules.' : lines.map((line) => style('plain', line)).join('\n');
}
