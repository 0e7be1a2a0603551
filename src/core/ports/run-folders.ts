import type { JournalRecord } from '../run/model.ts';

/** What this machine keeps of one run. */
export interface RunFolder {
  readonly path: string;
  /** Takes the folder for this process; the answer gives it back. Errors: RunBusy. */
  occupy(): Promise<() => Promise<void>>;
  /** On disk when it returns. */
  append(record: JournalRecord): Promise<void>;
  /** Every record, to go on from: half a last one, from a kill, is taken away. Errors: DamagedRun. */
  takeUpJournal(): Promise<JournalRecord[]>;
  /** `plan.json`, `result.json` … replaced as a whole. */
  write(name: string, value: unknown): Promise<void>;
  /** Null where there is no such file. */
  read(name: string): Promise<unknown>;
}

export interface RunFolders {
  create(runId: string): Promise<RunFolder>;
  open(runId: string): Promise<RunFolder>;
  /** Newest first. */
  list(): Promise<string[]>;
}
