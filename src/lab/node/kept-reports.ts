import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../folder.ts';

/** The reports of a schedule's runs that a model node keeps, under the engine's own names and in its own place. */
export interface KeptReports {
  /** Their JSON, the newest first, of this schedule; what is too old or one too many goes. */
  of(instanceId: string, associationId: string, now: Date): string[];
  keep(instanceId: string, associationId: string, now: Date, json: string): void;
}

/** Reports that a node keeps of a schedule, that of the run itself not counted. */
const MOST = 5;
const KEPT_MILLISECONDS = 30 * 24 * 3_600_000;

interface Shelf {
  names(instanceId: string): string[];
  read(instanceId: string, name: string): string;
  write(instanceId: string, name: string, json: string): void;
  remove(instanceId: string, name: string): void;
}

/** In memory or, where there is a folder for the nodes, in files under each node's ProgramData. */
export function keptReports(nodesFolder: string | undefined): KeptReports {
  const shelf = nodesFolder === undefined ? memoryShelf() : folderShelf(nodesFolder);
  return {
    of: (instanceId, associationId, now) => {
      const all = shelf.names(instanceId).sort().reverse();
      const own = all.filter((name) => name.startsWith(`report-${associationId}-`));
      const gone = all.filter((name) => timeIn(name) < now.getTime() - KEPT_MILLISECONDS || own.indexOf(name) >= MOST);
      for (const name of gone) shelf.remove(instanceId, name);
      return own.filter((name) => !gone.includes(name)).map((name) => shelf.read(instanceId, name));
    },
    keep: (instanceId, associationId, now, json) =>
      shelf.write(instanceId, `report-${associationId}-${ticksOf(now)}.json`, json),
  };
}

function memoryShelf(): Shelf {
  const nodes = new Map<string, Map<string, string>>();
  const of = (instanceId: string) => nodes.get(instanceId) ?? new Map<string, string>();
  return {
    names: (instanceId) => [...of(instanceId).keys()],
    read: (instanceId, name) => of(instanceId).get(name) ?? '',
    write: (instanceId, name, json) => nodes.set(instanceId, of(instanceId).set(name, json)),
    remove: (instanceId, name) => of(instanceId).delete(name),
  };
}

function folderShelf(nodesFolder: string): Shelf {
  const folderOf = (instanceId: string) => join(nodesFolder, instanceId, 'ProgramData', 'WinHarden');
  const fileOf = (instanceId: string, name: string) => join(folderOf(instanceId), name);
  return {
    names: (instanceId) =>
      existsSync(folderOf(instanceId))
        ? readdirSync(folderOf(instanceId)).filter((name) => /^report-.*\.json$/.test(name))
        : [],
    read: (instanceId, name) => readFileSync(fileOf(instanceId, name), 'utf8'),
    write: (instanceId, name, json) => replaceFile(fileOf(instanceId, name), json),
    remove: (instanceId, name) => rmSync(fileOf(instanceId, name)),
  };
}

/** .NET counts tenths of a microsecond since the year 1. */
const TICKS_UNTIL_1970 = 621_355_968_000_000_000n;
const ticksOf = (time: Date) => TICKS_UNTIL_1970 + BigInt(time.getTime()) * 10_000n;
const timeIn = (name: string) => Number((BigInt(/-(\d+)\.json$/.exec(name)?.[1] ?? 0) - TICKS_UNTIL_1970) / 10_000n);
