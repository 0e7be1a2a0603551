import type { RunSummary } from '../../core/run/model.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';

const nodesText = ({ selected, ...outcomes }: RunSummary['nodes']) => {
  const counts = Object.entries(outcomes).filter(([, count]) => count > 0);
  return counts.length === 0
    ? `${selected}`
    : `${selected}: ${counts.map(([name, count]) => `${count} ${name}`).join(', ')}`;
};

/** The runs that this machine keeps, newest first. */
export function runListView(runs: readonly RunSummary[], style: Style): string {
  if (runs.length === 0) return 'No runs yet. `winharden audit --help` shows how to start one.';
  const rows = runs.map((run): Cell[] => [
    run.runId,
    run.operation,
    run.baseline,
    run.state,
    run.started,
    nodesText(run.nodes),
  ]);
  return table(['run', 'operation', 'baseline', 'state', 'started', 'nodes'], rows, style);
}
