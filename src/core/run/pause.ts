import { EXIT, WinhardenError } from '../errors.ts';
import type { Wave } from '../fleet/model.ts';
import type { Stop } from './hooks.ts';
import type { RunIo } from './model.ts';
import { type RunContext, timestamp } from './run-context.ts';
import type { WaveProgress } from './wave-progress.ts';

/** What happens between two waves: so many minutes pass, or somebody is asked. */
export type Pause = number | 'ask';

/** Reads `--pause`. Errors: InvalidPause, and PauseNeedsTerminal where nobody is there to be asked. */
export function checkPause(pause: Pause | undefined, { proceed }: Pick<RunIo, 'proceed'>): void {
  if (pause === undefined) return;
  if (pause === 'ask') {
    if (!proceed) throw needsTerminal();
  } else if (!(pause > 0 && pause <= MOST_MINUTES)) {
    throw invalidPause(String(pause));
  }
}

/** `"15"`, `"0.5"` or `"ask"`. Errors: InvalidPause. */
export function parsePause(text: string): Pause {
  if (text === 'ask') return text;
  if (!/^\d{1,4}(\.\d{1,3})?$/.test(text)) throw invalidPause(text);
  return Number(text);
}

/** A day: a run that has to wait longer is better started again. */
const MOST_MINUTES = 1440;

/**
 * Waits before a wave that follows another, or asks. A run that is taken up again waits only for what is left of the time; a question is
 * asked again.
 */
export async function pauseBefore(context: RunContext, wave: Wave, of: number, progress: WaveProgress): Promise<Stop> {
  const { pause } = context.spec.options;
  if (pause === undefined) return null;
  const { ports, io, folder } = context;
  const until = progress.pausedUntil ?? (pause === 'ask' ? null : inMinutes(ports.clock.now(), pause));
  if (progress.pausedUntil === undefined) {
    await folder.append({ at: timestamp(context), type: 'paused', before: wave.number, until });
  }
  io.emit({ type: 'paused', before: wave.number, of, until });
  const goesOn = until === null ? await io.proceed?.(wave, of) : await wait(context, until);
  if (io.signal.aborted || !goesOn)
    return { state: 'interrupted', reason: `you let it end before wave ${wave.number}` };
  return null;
}

async function wait({ ports: { clock }, io }: RunContext, until: string): Promise<true> {
  await clock.sleep(Math.max(0, Date.parse(until) - clock.now().getTime()), io.signal);
  return true;
}

const inMinutes = (now: Date, minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString();

const invalidPause = (text: string) =>
  new WinhardenError({
    code: 'InvalidPause',
    message: `--pause "${text}" is neither minutes (above 0, at most ${MOST_MINUTES}) nor ask`,
    suggestions: ['write it as --pause 15 or --pause ask'],
    exit: EXIT.usage,
  });

const needsTerminal = () =>
  new WinhardenError({
    code: 'PauseNeedsTerminal',
    message: '--pause ask asks before every wave, and standard input is not a terminal to ask on',
    suggestions: ['write --pause MINUTES, or leave it out'],
    exit: EXIT.usage,
  });
