import type { Wave } from '../fleet/model.ts';
import type { HookEnd } from '../ports.ts';
import type { HookName } from './hooks.ts';

interface SentCommand {
  commandId: string;
  nodes: string[];
}

/** What is already known of a wave; none for one that has not begun. Read from the journal when a run goes on. */
export interface WaveProgress {
  /** When the wave began, ISO. */
  started: string;
  /** Sent, with their nodes: to be watched, never sent again. */
  commands: SentCommand[];
  /** Announced in the journal and never answered: looked for by comment before anything is sent to these nodes. */
  unanswered: { comment: string; nodes: string[] }[];
  /** Nodes that have ended or were dropped. */
  settled: ReadonlySet<string>;
  /** Whether the hook before it began: its nodes may be out of service. */
  hookStarted?: boolean;
  /** Hooks that have ended, and how: they are not run again. */
  hooks?: ReadonlyMap<HookName, HookEnd>;
  /** When the pause before it is over, ISO; null where somebody is asked; undefined where it has not begun. */
  pausedUntil?: string | null;
}

export const notBegun = (started: string): WaveProgress => ({
  started,
  commands: [],
  unanswered: [],
  settled: new Set(),
});

/** Whether anything was done for a wave; waiting before it is nothing. */
export const hasBegun = ({ commands, unanswered, settled, hookStarted = false }: WaveProgress): boolean =>
  hookStarted || commands.length + unanswered.length + settled.size > 0;

/** The nodes of a wave that nothing was sent to yet, nor may have been. */
export function unsentNodes(wave: Wave, { commands, unanswered, settled }: WaveProgress): string[] {
  const taken = new Set([...commands, ...unanswered].flatMap(({ nodes }) => nodes));
  return wave.nodes.filter((id) => !taken.has(id) && !settled.has(id));
}
