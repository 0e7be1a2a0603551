import { EXIT } from '../errors.ts';
import type { ReplaceResult } from './model.ts';

/** How the command ends: a plan fails where nothing in it can be replaced. */
export function exitCodeOf({ executed, groups }: ReplaceResult, interrupted: boolean): number {
  const has = (...outcomes: string[]) => groups.some(({ outcome }) => outcomes.includes(outcome));
  const well = has('replaced', 'upToDate', 'planned');
  if (interrupted && has('inProgress', 'notStarted')) return EXIT.interrupted;
  if (!executed) return has('planned', 'inProgress', 'upToDate') ? EXIT.done : EXIT.failed;
  if (has('failed', 'refused')) return well ? EXIT.partly : EXIT.failed;
  if (has('inProgress')) return EXIT.inProgress;
  return has('notStarted') ? EXIT.failed : EXIT.done;
}
