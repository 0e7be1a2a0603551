import type { CompliancePut } from '../../core/compliance/result.ts';
import { printableLine } from '../../core/present/printable.ts';
import type { Style } from '../style.ts';
import { table } from '../table.ts';

const MOST_FAILURES = 20;

const counted = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');

/** What was told to whom, and what was refused. */
export function complianceView(
  { runId, dryRun, nodes, ssm, securityHub, failures }: CompliancePut,
  style: Style,
): string {
  const head = `${dryRun ? 'Would tell' : 'Told'} of ${nodes.told} nodes of the run ${runId}`;
  const silent = nodes.withoutReport > 0 ? [`${nodes.withoutReport} without a report keep what they had`] : [];
  const lines = [
    ...(ssm ? [`  Systems Manager: lists ${counted({ ...ssm })}`] : []),
    ...(securityHub ? [`  Security Hub:    findings ${counted({ ...securityHub })}`] : []),
  ];
  const told = [style('bold', printableLine([head, ...silent].join('; '))), ...lines].join('\n');
  return [told, ...failureSection(failures, style)].join('\n\n');
}

function failureSection(failures: CompliancePut['failures'], style: Style): string[] {
  if (failures.length === 0) return [];
  const rows = failures.slice(0, MOST_FAILURES).map(({ to, of, reason }) => [to, of, reason]);
  const left = failures.length - rows.length;
  const rest = left > 0 ? [`  … and ${left} more with --json`] : [];
  return [
    [style('bad', `${failures.length} were refused`), table(['to', 'of', 'why'], rows, style), ...rest].join('\n'),
    'All else was done. Put right what they name and do it again.',
  ];
}
