import { EXIT, WinhardenError } from '../../core/errors.ts';
import type { Compliance } from '../../core/ports.ts';
import type { Place } from './place.ts';

/** What each location is told, in its own account and Region. */
export function complianceOf(places: readonly Place[]): Compliance {
  return {
    at: (location) => {
      const place = location === null ? places[0] : places.find((each) => each.location === location);
      if (place) return place.compliance;
      throw new WinhardenError({
        code: 'UnknownLocation',
        message: `the run has nodes in ${location}, which is none of ${places.map((each) => each.location).join(', ')}`,
        suggestions: ['leave out --region and --account: it goes where the run went'],
        exit: EXIT.usage,
      });
    },
  };
}
