import type { InspectorStatus } from '../../actions/show-inspector-status.ts';
import { CLASSIC_END } from '../../core/inspector/classic-agent.ts';
import type { NodeCoverage } from '../../core/inspector/coverage.ts';
import { nodeName } from '../../core/present/findings.ts';
import { printableLine } from '../../core/present/printable.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';

const MOST_ROWS = 200;

/** Whether Inspector is on, each node, and the nodes with the old agent. */
export function inspectorStatusView(status: InspectorStatus, style: Style): string {
  const { nodes } = status;
  const rows = nodes.slice(0, MOST_ROWS).map(rowOf);
  const left = nodes.length - rows.length;
  return [
    headline(status, style),
    [
      table(['node', 'windows', 'scanned', 'why', 'last scan', 'network', 'what to do'], rows, style),
      ...(left > 0 ? [`  … and ${left} more with --json`] : []),
    ].join('\n'),
    classic(status, style),
  ].join('\n\n');
}

function headline({ scanning, region, nodes, covered }: InspectorStatus, style: Style): string {
  const isOn = scanning.ec2 === 'ENABLED';
  const why = scanning.error ? ` (${scanning.error.code}: ${scanning.error.message})` : '';
  const state = `EC2 scanning in ${scanning.account}/${region}: ${scanning.ec2.toLowerCase()}${why}`;
  const all = covered === nodes.length;
  return [
    style(isOn ? 'good' : 'bad', printableLine(state)),
    style(all ? 'good' : 'warn', `${covered} of ${nodes.length} Windows nodes covered`),
  ].join('\n');
}

const rowOf = (node: NodeCoverage): Cell[] => [
  nodeName(node),
  node.release ?? '',
  node.covered ? { text: 'yes', tone: 'good' } : { text: 'no', tone: 'bad' },
  node.why,
  node.lastScanned ?? 'never',
  node.network ? 'yes' : 'no',
  node.next,
];

function classic({ nodes, classicLookedFor }: InspectorStatus, style: Style): string {
  const found = nodes.filter(({ classicAgent }) => classicAgent !== undefined);
  if (found.length > 0) {
    const names = found.map((node) => `${nodeName(node)} (run ${node.classicAgent})`).join(', ');
    return [
      style('warn', printableLine(`The agent of Inspector Classic was found on ${names}`)),
      `${CLASSIC_END} \`winharden apply --baseline eks-node\` switches it off, with --include eks-5.4 it is uninstalled.`,
    ].join('\n');
  }
  return classicLookedFor
    ? 'The agent of Inspector Classic was not found by the last audits of eks-node.'
    : '`winharden audit --baseline eks-node` looks for the agent of Inspector Classic, which ended on 2026-05-20.';
}
