import type { HookEnd } from '../ports.ts';
import type { NodeOutcome, WaveResult } from '../results/model.ts';
import { isFinal, type State } from './final-state.ts';
import type { HookName } from './hooks.ts';
import type { JournalRecord } from './model.ts';
import { notBegun, type WaveProgress } from './wave-progress.ts';

type Kind<Type extends JournalRecord['type']> = Extract<JournalRecord, { type: Type }>;

/** What a journal tells of a run. */
export interface KnownRun {
  /** Null where the program died before anything could be sent. */
  started: Kind<'started'> | null;
  published: Kind<'published'> | null;
  /** By wave number, of the waves that have begun. */
  progress: Map<number, WaveProgress>;
  /** How nodes ended, each once. */
  nodes: NodeOutcome[];
  /** What Automation was asked to start, and what it answered; null where it was not asked. */
  automation: { executionId: string | null } | null;
  /** The waves that ended. */
  waves: WaveResult[];
  /** The wave of nodes that joined it. */
  newcomers: Kind<'newcomers'> | null;
  /** Somebody wants it cancelled: nothing more is sent. */
  cancelling: boolean;
  /** How it ended for good; null where there is something left to do. */
  over: State | null;
  /** Nothing is left to do for it, not even to say that it is over. */
  finished: boolean;
}

/** Reads a journal from its first record to its last. */
export function knownRun(records: JournalRecord[]): KnownRun {
  const progress = new Map<number, Progress>();
  const nodes = new Map<string, NodeOutcome>();
  const known: KnownRun = {
    started: null,
    published: null,
    progress,
    automation: null,
    nodes: [],
    waves: [],
    newcomers: null,
    cancelling: false,
    over: null,
    finished: false,
  };
  for (const record of records) {
    if (record.type === 'started') known.started = record;
    if (record.type === 'published') known.published = record;
    if (record.type === 'nodeEnded') nodes.set(record.node.instanceId, record.node);
    if (record.type === 'waveEnded') known.waves.push(record.wave);
    if (record.type === 'newcomers') known.newcomers = record;
    if (record.type === 'automating') known.automation = { executionId: null };
    if (record.type === 'automation') known.automation = { executionId: record.executionId };
    if (record.type === 'cancelling') known.cancelling = true;
    if (record.type === 'finished') {
      known.finished = isFinal(record.state);
      known.over = isFinal(record.state) ? record.state : null;
    }
    follow(progress, record);
  }
  const stopped = known.waves.find(({ outcome }) => outcome === 'stopped');
  if (stopped) known.over ??= known.cancelling ? 'cancelled' : 'stopped';
  return { ...known, nodes: [...nodes.values()] };
}

interface Progress extends WaveProgress {
  settled: Set<string>;
  hooks: Map<HookName, HookEnd>;
}

/** What one record adds to what is known of its wave. */
function follow(waves: Map<number, Progress>, record: JournalRecord): void {
  switch (record.type) {
    case 'sending':
      of(waves, record.wave, record.at).unanswered.push({ comment: record.comment, nodes: record.nodes });
      return;
    case 'sent': {
      const nodes = answered(of(waves, record.wave, record.at), record.comment);
      of(waves, record.wave, record.at).commands.push({ commandId: record.commandId, nodes });
      return;
    }
    case 'notSent':
      answered(of(waves, record.wave, record.at), record.comment);
      return;
    case 'hookStarted':
      of(waves, record.wave, record.at).hookStarted = true;
      return;
    case 'hookEnded':
      of(waves, record.wave, record.at).hooks.set(record.hook, record.end);
      return;
    case 'paused':
      of(waves, record.before, record.at).pausedUntil = record.until;
      return;
    case 'nodeEnded':
      of(waves, record.node.wave, record.at).settled.add(record.node.instanceId);
  }
}

function of(waves: Map<number, Progress>, number: number, started: string): Progress {
  const known = waves.get(number) ?? { ...notBegun(started), settled: new Set(), hooks: new Map() };
  waves.set(number, known);
  return known;
}

/** Takes the send with this comment from those without an answer: its nodes. */
function answered(wave: WaveProgress, comment: string): string[] {
  const index = wave.unanswered.findIndex((sending) => sending.comment === comment);
  return index < 0 ? [] : (wave.unanswered.splice(index, 1)[0]?.nodes ?? []);
}
