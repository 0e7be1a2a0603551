import type { Deployed } from '../../actions/deploy-setup.ts';
import type { ResourceChange, StackEvent } from '../../core/ports.ts';
import { printableLine } from '../../core/present/printable.ts';
import type { Style, Tone } from '../style.ts';
import { table } from '../table.ts';

const TONES: Record<ResourceChange['action'], Tone> = { add: 'good', change: 'plain', replace: 'warn', remove: 'bad' };

/** What the stack is about to become. */
export function stackChangesView(stack: string, changes: readonly ResourceChange[], style: Style): string {
  const rows = changes.map(({ action, id, type }) => [{ text: action, tone: TONES[action] }, id, type]);
  return [style('bold', printableLine(`Stack ${stack}`)), table(['', 'resource', 'type'], rows, style)].join('\n');
}

/** One line of progress. */
export function stackEventLine({ status, id, type, reason }: StackEvent): string {
  return printableLine(`  ${status.toLowerCase().replaceAll('_', ' ')}  ${id} (${type})${reason ? `: ${reason}` : ''}`);
}

const STATES: Record<Deployed['state'], string> = {
  created: 'Made the stack',
  updated: 'Changed the stack',
  unchanged: 'Nothing to change in the stack',
  dryRun: 'Nothing was changed: this was a dry run of the stack',
  declined: 'Nothing was changed in the stack',
};

/** What became of the stack, and what to do with it. */
export function deployedView({ state, stack, outputs }: Deployed, next: readonly string[], style: Style): string {
  const head = style('bold', printableLine(`${STATES[state]} ${stack}`));
  const rows = Object.entries(outputs);
  const shown = state === 'declined' || state === 'dryRun' ? [] : rows;
  return [
    head,
    ...(shown.length > 0 ? [table(['output', 'value'], shown, style)] : []),
    ...(shown.length > 0 ? ['', 'Next:', ...next.map((line) => printableLine(`  ${line}`))] : []),
  ].join('\n');
}
