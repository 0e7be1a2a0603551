import pLimit from 'p-limit';
import { WinhardenError } from '../../core/errors.ts';
import type { Commands, ComplianceServices, Documents, Inventory, NodeRoles, PostureFacts } from '../../core/ports.ts';

/** One account and Region of a run over several, and how to talk to it. */
export interface Place {
  /** `ACCOUNT/REGION`. */
  location: string;
  inventory: Inventory;
  documents: Documents;
  commands: Commands;
  nodeRoles: NodeRoles;
  compliance: ComplianceServices;
  posture: PostureFacts;
  /** The command that an automation's execution here has sent. */
  commandOf(executionId: string): Promise<string | null>;
}

/** Locations asked at the same time: an organisation has hundreds. */
const MOST_AT_ONCE = 8;

/** Asks every location. Those that fail are told of together, because mending one only to meet the next wastes a person's day. */
export async function everywhere<T>(
  places: readonly Place[],
  ask: (place: Place) => Promise<T>,
): Promise<{ place: Place; answer: T }[]> {
  const limit = pLimit(MOST_AT_ONCE);
  const settled = await Promise.allSettled(places.map((place) => limit(() => ask(place))));
  const failed = settled.flatMap((each, index) =>
    each.status === 'rejected' ? [{ location: (places[index] as Place).location, reason: each.reason as unknown }] : [],
  );
  if (failed.length > 0) throw together(failed, places.length);
  return settled.map((each, index) => ({
    place: places[index] as Place,
    answer: (each as PromiseFulfilledResult<T>).value,
  }));
}

function together(failed: { location: string; reason: unknown }[], asked: number): unknown {
  const mistake = failed.find(({ reason }) => !(reason instanceof WinhardenError));
  if (mistake) return mistake.reason;
  const errors = failed.map(({ reason }) => reason as WinhardenError);
  const codes = new Set(errors.map(({ code }) => code));
  const byMessage = Map.groupBy(failed, ({ reason }) => (reason as WinhardenError).message);
  const reasons = [...byMessage].map(
    ([message, its]) => `${its.map(({ location }) => location).join(', ')}: ${message}`,
  );
  return new WinhardenError({
    code: codes.size === 1 ? (errors[0] as WinhardenError).code : 'LocationsFailed',
    message: `${failed.length} of ${asked} locations cannot be used: ${reasons.join('; ')}`,
    suggestions: [...new Set(errors.flatMap(({ suggestions }) => suggestions))],
    cause: errors[0],
  });
}
