import { beginOf, windowOf } from '../core/drift/window.ts';
import type { CisScan } from '../core/inspector/model.ts';
import { type InspectorApp, requireScanning } from './inspector-place.ts';

interface ListInput {
  name?: string;
  /** A run or a day. */
  since?: string;
  limit: number;
}

/** The CIS scans of this account and Region, the newest first. `more`: there are others. Errors: InspectorOff, InvalidSince. */
export async function listCisScans(
  app: InspectorApp,
  { name, since, limit }: ListInput,
): Promise<{ scans: CisScan[]; more: boolean }> {
  const now = app.clock.now();
  const begin = since === undefined ? undefined : beginOf(windowOf({ since, days: 0, now }));
  await requireScanning(app);
  const scans: CisScan[] = [];
  const query = { ...(name !== undefined && { name }), ...(begin !== undefined && { since: begin }) };
  for await (const page of app.inspector.scans(query)) {
    scans.push(...page);
    if (scans.length > limit) break;
  }
  return { scans: scans.slice(0, limit), more: scans.length > limit };
}
