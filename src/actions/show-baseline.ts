import type { Release, ResolvedControl } from '../core/baseline/model.ts';
import { withReferences } from '../core/baseline/references.ts';
import { resolveBaseline } from '../core/baseline/resolve.ts';
import { openBaseline, type PolicyApp } from './open-baseline.ts';

export interface ShownBaseline {
  baseline: string;
  title: string;
  /** The release asked for, or null for all. */
  os: Release | null;
  /** One entry per address: a control that writes several values repeats its id. */
  controls: ResolvedControl[];
}

/** A baseline's controls with their settings filled in, for one release or for all. */
export async function showBaseline(
  app: PolicyApp,
  { name, release }: { name: string; release?: Release },
): Promise<ShownBaseline> {
  const { catalogue, baseline } = await openBaseline(app, name);
  const overlays = [...catalogue.overlays.values()];
  const controls = withReferences(catalogue, resolveBaseline(catalogue, baseline, {}, overlays));
  const wanted = release ? controls.filter(({ when }) => when?.release?.includes(release) ?? true) : controls;
  return { baseline: baseline.baseline, title: baseline.title, os: release ?? null, controls: wanted };
}
