import type { FindGuards } from './guard.ts';
import type { Expectation, Overlaid, ResolvedControl, SettingKind, Value, When } from './model.ts';
import { placeOf } from './place.ts';
import type { Overlay, Setting } from './policy.ts';
import { both } from './when.ts';
import { type SiteValues, valueToSet } from './written-value.ts';

/** Finds what overlays make of a control. */
export type FindOverlaid = (control: ResolvedControl) => Overlaid[];

/** What an overlay says of one place, before a control is known. */
type Entry = Pick<Overlaid, 'overlay' | 'effect' | 'when' | 'reason' | 'sources' | 'expect' | 'set'>;

interface Known {
  settings: Map<string, Setting>;
  site: SiteValues;
  guards: FindGuards;
}

/**
 * Overlays speak of settings and hold by place, so that a user's own setting for the same place is meant too.
 * A guard looks at the value that an overlay writes as at any other.
 */
export function overlayFinder(overlays: readonly Overlay[], known: Known): FindOverlaid {
  const byPlace = new Map<string, Entry[]>();
  for (const [setting, entry] of overlays.flatMap((overlay) => entriesOf(overlay, known))) {
    const place = placeOf(setting);
    byPlace.set(place, [...(byPlace.get(place) ?? []), entry]);
  }
  return (control) =>
    (byPlace.get(placeOf(control)) ?? []).flatMap((entry) => {
      const where = both(control.when, entry.when);
      if (!where || says(control, entry)) return [];
      const guard = entry.effect === 'changed' ? known.guards({ ...control, set: entry.set ?? null, when: where }) : [];
      return [{ ...entry, ...(guard.length > 0 && { guard }) }];
    });
}

function entriesOf({ overlay, when, waivers = [], changes = [] }: Overlay, known: Known): [Setting, Entry][] {
  const found = (name: string) => known.settings.get(name) as Setting;
  const entry = ({ reason, sources = [], ...more }: { reason: string; sources?: string[]; when?: When }) => ({
    overlay,
    when: both(when, more.when) ?? when,
    reason,
    sources,
  });
  return [
    ...waivers.flatMap((waiver) =>
      waiver.settings.map((name): [Setting, Entry] => [found(name), { ...entry(waiver), effect: 'waived' }]),
    ),
    ...changes.map((change): [Setting, Entry] => {
      const setting = found(change.setting);
      const value = { expect: change.expect, set: valueToSet(change, setting.kind as SettingKind, known.site) };
      return [setting, { ...entry(change), effect: 'changed', ...value }];
    }),
  ];
}

/** Whether the control itself already asks for what the overlay would change it to. */
function says({ expect, set }: ResolvedControl, entry: Entry): boolean {
  return entry.effect === 'changed' && spelled(expect, set) === spelled(entry.expect, entry.set);
}

function spelled(expect: Expectation | null | undefined, set: Value | null | undefined): string {
  return JSON.stringify([Object.entries(expect ?? {}).sort(), set], (_, value) =>
    Array.isArray(value) && value.every((item) => typeof item === 'string') ? [...value].sort() : value,
  );
}
