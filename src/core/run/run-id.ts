import type { Clock, Ids } from '../ports.ts';

/** `20261123T180102Z-3f9c1a`: sorts by time, fits the script's RunId parameter and a folder name. */
export function makeRunId(clock: Clock, ids: Ids): string {
  const time = clock.now().toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
  return `${time}-${ids.suffix()}`;
}

export const RUN_ID = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/;

/** The day on which a run began, UTC: `2026-11-23`. */
export const dayOf = (runId: string) => `${runId.slice(0, 4)}-${runId.slice(4, 6)}-${runId.slice(6, 8)}`;
