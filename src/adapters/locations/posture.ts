import type { Posture } from '../../core/ports.ts';
import type { Place } from './place.ts';

/** Each location is asked about its own nodes. */
export function postureOf(places: readonly Place[]): Posture {
  const byLocation = new Map(places.map(({ location, posture }) => [location, posture]));
  const [first] = places as [Place];
  return { at: (location) => byLocation.get(location ?? first.location) ?? first.posture };
}
