import type { CisScanBegun } from '../../actions/run-cis-scan.ts';
import { scheduleText } from '../../core/inspector/scan-schedule.ts';
import { printableLine } from '../../core/present/printable.ts';
import type { Style } from '../style.ts';

/** The configuration, and how far its scan is. */
export function cisScanBegunView({ configuration, nodes, scan }: CisScanBegun, style: Style): string {
  const { name, level, schedule, created, targetTags } = configuration;
  const tags = Object.entries(targetTags).map(([key, values]) => `${key}=${values.join('|')}`);
  const what = `${created ? 'Made' : 'There is already'} the scan configuration ${name}: Level ${level}, ${scheduleText(schedule)}`;
  return [
    style('good', printableLine(what)),
    printableLine(`  ${nodes} Windows nodes have ${tags.join(' and ')} now`),
    ...(scan ? [scanLine(scan, style)] : []),
    scan && scan.status !== 'IN_PROGRESS'
      ? printableLine(`  winharden inspector cis-scan show "${name}" puts it beside winharden's own audit`)
      : printableLine(`  winharden inspector cis-scan list --name "${name}" shows how far it is`),
    '  A node without AmazonInspector2ManagedCisPolicy in its role is never scanned: it ends as TIMED_OUT.',
  ].join('\n');
}

function scanLine({ status, failedChecks, totalChecks }: NonNullable<CisScanBegun['scan']>, style: Style): string {
  const text = `  ${status.toLowerCase().replace('_', ' ')}: ${failedChecks} of ${totalChecks} checks failed`;
  return style(status === 'COMPLETED' ? 'plain' : 'warn', text);
}
