import type { AccessCheck } from '../../actions/check-access.ts';
import type { NodeAccess, SessionPreferences, SessionRisk } from '../../core/access/model.ts';
import { SESSION_PROGRAM_NAMES, SESSION_PROGRAMS } from '../../core/access/programs.ts';
import { conditionText } from '../../core/present/condition-text.ts';
import { printableLine } from '../../core/present/printable.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';

/** Nodes and whether sessions reach them, then what stands in the way, what sessions are like, and what would end them. */
export function accessCheckView(check: Omit<AccessCheck, 'warnings'>, style: Style): string {
  const { nodes, region, preferences, programs, risks } = check;
  const reached = nodes.filter(({ reachable }) => reachable === true).length;
  const head =
    nodes.length === 0
      ? `There is no Windows node in ${region}.`
      : `${reached} of ${nodes.length} nodes can be reached by Session Manager in ${region}`;
  const parts = [
    head,
    ...(nodes.length > 0
      ? [table(['node', 'name', 'session', 'ping', 'agent', 'profile'], nodes.map(rowOf), style)]
      : []),
    ...nodes.filter(({ problems }) => problems.length > 0).map(problemsText),
    `Sessions: ${preferences ? preferencesText(preferences) : 'no preferences are set, or none that may be read'}`,
    programsText(programs),
    ...(risks.length > 0 ? [risksText(risks)] : []),
  ];
  return parts.join('\n\n');
}

function rowOf({ instanceId, name, reachable, ping, agent, profile, managed }: NodeAccess): Cell[] {
  const session: Cell =
    reachable === null
      ? { text: 'unknown', tone: 'warn' }
      : reachable
        ? { text: 'yes', tone: 'good' }
        : { text: 'no', tone: 'bad' };
  const without = instanceId.startsWith('mi-') ? '(hybrid)' : '(Default Host Management)';
  return [instanceId, name ?? '', session, ping ?? '', agent ?? '', profile ?? (managed ? without : '')];
}

const problemsText = ({ instanceId, problems, next }: NodeAccess) =>
  [
    `  ${instanceId}`,
    ...problems.map((text) => `    ${printableLine(text)}`),
    ...next.map((text) => `    → ${printableLine(text)}`),
  ].join('\n');

function preferencesText(preferences: SessionPreferences): string {
  const { kmsKey, bucket, logGroup, idleMinutes, maxMinutes, windowsProfile } = preferences;
  const logs = [bucket && `to the bucket ${bucket}`, logGroup && `to the log group ${logGroup}`].filter(Boolean);
  const texts = [
    kmsKey ? `encrypted with the KMS key ${kmsKey}` : 'encrypted by TLS alone',
    logs.length > 0 ? `logged ${logs.join(' and ')}` : 'not logged',
    ...(idleMinutes === null ? [] : [`ended after ${idleMinutes} idle minutes`]),
    ...(maxMinutes === null ? [] : [`ended after ${maxMinutes} minutes`]),
    ...(windowsProfile === null ? [] : [`begun with ${windowsProfile}`]),
  ];
  return printableLine(texts.join(', '));
}

function programsText(programs: AccessCheck['programs']): string {
  const missing = SESSION_PROGRAM_NAMES.filter((name) => programs[name] === null);
  if (missing.length === 0) return 'This machine has the AWS CLI and session-manager-plugin.';
  const links = missing.map((name) => `    → ${SESSION_PROGRAMS[name]}`);
  return [`This machine lacks ${missing.join(' and ')}, which sessions need.`, ...links].join('\n');
}

const ENDS: Record<SessionRisk['ends'], string> = { shells: 'shells', agent: 'the agent' };

/** Controls that would do the same for the same reason stand together. */
function risksText(risks: readonly SessionRisk[]): string {
  const head =
    'Controls that would end sessions; winharden holds them back from such nodes unless --accept-risk names them:';
  const byReason = Map.groupBy(risks, ({ ends, reason, when }) => `${ENDS[ends]} (${conditionText(when)}): ${reason}`);
  const lines = [...byReason].flatMap(([why, group]) => [
    `  ${printableLine(why)}`,
    ...group.map(({ control, baselines }) => `    ${printableLine(`${control} of ${baselines.join(', ')}`)}`),
  ]);
  return [head, ...lines].join('\n');
}
