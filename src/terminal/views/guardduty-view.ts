import type { AdvisedThreat, FoundThreats } from '../../actions/guardduty-findings.ts';
import type { RegionStatus } from '../../actions/guardduty-status.ts';
import type { ThreatSeverity } from '../../core/guardduty/model.ts';
import { printableLine } from '../../core/present/printable.ts';
import { utcTime } from '../local-time.ts';
import type { Style, Tone } from '../style.ts';
import { type Cell, table } from '../table.ts';

const STATUS_TONES: Record<RegionStatus['status'], Tone> = {
  enabled: 'good',
  suspended: 'bad',
  none: 'bad',
  unknown: 'warn',
};
const STATUS_WORDS: Record<RegionStatus['status'], string> = {
  enabled: 'on',
  suspended: 'suspended',
  none: 'off',
  unknown: 'unknown',
};

/** GuardDuty Region by Region, and which of its features are on. */
export function guardDutyStatusView(regions: readonly RegionStatus[], style: Style): string {
  const rows = regions.map(({ region, status, detector, turnedOn, failure }): Cell[] => [
    region,
    { text: turnedOn ? `${STATUS_WORDS[status]} (now)` : STATUS_WORDS[status], tone: STATUS_TONES[status] },
    failure ??
      detector?.features
        .filter(({ enabled }) => enabled)
        .map(({ name }) => name)
        .join(', ') ??
      '',
  ]);
  return table(['region', 'guardduty', 'features'], rows, style);
}

const SEVERITY_TONES: Record<ThreatSeverity, Tone> = { critical: 'bad', high: 'bad', medium: 'warn', low: 'dim' };

/** Each finding in a few lines: what, about whom, with whom, what it means, what to do. */
export function guardDutyFindingsView({ region, nodes, findings }: FoundThreats, style: Style): string {
  const about = nodes === null ? 'Windows instances' : `the ${nodes} selected nodes`;
  if (findings.length === 0) return `GuardDuty found nothing about ${about} in ${region}.`;
  const noun = findings.length === 1 ? 'finding' : 'findings';
  const head = `${findings.length} ${noun} about ${about} in ${region}`;
  return [head, ...findings.map((finding) => findingText(finding, style))].join('\n\n');
}

function findingText(finding: AdvisedThreat, style: Style): string {
  const { severity, type, instanceId, name, role, count, firstSeen, lastSeen, remotes, ports, domain } = finding;
  const who = name ? `${instanceId} (${name})` : instanceId;
  const times = count === 1 ? utcTime(lastSeen) : `${count} times, ${utcTime(firstSeen)} to ${utcTime(lastSeen)}`;
  const facts = [
    `${who}${role ? `, as ${role}` : ''}, ${times}`,
    ...(ports.length > 0 ? [`ports ${ports.join(', ')}`] : []),
    ...(remotes.length > 0 ? [`with ${shownRemotes(remotes)}`] : []),
    ...(domain ? [`asked for ${domain}`] : []),
    finding.means,
  ];
  return [
    `  ${style(SEVERITY_TONES[severity], severity.padEnd(8))}  ${printableLine(type)}${finding.archived ? ' (archived)' : ''}`,
    ...facts.map((line) => `            ${printableLine(line)}`),
    ...finding.next.map((line) => `            → ${printableLine(line)}`),
  ].join('\n');
}

const MOST_REMOTES = 5;
const shownRemotes = (remotes: readonly string[]) =>
  remotes.length > MOST_REMOTES
    ? `${remotes.slice(0, MOST_REMOTES).join(', ')} and ${remotes.length - MOST_REMOTES} more`
    : remotes.join(', ');
