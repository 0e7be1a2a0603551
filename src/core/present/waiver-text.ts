import { matchesControl } from '../baseline/control-pattern.ts';
import { holdsOn } from '../baseline/when.ts';
import { expiry } from '../plan/waivers.ts';
import type { ControlResult, NodeFacts, Status } from '../report/model.ts';
import type { RunResult } from '../results/model.ts';
import type { WaiverUse } from '../results/waiver-use.ts';
import { conditionText } from './condition-text.ts';

/** What an expired waiver would have changed. */
const ENFORCED: readonly Status[] = ['NonCompliant', 'Remediated', 'Error'];

/** What a node says of a control, and whose waivers for it have expired. */
export function messageOf(
  { waivers = [] }: RunResult,
  node: NodeFacts,
  { id, status, message = '' }: ControlResult,
): string {
  if (!ENFORCED.includes(status)) return message;
  const expired = waivers.filter(({ state, controls, when }) => {
    return state === 'expired' && holdsOn({ ...node }, when) && controls.some((pattern) => matchesControl(pattern, id));
  });
  return [...(message ? [message] : []), ...expired.map(expiredText)].join('; ');
}

function expiredText({ owner, ticket, ...waiver }: WaiverUse): string {
  return `waiver${owner ? ` of ${owner}` : ''}${ticket ? ` (${ticket})` : ''} ${expiry(waiver)}`;
}

/** A waiver's state in words. */
export const STATE_WORDS: Record<WaiverUse['state'], string> = {
  inForce: 'in force',
  expired: 'expired',
  unused: 'unused',
};

/** A waiver's row in a table, all of it text. */
export function waiverRow({ controls, when, reason, owner = '', ticket = '', expires = '', state, nodes }: WaiverUse) {
  const where = conditionText(when ? [when] : []);
  return { controls: controls.join(', '), where, reason, owner, ticket, expires, state: STATE_WORDS[state], nodes };
}
