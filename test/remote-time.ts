import type { ChildProcess } from 'node:child_process';
import { setImmediate as turn } from 'node:timers/promises';
import { Clock } from '../src/lab/clock.ts';
import type { Lab } from '../src/lab/index.ts';

/** What the process says that has nothing to do before then (milliseconds); the answer is that it is then. */
interface Idle {
  idleUntil?: number;
}

/** Lets a process that has a `remoteTime` skip the lab's time. */
export function serveTime({ clock }: Pick<Lab, 'clock'>, child: ChildProcess): void {
  child.on('message', async ({ idleUntil }: Idle) => {
    if (idleUntil === undefined) return;
    let there = false;
    clock.after((idleUntil - clock.now().getTime()) / 1000, () => {
      there = true;
    });
    while (!there && clock.skipToNext()) await turn();
    child.send({ idleUntil });
  });
}

/** The time of a lab in the process that started this one: for `virtualApp`. */
export function remoteTime() {
  const clock = new Clock(1);
  const skipToNext = async () => {
    const due = clock.nextDue();
    if (!due) return false;
    await new Promise((resolve) => {
      process.once('message', resolve);
      process.send?.({ idleUntil: due.getTime() } satisfies Idle);
    });
    return clock.skipToNext();
  };
  return {
    now: () => clock.now(),
    after: (seconds: number, action: () => void) => clock.after(seconds, action),
    skipToNext,
  };
}
