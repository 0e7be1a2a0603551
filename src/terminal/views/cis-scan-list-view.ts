import type { CisScan } from '../../core/inspector/model.ts';
import type { Style, Tone } from '../style.ts';
import { type Cell, table } from '../table.ts';

export const SCAN_TONES: Record<string, Tone> = {
  COMPLETED: 'good',
  IN_PROGRESS: 'accent',
  FAILED: 'bad',
  CANCELLED: 'warn',
};

/** One line for each scan. */
export function cisScanListView({ scans, more }: { scans: CisScan[]; more: boolean }, style: Style): string {
  if (scans.length === 0) return 'There is no CIS scan here. `winharden inspector cis-scan run` makes one.';
  const rows = scans.map((scan): Cell[] => [
    scan.arn.split('/').at(-1)?.slice(0, 8) ?? '',
    scan.name,
    scan.date ?? '',
    scan.level ?? '',
    { text: scan.status, tone: SCAN_TONES[scan.status] ?? 'plain' },
    scan.failedChecks,
    scan.totalChecks,
    scan.configuration.split('/').at(-1) ?? '',
  ]);
  return [
    table(['scan', 'name', 'date', 'level', 'status', 'failed', 'checks', 'configuration'], rows, style),
    ...(more ? ['  … and older ones: --limit, --since, --name'] : []),
  ].join('\n');
}
