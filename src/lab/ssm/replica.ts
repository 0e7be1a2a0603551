import type { Clock } from '../clock.ts';
import { nowhere } from '../folder.ts';
import { type CommandStore, commandStore } from './command-store.ts';

/** The store, and what reads see of it: every change, in order, so many lab seconds later (eventual consistency). */
export function replicated(
  store: CommandStore,
  clock: Clock,
  lagSeconds: number,
): { store: CommandStore; replica: CommandStore } {
  const replica = commandStore(nowhere);
  for (const record of store.all().reverse()) replica.add(copied(record));
  const later = (change: () => void) => {
    clock.after(lagSeconds, change);
  };
  const both: CommandStore = {
    ...store,
    add: (record) => {
      store.add(record);
      const added = copied(record);
      later(() => replica.add(added));
    },
    setCommand: (...change) => {
      store.setCommand(...change);
      later(() => replica.setCommand(...change));
    },
    setInvocation: (...change) => {
      store.setInvocation(...change);
      later(() => replica.setInvocation(...change));
    },
  };
  return { store: both, replica };
}

type CommandRecord = Parameters<CommandStore['add']>[0];

const copied = ({ command, invocations, tally }: CommandRecord): CommandRecord => ({
  command,
  invocations: new Map(invocations),
  tally: new Map(tally),
});
