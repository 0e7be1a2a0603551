import type { RunEvent } from '../core/events.ts';
import type { Style } from './style.ts';

/** What the live view knows of one wave. */
export interface WaveState {
  number: number;
  of: number;
  canary: boolean;
  total: number;
  inProgress: number;
  succeeded: number;
  failed: number;
}

/** The wave after an event; null while none runs. */
export function nextWave(wave: WaveState | null, event: RunEvent): WaveState | null {
  if (event.type === 'waveStarted') {
    const { number, of, canary, nodes } = event;
    return { number, of, canary, total: nodes.length, inProgress: 0, succeeded: 0, failed: 0 };
  }
  if (event.type === 'waveEnded' || wave === null) return null;
  if (event.type === 'progress') return { ...wave, inProgress: event.inProgress };
  if (event.type !== 'nodeEnded') return wave;
  const failed = event.node.outcome === 'Failed' || event.node.outcome === 'NoReport';
  return failed ? { ...wave, failed: wave.failed + 1 } : { ...wave, succeeded: wave.succeeded + 1 };
}

const WIDTH = 24;

/** `Wave 2 of 4  ████████░░░░  12/20  8 running  1 failed`. */
export function waveText(wave: WaveState, style: Style): string {
  const { number, of, canary, total, inProgress, succeeded, failed } = wave;
  const ended = succeeded + failed;
  const full = total === 0 ? 0 : Math.floor((WIDTH * ended) / total);
  const bar = style('good', '█'.repeat(full)) + style('dim', '░'.repeat(WIDTH - full));
  const parts = [`Wave ${number} of ${of}${canary ? ' (canary)' : ''}`, bar, `${ended}/${total}`];
  if (inProgress > 0) parts.push(style('accent', `${inProgress} running`));
  if (failed > 0) parts.push(style('bad', `${failed} failed`));
  return parts.join('  ');
}
