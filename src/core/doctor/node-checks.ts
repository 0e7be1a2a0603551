import type { Candidate, Excluded } from '../fleet/model.ts';
import type { UploadRight } from '../ports.ts';
import { type Check, check } from './model.ts';

const SHOWN = 5;
const shown = (names: readonly string[]) =>
  names.length > SHOWN ? `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more` : names.join(', ');

/** Which of the selected nodes a run can go to. */
export function nodeChecks(nodes: readonly Candidate[], excluded: readonly Excluded[]): Check[] {
  const total = nodes.length + excluded.length;
  const found = `${nodes.length} of ${total} nodes can take part`;
  const verdict = excluded.length === 0 ? 'ok' : nodes.length === 0 ? 'failed' : 'warning';
  const reasons = [...Map.groupBy(excluded, ({ reason }) => reason)].map(
    ([reason, its]) => `${shown(its.map(({ instanceId }) => instanceId))}: ${reason}`,
  );
  return [check('nodes', 'Nodes', verdict, found, reasons), agentCheck(nodes)];
}

/** Old agents stand out beside the newest one of the fleet. */
function agentCheck(nodes: readonly Candidate[]): Check {
  const versions = [...new Set(nodes.map(({ agent }) => agent))].sort(byVersion);
  const newest = versions.at(-1);
  if (newest === undefined) return check('agents', 'SSM agents', 'unknown', 'no node has one that can be reached');
  const old = nodes.filter(({ agent }) => agent !== newest);
  if (old.length === 0) return check('agents', 'SSM agents', 'ok', `all are ${newest}`);
  return check('agents', 'SSM agents', 'warning', `${versions.join(', ')}; behind: ${shown(old.map(idOf))}`, [
    'bring them to one version: aws ssm send-command --document-name AWS-UpdateSSMAgent --targets …',
  ]);
}

const idOf = ({ instanceId }: Candidate) => instanceId;

function byVersion(a: string, b: string): number {
  const [x, y] = [a, b].map((version) => version.split('.').map(Number)) as [number[], number[]];
  const at = x.findIndex((part, index) => part !== y[index]);
  return at < 0 ? 0 : (x[at] ?? 0) - (y[at] ?? 0);
}

/** With which role nodes write to the bucket, and whether they may. */
export function uploadChecks(rights: ReadonlyMap<string, UploadRight>, bucket: string): Check[] {
  const byProfile = Map.groupBy([...rights], ([, { profile }]) => profile ?? '');
  return [...byProfile].map(([profile, its]) => {
    const [[, right]] = its as [[string, UploadRight]];
    const ids = its.map(([id]) => id);
    const id = `upload-${profile === '' ? 'no-profile' : profile}`;
    const about = profile === '' ? 'Nodes without an instance profile' : `Instance profile ${profile}`;
    const fix = [
      `attach the node policy that \`winharden init\` writes to the role${right.role ? ` ${right.role}` : ''}`,
    ];
    if (right.may === 'yes') return check(id, about, 'ok', `its role ${right.role} may write to ${bucket}`);
    const who = right.role ? `its role ${right.role}` : 'whatever role they use';
    if (right.may === 'no') return check(id, about, 'failed', `${who} may not write to ${bucket}: ${shown(ids)}`, fix);
    return check(id, about, 'unknown', `whether ${who} may write to ${bucket} could not be learnt: ${shown(ids)}`, [
      'have iam:GetInstanceProfile and iam:SimulatePrincipalPolicy allowed for yourself, and look again',
    ]);
  });
}
