import type { ListedWaiver } from '../../actions/list-waivers.ts';
import { conditionText } from '../../core/present/condition-text.ts';
import { STATE_WORDS } from '../../core/present/waiver-text.ts';
import type { Style, Tone } from '../style.ts';
import { type Cell, table } from '../table.ts';

const TONES: Record<ListedWaiver['state'], Tone> = { inForce: 'plain', expired: 'bad', unused: 'warn' };

function where({ when, nodes }: ListedWaiver): string {
  const tags = Object.entries(nodes?.tags ?? {}).map(([key, value]) => `${key}=${[value].flat().join(' or ')}`);
  const parts = [...(when ? [conditionText([when])] : []), ...tags, ...(nodes?.instanceIds ?? [])];
  return parts.length === 0 ? 'every node' : parts.join(', ');
}

/** Waivers with how long they hold, the soonest to expire first. */
export function waiverListView(waivers: readonly ListedWaiver[], style: Style): string {
  if (waivers.length === 0) return 'No waivers.';
  const rows = waivers.map((waiver): Cell[] => [
    waiver.controls.join(', '),
    { text: STATE_WORDS[waiver.state], tone: TONES[waiver.state] },
    waiver.daysLeft ?? '',
    waiver.expires ?? '',
    waiver.owner ?? '',
    waiver.ticket ?? '',
    where(waiver),
    waiver.reason,
  ]);
  return table(['controls', 'state', 'days left', 'expires', 'owner', 'ticket', 'on', 'reason'], rows, style);
}
