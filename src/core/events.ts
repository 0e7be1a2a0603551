import type { HookEnd } from './ports.ts';
import type { NodeOutcome, WaveResult } from './results/model.ts';

/** What an action tells while it works. The terminal turns it into progress; nothing else may depend on it. */
export type RunEvent =
  | { type: 'phase'; text: string }
  | { type: 'selected'; selected: number; excluded: { instanceId: string; reason: string }[]; matchedTag?: string }
  | { type: 'published'; name: string; version: string; hash: string; changed: boolean }
  /** From here on the run can be looked up, gone on with and cancelled. */
  | { type: 'begun'; runId: string }
  | { type: 'waveStarted'; number: number; of: number; canary: boolean; nodes: string[] }
  | { type: 'sent'; wave: number; commandId: string; nodes: string[] }
  | { type: 'progress'; wave: number; pending: number; inProgress: number; ended: number; total: number }
  | { type: 'nodeEnded'; node: NodeOutcome }
  | { type: 'waveEnded'; wave: WaveResult }
  | { type: 'hookStarted'; wave: number; hook: 'before' | 'after' }
  | { type: 'hookOutput'; hook: 'before' | 'after'; line: string }
  | { type: 'hookEnded'; wave: number; hook: 'before' | 'after'; end: HookEnd }
  /** `until`: ISO, or null where somebody is asked. */
  | { type: 'paused'; before: number; of: number; until: string | null }
  | { type: 'warning'; text: string };

export type Emit = (event: RunEvent) => void;
