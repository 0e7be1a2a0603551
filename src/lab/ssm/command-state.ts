import type { CommandRecord, Status } from './command-store.ts';

/** `10`, or `10%` of the targets, never less than one. */
export function concurrencyOf({ command, invocations }: CommandRecord): number {
  return Math.max(1, share(command.maxConcurrency, invocations.size));
}

/** More errors than this stop the command: `0` stops at the first, `10%` of 50 at the sixth. */
export function allowedErrors({ command, invocations }: CommandRecord): number {
  return share(command.maxErrors, invocations.size);
}

function share(text: string, total: number): number {
  return text.endsWith('%') ? Math.floor((Number(text.slice(0, -1)) * total) / 100) : Number(text);
}

/** Failed and ExecutionTimedOut count to MaxErrors; what was not delivered, or was stopped, does not. */
export function errorCount({ tally }: CommandRecord): number {
  return (tally.get('Failed') ?? 0) + (tally.get('ExecutionTimedOut') ?? 0);
}

const OPEN = ['Pending', 'InProgress', 'Delayed', 'Cancelling'];

export function endedCount({ tally, invocations }: CommandRecord): number {
  return OPEN.reduce((left, details) => left - (tally.get(details) ?? 0), invocations.size);
}

export function hasEnded(record: CommandRecord): boolean {
  return endedCount(record) === record.invocations.size;
}

/** How a command whose invocations have all ended ends itself (BEHAVIOUR.md, "Statuses"). */
export function finalState(record: CommandRecord): { status: Status; details: string } {
  const all = record.invocations.size;
  const count = (details: string) => record.tally.get(details) ?? 0;
  if (all === 0) return { status: 'Success', details: 'NoInstancesInTag' };
  if (errorCount(record) > allowedErrors(record) || count('Undeliverable') === all)
    return { status: 'Failed', details: 'Failed' };
  if (count('Success') === all) return { status: 'Success', details: 'Success' };
  if (count('Cancelled') > 0) return { status: 'Cancelled', details: 'Cancelled' };
  if (count('DeliveryTimedOut') === all) return { status: 'TimedOut', details: 'DeliveryTimedOut' };
  return { status: 'Success', details: 'Incomplete' };
}
