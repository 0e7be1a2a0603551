import type { RunEvent } from '../core/events.ts';
import { restartText } from '../core/present/restart-text.ts';
import type { NodeOutcome, Outcome } from '../core/results/model.ts';
import type { Tone } from './style.ts';

export const OUTCOME_TONE: Record<Outcome, Tone> = {
  Compliant: 'good',
  Remediated: 'good',
  NonCompliant: 'warn',
  Failed: 'bad',
  NoReport: 'bad',
  NotSent: 'dim',
};

export interface ProgressLine {
  tone: Tone;
  text: string;
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;

function nodeLine(node: NodeOutcome): ProgressLine {
  const name = node.name ? `${node.name} (${node.instanceId})` : node.instanceId;
  const counts = `${node.compliant + node.remediated} as required, ${node.nonCompliant} not, ${node.errors} errors`;
  const changes = node.changes > 0 ? [plural(node.changes, 'change')] : [];
  const restart = restartText(node);
  const detail = [node.reason ?? [counts, ...changes].join(', '), ...(restart ? [`restart: ${restart}`] : [])].join(
    '; ',
  );
  return { tone: OUTCOME_TONE[node.outcome], text: `  ${node.outcome.padEnd(12)} ${name}: ${detail}` };
}

/** What an event says to somebody who follows a log; null where it only moves a bar. */
export function eventLine(event: RunEvent): ProgressLine | null {
  switch (event.type) {
    case 'phase':
      return { tone: 'plain', text: event.text };
    case 'selected': {
      const how = event.matchedTag ? `, matched by the tag ${event.matchedTag}` : '';
      return {
        tone: 'plain',
        text: `${plural(event.selected, 'node')} selected, ${event.excluded.length} excluded${how}`,
      };
    }
    case 'published': {
      const what = event.changed ? 'published' : 'already there, unchanged';
      return { tone: 'plain', text: `Document ${event.name} version ${event.version}: ${what}` };
    }
    case 'begun':
      return { tone: 'plain', text: `Run ${event.runId}` };
    case 'waveStarted': {
      const kind = event.canary ? ' (canary)' : '';
      return {
        tone: 'bold',
        text: `Wave ${event.number} of ${event.of}${kind}: ${plural(event.nodes.length, 'node')}`,
      };
    }
    case 'sent':
      return { tone: 'dim', text: `  Command ${event.commandId} sent to ${plural(event.nodes.length, 'node')}` };
    case 'nodeEnded':
      return nodeLine(event.node);
    case 'waveEnded': {
      const { number, outcome, reason } = event.wave;
      const tone = outcome === 'passed' ? 'good' : 'bad';
      return { tone, text: `Wave ${number} ${outcome}${reason ? `: ${reason}` : ''}` };
    }
    case 'hookStarted':
      return { tone: 'plain', text: `Wave ${event.wave}: --${event.hook}-wave` };
    case 'hookOutput':
      return { tone: 'dim', text: `  [${event.hook}-wave] ${event.line}` };
    case 'hookEnded': {
      const { hook, end } = event;
      return { tone: end.ok ? 'dim' : 'bad', text: `  --${hook}-wave ${end.how}` };
    }
    case 'paused': {
      const { before, of, until } = event;
      const how = until === null ? 'asking' : `waiting until ${until}`;
      return { tone: 'plain', text: `Before wave ${before} of ${of}: ${how}` };
    }
    case 'warning':
      return { tone: 'warn', text: `Warning: ${event.text}` };
    case 'progress':
      return null;
  }
}
