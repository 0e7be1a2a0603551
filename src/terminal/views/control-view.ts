import { controlFindings } from '../../core/present/findings.ts';
import type { ShownRun } from '../../core/present/model.ts';
import { printableLine } from '../../core/present/printable.ts';
import type { Status } from '../../core/report/model.ts';
import type { Style, Tone } from '../style.ts';
import { type Cell, table } from '../table.ts';

export const STATUS_TONE: Record<Status, Tone> = {
  Compliant: 'good',
  Remediated: 'good',
  NonCompliant: 'bad',
  Error: 'bad',
  Waived: 'dim',
  NotApplicable: 'dim',
  Manual: 'dim',
};

/** One control of a run: what each node found and what is required, nodes that found the same together. */
export function controlView(run: ShownRun, style: Style): string {
  return controlFindings(run)
    .map(({ id, title, level, findings }) => {
      const rows = findings.map(({ status, found, required, message, nodes }): Cell[] => [
        { text: status, tone: STATUS_TONE[status] },
        found,
        required,
        message,
        nodes.join(', '),
      ]);
      const head = style('bold', printableLine(`${id} ${title} (${level})`));
      return `${head}\n\n${table(['status', 'found', 'required', 'message', 'nodes'], rows, style)}`;
    })
    .join('\n\n');
}
