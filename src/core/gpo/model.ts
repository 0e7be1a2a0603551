import type { Address, Expectation, SettingKind } from '../baseline/model.ts';
import type { PolicyControl } from '../baseline/policy.ts';
import { EXIT, WinhardenError } from '../errors.ts';

/** A file of a GPO backup; `path` is relative to what the user named, with `/`. */
export interface GpoFile {
  path: string;
  /** Null where winharden has no use for what is in it. */
  bytes: Uint8Array | null;
}

/** One GPO of a backup. */
export interface GpoBackup {
  /** What Group Policy Management shows, or what its folder is called. */
  name: string;
  /** The folder, relative to what the user named; empty for that itself. */
  folder: string;
  /** Paths relative to the folder. */
  files: GpoFile[];
}

/** One thing that a GPO wants of a node, in the words of policy files. */
export interface Demand {
  kind: SettingKind;
  address: Address;
  expect: Expectation;
  set?: PolicyControl['set'];
  /** Where winharden's own catalogue has no better words. */
  title: string;
}

/** Something in a GPO that no policy file can say. */
export interface Remark {
  item: string;
  reason: string;
}

/** What a part of a GPO says. */
export interface Reading {
  demands: Demand[];
  unsupported: Remark[];
}

/** Where something was said. */
export interface Source {
  gpo: string;
  /** Relative to the GPO's folder. */
  file: string;
}

export type SourcedDemand = Demand & Source;
export type Unsupported = Remark & Source;

/** What several parts of a GPO say together. */
export function joined(readings: Reading[]): Reading {
  return {
    demands: readings.flatMap(({ demands }) => demands),
    unsupported: readings.flatMap(({ unsupported }) => unsupported),
  };
}

export function demanded(...demands: Demand[]): Reading {
  return { demands, unsupported: [] };
}

export function unsupported(item: string, reason: string): Reading {
  return { demands: [], unsupported: [{ item, reason }] };
}

/** Demands of one place contradict or repeat each other; Windows does not tell upper from lower case in names. */
export function placeOf({ kind, address }: { kind: string; address: object }): string {
  return `${kind} ${JSON.stringify({ ...address, type: undefined })}`.toLowerCase();
}

/** A file that is not what its name promises. */
export function unreadableGpo(file: string, why: string): WinhardenError {
  return new WinhardenError({
    code: 'UnreadableGpo',
    message: `cannot read ${file} as Windows writes it: ${why}`,
    suggestions: ['Make the backup again with Backup-GPO, or take the archive from its publisher again.'],
    exit: EXIT.usage,
  });
}
