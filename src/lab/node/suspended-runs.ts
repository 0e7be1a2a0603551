import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../folder.ts';
import type { Suspended } from '../model/outcome.ts';

/** What a model node keeps of a run that waits for a restart, under the engine's own names and in its own place. */
export interface SuspendedRuns {
  keep(instanceId: string, run: Suspended): void;
  /** Takes it from the node, whatever run it is of. */
  take(instanceId: string): Suspended | undefined;
}

/** In memory and, where there is a folder for the nodes, in a file under each node's ProgramData. */
export function suspendedRuns(nodesFolder: string | undefined): SuspendedRuns {
  const kept = new Map<string, Suspended>();
  const fileOf = (instanceId: string) =>
    nodesFolder && join(nodesFolder, instanceId, 'ProgramData', 'WinHarden', 'restart.json');
  return {
    keep: (instanceId, run) => {
      kept.set(instanceId, run);
      const file = fileOf(instanceId);
      if (file) replaceFile(file, JSON.stringify(run));
    },
    take: (instanceId) => {
      const file = fileOf(instanceId);
      const run =
        kept.get(instanceId) ?? (file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);
      kept.delete(instanceId);
      if (file) rmSync(file, { force: true });
      return run;
    },
  };
}
