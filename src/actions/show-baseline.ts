import { matchesControl } from '../core/baseline/control-pattern.ts';
import type { Release, ResolvedControl } from '../core/baseline/model.ts';
import { nearest } from '../core/baseline/nearest.ts';
import { withReferences } from '../core/baseline/references.ts';
import { resolveBaseline } from '../core/baseline/resolve.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import { openBaseline, type PolicyApp } from './open-baseline.ts';

export interface ShownBaseline {
  baseline: string;
  title: string;
  /** The release asked for, or null for all. */
  os: Release | null;
  /** One entry per address: a control that writes several values repeats its id. */
  controls: ResolvedControl[];
}

export interface ShowBaselineInput {
  name: string;
  release?: Release;
  /** An id, or a prefix and `*`. */
  control?: string;
}

/** A baseline's controls with their settings filled in, for one release or for all. Errors: those of `openBaseline`, UnknownControl. */
export async function showBaseline(
  app: PolicyApp,
  { name, release, control }: ShowBaselineInput,
): Promise<ShownBaseline> {
  const { catalogue, baseline } = await openBaseline(app, name);
  const overlays = [...catalogue.overlays.values()];
  const controls = withReferences(catalogue, resolveBaseline(catalogue, baseline, {}, overlays));
  const wanted = controls.filter(
    ({ id, when = {} }) =>
      (release === undefined || (when.release?.includes(release) ?? true)) &&
      (control === undefined || matchesControl(control, id)),
  );
  if (control !== undefined && wanted.length === 0) throw unknownControl(control, baseline.baseline, controls);
  return { baseline: baseline.baseline, title: baseline.title, os: release ?? null, controls: wanted };
}

function unknownControl(control: string, baseline: string, controls: ResolvedControl[]): WinhardenError {
  const close = nearest(control, [...new Set(controls.map(({ id }) => id))]);
  return new WinhardenError({
    code: 'UnknownControl',
    message: `${baseline} has no control ${control} on that release`,
    suggestions: [
      ...close.map((other) => `Did you mean ${other}?`),
      `winharden baseline show ${baseline} lists its controls.`,
    ],
    exit: EXIT.usage,
  });
}
