import type { Overlaid, ResolvedControl, When } from '../baseline/model.ts';
import type { Overlay } from '../baseline/policy.ts';
import { both, foldReleases, without } from '../baseline/when.ts';
import type { Origins } from './conflicts.ts';
import { group } from './group.ts';
import type { LaidOverlay, Waiver } from './model.ts';

/**
 * Splits each control that an overlay changes into what holds under the overlay's condition and what holds elsewhere.
 * Where two overlays change one control, the later has the last word. A control whose risk was accepted stays as its baseline has it.
 * What comes of a control comes from the baselines that it comes from.
 */
export function layOverlays(
  controls: ResolvedControl[],
  accepted: string[],
  origins: Origins = new Map(),
): { controls: ResolvedControl[]; origins: Origins } {
  const laid = controls.map((control) => [layOn(control, accepted), origins.get(control)] as const);
  return {
    controls: laid.flatMap(([parts]) => parts),
    origins: new Map(laid.flatMap(([parts, from]) => (from ? parts.map((part) => [part, from] as const) : []))),
  };
}

function layOn(control: ResolvedControl, accepted: string[]): ResolvedControl[] {
  const { overlay, ...bare } = control;
  if (!overlay) return [control];
  if (accepted.includes(control.id)) return [bare];
  const waivers = overlay.filter(({ effect }) => effect === 'waived');
  const changes = overlay.filter(({ effect }) => effect === 'changed');
  return changes.reduce<ResolvedControl[]>(
    (parts, change) => parts.flatMap((part) => changed(part, change, waivers)),
    [withOverlay(bare, waivers)],
  );
}

function changed(part: ResolvedControl, change: Overlaid, waivers: Overlaid[]): ResolvedControl[] {
  const when = both(part.when, change.when);
  if (!when) return [part];
  // What else is met where the baseline's own value holds is not met by another one.
  const { guard: _, references: __, ...free } = part;
  const { expect = null, set = null, guard } = change;
  const there = { ...free, when, expect, set, ...(guard && { guard }) };
  const elsewhere = without(part.when, change.when).map((rest) => ({ ...part, when: rest }));
  return [...elsewhere, withOverlay(there, [...waivers, change])];
}

function withOverlay(control: ResolvedControl, overlay: Overlaid[]): ResolvedControl {
  const { overlay: _, ...bare } = control;
  return overlay.length > 0 ? { ...bare, overlay } : bare;
}

interface Place {
  overlay: string;
  effect: Overlaid['effect'];
  id: string;
  /** Releases may give one id to different controls. */
  title: string;
  reason: string;
  when: When;
}

/** What overlays do to controls on which they are laid, as a person reads it, and as waivers for the nodes. */
export function overlayEffects(
  controls: ResolvedControl[],
  overlays: readonly Overlay[],
): { overlays: LaidOverlay[]; waivers: Waiver[] } {
  const places: Place[] = foldReleases(controls.flatMap(overlaidPlaces));
  const waived = places.filter(({ effect }) => effect === 'waived');
  return {
    overlays: overlays.flatMap((overlay) => laid(overlay, places)),
    waivers: [...group(waived, ({ overlay, reason, when }) => [overlay, reason, when])].map(([first, same]) => ({
      controls: same.map(({ id }) => id),
      when: first.when,
      reason: `overlay ${first.overlay}: ${first.reason}`,
    })),
  };
}

function overlaidPlaces({ id, title, when, overlay = [] }: ResolvedControl): Place[] {
  return overlay.flatMap(({ overlay: name, effect, reason, when: condition }) => {
    const where = both(when, condition);
    return where ? [{ overlay: name, effect, id, title, reason, when: where }] : [];
  });
}

/** An overlay that has no effect on this baseline is not told of. */
function laid({ overlay, title, when }: Overlay, places: Place[]): LaidOverlay[] {
  const own = places.filter((place) => place.overlay === overlay);
  if (own.length === 0) return [];
  const effects = [...group(own, ({ id, effect, reason }) => [id, effect, reason])].map(([first, same]) => ({
    id: first.id,
    title: first.title,
    effect: first.effect,
    reason: first.reason,
    when: same.map((place) => place.when),
  }));
  return [{ overlay, title, when, controls: effects }];
}
