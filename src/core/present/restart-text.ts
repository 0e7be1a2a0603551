import type { NodeOutcome } from '../results/model.ts';

type Restart = Pick<NodeOutcome, 'rebootRequired'> & { rebootPending?: boolean; rebooted?: boolean };

/** What became of restarts on a node, in the order of time: `pending before, restarted`, or nothing. */
export function restartText({ rebootRequired, rebootPending, rebooted }: Restart): string {
  return [
    ...(rebootPending ? ['pending before'] : []),
    ...(rebooted ? ['restarted'] : []),
    ...(rebootRequired ? ['required'] : []),
  ].join(', ');
}
