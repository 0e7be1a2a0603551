import type { App, RunFolder } from '../ports.ts';
import type { NodeLock } from './lock-nodes.ts';
import type { RunIo, RunSpec } from './model.ts';
import type { Published } from './publish-document.ts';
import type { ResultParts } from './result-parts.ts';
import type { RunRecord } from './run-record.ts';

/** What a run needs of the world. */
export type RunPorts = Pick<
  App,
  | 'clock'
  | 'ids'
  | 'inventory'
  | 'documents'
  | 'commands'
  | 'automations'
  | 'bucket'
  | 'nodeRoles'
  | 'shared'
  | 'hooks'
  | 'runs'
  | 'calls'
  | 'version'
>;

/** One run under way. */
export interface RunContext {
  ports: RunPorts;
  spec: RunSpec;
  runId: string;
  started: Date;
  /** How long to watch. */
  waitUntil: Date;
  /** Nothing more is sent; what is open is watched to its end. */
  cancelled: boolean;
  document: Published;
  folder: RunFolder;
  record: RunRecord;
  /** Whether the bucket takes the run's manifest, and so its result. */
  recordInBucket: boolean;
  /** On its nodes. */
  lock: NodeLock;
  /** Its rows in the bucket. */
  results: ResultParts;
  io: RunIo;
}

/** The current time as the journal and results write it. */
export const timestamp = ({ ports }: Pick<RunContext, 'ports'>) => ports.clock.now().toISOString();

/** The calls of one run alone, where an app does several. */
export const callsSince =
  (before: Record<string, number>, calls: RunPorts['calls']): RunPorts['calls'] =>
  () =>
    Object.fromEntries(
      Object.entries(calls())
        .map(([name, count]): [string, number] => [name, count - (before[name] ?? 0)])
        .filter(([, count]) => count > 0),
    );

/** How long a run that goes on from now is watched. */
export const waitFrom = (now: Date, waitMinutes: number) => new Date(now.getTime() + waitMinutes * 60_000);
