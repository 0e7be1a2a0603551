import { between } from './random.ts';

type Random = () => number;

/** How long things take, in lab seconds. Where AWS documents nothing the lab chose (BEHAVIOUR.md, "Pace"). */
export interface Pace {
  /** From the service's sending to the node's taking a command. */
  pickUp(random: Random): number;
  /** A script of winharden. */
  script(random: Random): number;
  /** From an instance's launch to its node's being ready. */
  join(random: Random): number;
  /** From a node's draining to its instance's end. */
  leave(random: Random): number;
  /** Until reads see what was done: lists of commands, and invocations. */
  readonly lag: { readonly commands: number; readonly invocations: number };
}

/** Short and even: for demos and tests. */
export const QUICK: Pace = {
  pickUp: (random) => between(random, 0.1, 0.4),
  script: (random) => between(random, 2, 6),
  join: (random) => between(random, 1, 3),
  leave: (random) => between(random, 0.5, 1),
  lag: { commands: 0.3, invocations: 0.3 },
};

/** As a fleet is: most nodes alike, a long tail, and a few that are busy with something else. */
export const REALISTIC: Pace = {
  pickUp: (random) => between(random, 0.5, 3),
  script: (random) => Math.min(longTail(random) * (random() < BUSY_SHARE ? BUSY_TIMES : 1), MOST_SECONDS),
  join: (random) => between(random, 180, 420),
  leave: (random) => between(random, 30, 120),
  lag: { commands: 2, invocations: 1 },
};

const MEDIAN_SECONDS = 30;
const SPREAD = 0.4;
const BUSY_SHARE = 0.005;
const BUSY_TIMES = 5;
const MOST_SECONDS = 900;

/** Log-normal, by Box and Muller's transform. */
function longTail(random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return MEDIAN_SECONDS * Math.exp(SPREAD * normal);
}
