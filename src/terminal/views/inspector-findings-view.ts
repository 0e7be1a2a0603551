import type { FoundVulnerabilities } from '../../actions/list-vulnerabilities.ts';
import { SEVERITIES, type Severity } from '../../core/inspector/model.ts';
import { nodeName } from '../../core/present/findings.ts';
import type { Style, Tone } from '../style.ts';
import { type Cell, table } from '../table.ts';

const TONES: Record<Severity, Tone> = {
  critical: 'bad',
  high: 'bad',
  medium: 'warn',
  low: 'plain',
  informational: 'dim',
  untriaged: 'dim',
};

/** Nodes that a line names; the others are counted. */
const NAMED = 2;

/** How much of which severity, and one line for each CVE or open way. */
export function inspectorFindingsView({ nodes, counts, groups, more }: FoundVulnerabilities, style: Style): string {
  const total = SEVERITIES.reduce((sum, severity) => sum + counts[severity], 0);
  if (total === 0) return style('good', `No active finding on ${nodes.asked} Windows nodes.`);
  const each = SEVERITIES.filter((severity) => counts[severity] > 0).map(
    (severity) => `${counts[severity]} ${severity}`,
  );
  const rows = groups.map((group): Cell[] => [
    { text: group.severity, tone: TONES[group.severity] },
    group.id,
    group.score ?? '',
    group.epss === null ? '' : `${(group.epss * 100).toFixed(1)}%`,
    group.exploitable ? { text: 'yes', tone: 'bad' } : '',
    group.ports.join(', ') || group.fixes.join(', ') || (group.fixable ? 'yes' : 'none'),
    group.nodes.length,
    nodesText(group.nodes),
  ]);
  return [
    style('warn', `${total} active findings on ${nodes.concerned} of ${nodes.asked} Windows nodes: ${each.join(', ')}`),
    [
      table(['severity', 'what', 'score', 'EPSS', 'exploit', 'fix, or open', 'nodes', 'which'], rows, style),
      ...(more > 0
        ? [`  … and ${more} more: --limit ${groups.length + more}, or narrow it with --severity, --fixable`]
        : []),
    ].join('\n'),
  ].join('\n\n');
}

function nodesText(nodes: FoundVulnerabilities['groups'][number]['nodes']): string {
  const named = nodes.slice(0, NAMED).map(nodeName).join(', ');
  return nodes.length > NAMED ? `${named} …` : named;
}
