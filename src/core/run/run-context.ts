import type { App, RunFolder } from '../ports.ts';
import type { RunIo, RunSpec } from './model.ts';
import type { Published } from './publish-document.ts';
import type { RunRecord } from './run-record.ts';

/** What a run needs of the world. */
export type RunPorts = Pick<
  App,
  'clock' | 'ids' | 'inventory' | 'documents' | 'commands' | 'automations' | 'bucket' | 'runs' | 'calls' | 'version'
>;

/** One run under way. */
export interface RunContext {
  ports: RunPorts;
  spec: RunSpec;
  runId: string;
  started: Date;
  document: Published;
  folder: RunFolder;
  record: RunRecord;
  /** Whether the bucket takes the run's manifest, and so its result. */
  recordInBucket: boolean;
  io: RunIo;
}

/** The current time as the journal and results write it. */
export const timestamp = ({ ports }: Pick<RunContext, 'ports'>) => ports.clock.now().toISOString();
