import type { Emit, RunEvent } from '../core/events.ts';
import { printableLine } from '../core/present/printable.ts';
import { eventLine } from './event-line.ts';
import { type Style, styleFor } from './style.ts';
import { nextWave, type WaveState, waveText } from './wave-board.ts';

/** What is told on stderr while a run goes on. */
export interface Progress {
  emit: Emit;
  /** Shows a whole view between the lines. */
  show(view: (style: Style) => string): void;
  /** Takes the live line away; before anything else is printed. */
  stop(): void;
}

interface Output {
  isTTY?: boolean;
  write(text: string): unknown;
}

const lineOf = (event: RunEvent, style: Style): string => {
  const line = eventLine(event);
  return line ? `${style(line.tone, printableLine(line.text))}\n` : '';
};

const ERASE_LINE = '\r\x1b[2K';

/** One line per change and, on a terminal, below them one that shows how far the wave is. */
function spokenProgress(out: Output, style: Style): Progress {
  let wave: WaveState | null = null;
  let drawn = false;
  const stop = () => {
    if (drawn) out.write(ERASE_LINE);
    drawn = false;
  };
  const draw = () => {
    if (!out.isTTY || !wave) return;
    out.write(waveText(wave, style));
    drawn = true;
  };
  const emit: Emit = (event) => {
    stop();
    out.write(lineOf(event, style));
    wave = nextWave(wave, event);
    draw();
  };
  return { emit, stop, show: (view) => void out.write(`\n${view(style)}\n\n`) };
}

const silence: Progress = { emit: () => {}, show: () => {}, stop: () => {} };

/** Progress on stderr: live on a terminal, lines elsewhere, nothing when asked to be quiet. */
export function startProgress(out: Output, quiet: boolean): Progress {
  return quiet ? silence : spokenProgress(out, styleFor(out));
}
