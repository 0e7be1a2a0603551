import { countsAsError } from './command-shape.ts';
import { type CommandRecord, ENDED, type Invocation, type Status } from './command-store.ts';

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

export function errorCount({ invocations }: CommandRecord): number {
  return [...invocations.values()].filter(countsAsError).length;
}

export function hasEnded({ invocations }: CommandRecord): boolean {
  return [...invocations.values()].every(({ status }) => ENDED.has(status));
}

/** How a command whose invocations have all ended ends itself (BEHAVIOUR.md, "Statuses"). */
export function finalState(record: CommandRecord): { status: Status; details: string } {
  const all = [...record.invocations.values()];
  const every = (test: (invocation: Invocation) => boolean) => all.length > 0 && all.every(test);
  const some = (details: string) => all.some((invocation) => invocation.details === details);
  if (all.length === 0) return { status: 'Success', details: 'NoInstancesInTag' };
  if (errorCount(record) > allowedErrors(record)) return { status: 'Failed', details: 'Failed' };
  if (every(({ status }) => status === 'Success')) return { status: 'Success', details: 'Success' };
  if (some('Cancelled')) return { status: 'Cancelled', details: 'Cancelled' };
  if (every(({ details }) => details === 'DeliveryTimedOut'))
    return { status: 'TimedOut', details: 'DeliveryTimedOut' };
  if (every(({ details }) => details === 'Undeliverable')) return { status: 'Failed', details: 'Failed' };
  return { status: 'Success', details: 'Incomplete' };
}
