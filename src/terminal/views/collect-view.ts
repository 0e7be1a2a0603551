import type { CollectedRun } from '../../actions/collect-run.ts';
import type { Style, Tone } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { nodesText } from './run-list-view.ts';

const STATES: Record<CollectedRun['state'], { text: string; tone: Tone }> = {
  new: { text: 'new', tone: 'good' },
  known: { text: 'known', tone: 'dim' },
  underWay: { text: 'under way', tone: 'warn' },
  unreadable: { text: 'unreadable', tone: 'bad' },
};

const counted = (counts: Record<string, number>) =>
  Object.entries(counts).flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : []));

/** What was collected, the newest run first. `comeBack` are the flags that find the same lab again. */
export function collectView(runs: readonly CollectedRun[], comeBack: string, style: Style): string {
  if (runs.length === 0) return 'No schedule ran in this time. `winharden schedule list` shows when they will.';
  const rows = runs.map(({ runId, schedule, started, state, run, reason, unverified, late }): Cell[] => [
    state === 'new' || state === 'known' ? runId : '',
    schedule,
    started,
    STATES[state],
    run ? [nodesText(run.nodes), ...counted({ late, unverified })].join(', ') : (reason ?? ''),
  ]);
  const fresh = runs.find(({ state }) => state === 'new');
  const next = fresh ? [`What a run found: \`winharden run show ${fresh.runId}${comeBack}\`.`] : [];
  return [table(['run', 'schedule', 'started', 'state', 'nodes'], rows, style), ...next].join('\n\n');
}
