import type { RunSummary } from '../../core/run/model.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';

/** How many nodes, and how they ended. */
export const nodesText = ({ selected, ...outcomes }: RunSummary['nodes']) => {
  const counts = Object.entries(outcomes).filter(([, count]) => count > 0);
  return counts.length === 0
    ? `${selected}`
    : `${selected}: ${counts.map(([name, count]) => `${count} ${name}`).join(', ')}`;
};

/** The runs that this machine keeps, newest first. */
export function runListView(runs: readonly RunSummary[], style: Style): string {
  if (runs.length === 0) return 'No runs yet. `winharden audit --help` shows how to start one.';
  const scheduled = runs.some(({ schedule }) => schedule !== undefined);
  const rows = runs.map((run): Cell[] => [
    run.runId,
    ...(scheduled ? [run.schedule ?? ''] : []),
    run.operation,
    run.baseline,
    run.state,
    run.started,
    nodesText(run.nodes),
  ]);
  const head = ['run', ...(scheduled ? ['schedule'] : []), 'operation', 'baseline', 'state', 'started', 'nodes'];
  return table(head, rows, style);
}
