import type { Folder } from '../folder.ts';

/** Invocation and command statuses; `details` is the finer word (reference: CommandInvocation.StatusDetails). */
export type Status =
  | 'Pending'
  | 'InProgress'
  | 'Delayed'
  | 'Success'
  | 'Cancelled'
  | 'Cancelling'
  | 'TimedOut'
  | 'Failed';

export interface Step {
  name: string;
  plugin: string;
  status: Status;
  details: string;
  responseCode: number;
  /** ISO dates. */
  started: string;
  finished: string;
  /** As the agent replies: cut at 24,000 bytes. */
  stdout: string;
  stderr: string;
  /** stdout and stderr together, cut at 2,500 bytes. */
  output: string;
}

export interface Invocation {
  instanceId: string;
  instanceName: string;
  status: Status;
  details: string;
  steps: Step[];
}

export interface Command {
  id: string;
  /** The association that it is a run of, and the run's name in S3; such a command is in no list of commands. */
  association?: { id: string; run: string };
  documentName: string;
  documentVersion: string;
  comment: string;
  parameters: Record<string, string[]>;
  instanceIds: string[];
  targets: { Key?: string; Values?: string[] }[];
  /** ISO dates. */
  requested: string;
  expires: string;
  timeoutSeconds: number;
  maxConcurrency: string;
  maxErrors: string;
  bucket: string;
  prefix: string;
  status: Status;
  details: string;
}

export interface CommandRecord {
  readonly command: Command;
  /** In the order of the targets. */
  readonly invocations: Map<string, Invocation>;
  /** How many invocations have which status detail; kept up to date, because ten thousand are too many to count each time. */
  readonly tally: Tally;
}

export type Tally = Map<string, number>;

export function tallyOf(invocations: ReadonlyMap<string, Invocation>): Tally {
  const tally: Tally = new Map();
  for (const { details } of invocations.values()) add(tally, details, 1);
  return tally;
}

function add(tally: Tally, details: string, count: number): void {
  tally.set(details, (tally.get(details) ?? 0) + count);
}

/** Commands and their invocations, newest command first. */
export interface CommandStore {
  all(): CommandRecord[];
  get(id: string): CommandRecord | undefined;
  add(record: CommandRecord): void;
  /** Changes a command or one of its invocations; ends of either are kept on disk. */
  setCommand(id: string, change: Partial<Command>): void;
  setInvocation(id: string, instanceId: string, change: Partial<Invocation>): void;
}

export const ENDED: ReadonlySet<Status> = new Set(['Success', 'Cancelled', 'TimedOut', 'Failed']);

/** In memory and, where there is a folder, `commands/<id>/command.json` and one file per ended invocation. */
export function commandStore(folder: Folder): CommandStore {
  const records = new Map(readAll(folder).map((record) => [record.command.id, record]));
  const require = (id: string) => records.get(id) as Writable;
  return {
    all: () => [...records.values()].reverse(),
    get: (id) => records.get(id),
    add: (record) => {
      records.set(record.command.id, record);
      saveCommand(folder, record);
      folder.writeJson(`commands/${record.command.id}/targets.json`, [...record.invocations.values()]);
    },
    setCommand: (id, change) => {
      const record = require(id);
      record.command = { ...record.command, ...change };
      saveCommand(folder, record);
    },
    setInvocation: (id, instanceId, change) => {
      const { invocations, tally } = require(id);
      const before = invocations.get(instanceId) as Invocation;
      const changed = { ...before, ...change };
      add(tally, before.details, -1);
      add(tally, changed.details, 1);
      invocations.set(instanceId, changed);
      if (ENDED.has(changed.status)) folder.writeJson(`commands/${id}/nodes/${instanceId}.json`, changed);
    },
  };
}

type Writable = { -readonly [Part in keyof CommandRecord]: CommandRecord[Part] };

function saveCommand(folder: Folder, { command }: CommandRecord): void {
  folder.writeJson(`commands/${command.id}/command.json`, command);
}

function readAll(folder: Folder): Writable[] {
  const records = folder.list('commands').flatMap((id) => {
    const command = folder.readJson<Command>(`commands/${id}/command.json`);
    if (!command) return [];
    const invocations = readInvocations(folder, id);
    return [{ command, invocations, tally: tallyOf(invocations) }];
  });
  return records.sort((a, b) => (a.command.requested < b.command.requested ? -1 : 1));
}

function readInvocations(folder: Folder, id: string): Map<string, Invocation> {
  const targets = folder.readJson<Invocation[]>(`commands/${id}/targets.json`) ?? [];
  return new Map(
    targets.map((target) => {
      const ended = folder.readJson<Invocation>(`commands/${id}/nodes/${target.instanceId}.json`);
      return [target.instanceId, ended ?? target];
    }),
  );
}
