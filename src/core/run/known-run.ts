import type { NodeOutcome, RunResult, WaveResult } from '../results/model.ts';
import type { JournalRecord } from './model.ts';
import type { State } from './run-wave.ts';
import type { WaveProgress } from './wave-progress.ts';

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
  /** The waves that ended. */
  waves: WaveResult[];
  /** Somebody wants it cancelled: nothing more is sent. */
  cancelling: boolean;
  /** How it ended for good; null where there is something left to do. */
  over: State | null;
}

const FINAL: RunResult['state'][] = ['finished', 'stopped', 'cancelled'];

/** Whether a state leaves nothing to go on with. */
export const isFinal = (state: RunResult['state']) => FINAL.includes(state);

/** Reads a journal from its first record to its last. */
export function knownRun(records: JournalRecord[]): KnownRun {
  const progress = new Map<number, Progress>();
  const nodes = new Map<string, NodeOutcome>();
  const known: KnownRun = {
    started: null,
    published: null,
    progress,
    nodes: [],
    waves: [],
    cancelling: false,
    over: null,
  };
  for (const record of records) {
    if (record.type === 'started') known.started = record;
    if (record.type === 'published') known.published = record;
    if (record.type === 'nodeEnded') nodes.set(record.node.instanceId, record.node);
    if (record.type === 'waveEnded') known.waves.push(record.wave);
    if (record.type === 'cancelling') known.cancelling = true;
    if (record.type === 'finished') known.over = isFinal(record.state) ? record.state : null;
    follow(progress, record);
  }
  const stopped = known.waves.find(({ outcome }) => outcome === 'stopped');
  if (stopped) known.over ??= known.cancelling ? 'cancelled' : 'stopped';
  return { ...known, nodes: [...nodes.values()] };
}

interface Progress extends WaveProgress {
  settled: Set<string>;
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
    case 'nodeEnded':
      of(waves, record.node.wave, record.at).settled.add(record.node.instanceId);
  }
}

function of(waves: Map<number, Progress>, number: number, started: string): Progress {
  const known = waves.get(number) ?? { started, commands: [], unanswered: [], settled: new Set<string>() };
  waves.set(number, known);
  return known;
}

/** Takes the send with this comment from those without an answer: its nodes. */
function answered(wave: WaveProgress, comment: string): string[] {
  const index = wave.unanswered.findIndex((sending) => sending.comment === comment);
  return index < 0 ? [] : (wave.unanswered.splice(index, 1)[0]?.nodes ?? []);
}
