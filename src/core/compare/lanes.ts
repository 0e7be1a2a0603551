import { RELEASES, type Release, type ResolvedControl, type When } from '../baseline/model.ts';
import { normalWhen } from '../baseline/when.ts';

/** A release on which controls are compared; null: whatever their release, because the sides have none in common. */
export type Lane = Release | null;

/** The lanes on which sides meet: the releases that all of them speak of. */
export function lanesOf(sides: ResolvedControl[][]): Lane[] {
  const spoken = sides.map(releasesOf);
  const common = RELEASES.filter((release) => spoken.every((releases) => releases.has(release)));
  return common.length > 0 ? common : [null];
}

/** Releases that a side speaks of and that are no lane. */
export function offLane(controls: ResolvedControl[], lanes: Lane[]): Release[] {
  return lanes.includes(null) ? [] : [...releasesOf(controls)].filter((release) => !lanes.includes(release));
}

function releasesOf(controls: ResolvedControl[]): Set<Release> {
  return new Set(controls.flatMap(({ when }) => when?.release ?? RELEASES));
}

/** The controls that hold on a lane, with what is left of their conditions there. */
export function onLane(controls: ResolvedControl[], lane: Lane): ResolvedControl[] {
  return controls
    .filter(({ when }) => lane === null || (when?.release?.includes(lane) ?? true))
    .map(({ when, ...control }) => {
      const rest = withoutRelease(when);
      return Object.keys(rest).length > 0 ? { ...control, when: rest } : control;
    });
}

function withoutRelease({ release: _, ...rest }: When = {}): When {
  return normalWhen(rest);
}

/** Folds what is alike on several lanes into one entry with all of their releases. */
export function foldLanes<T extends object>(found: { lane: Lane; entry: T }[]): (T & { releases: Release[] })[] {
  const folded = new Map<string, T & { releases: Release[] }>();
  for (const { lane, entry } of found) {
    const key = JSON.stringify(entry);
    const known = folded.get(key) ?? { ...entry, releases: [] };
    if (lane !== null) known.releases.push(lane);
    folded.set(key, known);
  }
  return [...folded.values()];
}
