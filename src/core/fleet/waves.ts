import { EXIT, WinhardenError } from '../errors.ts';
import { releaseOf } from './classify.ts';
import type { Wave } from './model.ts';
import { spread, type WaveNode } from './spread.ts';

/** `7`, `"7"`, or `"25%"` of a whole. */
export type Share = number | string;

export interface WaveOptions {
  /** Nodes of each Windows release that go first; 0 for none. */
  canary: Share;
  /** Nodes of every other wave; without it waves grow. */
  waveSize?: Share;
  /** Nodes at work at the same time. It bounds what is in flight, not how large a wave is. */
  maxConcurrency: Share;
}

/** Each wave without a fixed size is this many times the one before: 1, 5, 25 … is careful at first and soon done. */
const GROWTH = 5;
/** The largest wave that grows, as a share of the fleet: what a gate can still save when a change shows its harm only at scale. */
const LARGEST_SHARE = 0.25;

/** Puts every node in exactly one wave: the canary, then batches, each spread over node groups, zones and releases. */
export function splitWaves(nodes: WaveNode[], options: WaveOptions): Wave[] {
  const order = spread(nodes);
  const canary = canaryOf(order, options.canary);
  const first = new Set(canary);
  const rest = order.filter((node) => !first.has(node));
  const sizes = batchSizes(rest.length, canary.length, nodes.length, options.waveSize);
  const waves = [...(canary.length > 0 ? [canary] : []), ...cut(rest, sizes)];
  return waves.map((wave, index) => ({
    number: index + 1,
    canary: index === 0 && canary.length > 0,
    nodes: wave.map(({ instanceId }) => instanceId),
  }));
}

/** How many nodes may be at work at the same time: one at least. */
export const mostAtWork = ({ maxConcurrency }: WaveOptions, whole: number): number =>
  atLeastOne('--max-concurrency', maxConcurrency, whole);

/** Refuses what is no share, and none of what there must be some. Errors: InvalidNumber. */
export function checkWaveOptions({ canary, waveSize, maxConcurrency }: WaveOptions): void {
  parseShare('--canary', canary, 0);
  if (waveSize !== undefined) refuseNone('--wave-size', waveSize);
  refuseNone('--max-concurrency', maxConcurrency);
}

/** Each release has a benchmark of its own, so that one of them tells nothing of the others. */
function canaryOf(order: WaveNode[], canary: Share): WaveNode[] {
  if (isNone(canary)) return [];
  const releases = Map.groupBy(order, ({ platform }) => releaseOf(platform) ?? platform);
  const chosen = [...releases.values()].flatMap((nodes) =>
    nodes.slice(0, atLeastOne('--canary', canary, nodes.length)),
  );
  const first = new Set(chosen);
  return order.filter((node) => first.has(node));
}

/** Who wants no canary wants no slow start either. */
function batchSizes(count: number, canary: number, whole: number, waveSize: Share | undefined): number[] {
  const fixed = waveSize === undefined ? null : atLeastOne('--wave-size', waveSize, whole);
  const largest = Math.max(GROWTH, Math.ceil(whole * LARGEST_SHARE));
  const sizes: number[] = [];
  let next = fixed ?? (canary === 0 ? largest : Math.min(canary * GROWTH, largest));
  for (let left = count; left > 0; left -= sizes.at(-1) ?? left) {
    sizes.push(Math.min(next, left));
    next = fixed ?? Math.min(next * GROWTH, largest);
  }
  return sizes;
}

/** `"7"` is 7, `"25%"` is a quarter of the whole, rounded down. Errors: InvalidNumber. */
export function parseShare(flag: string, share: Share, whole: number): number {
  const match = /^(\d{1,7})(%?)$/.exec(String(share));
  const number = Number(match?.[1]);
  if (!match || (match[2] && number > 100)) {
    throw invalid(flag, share, 'is neither a number nor a percentage');
  }
  return match[2] ? Math.floor((number * whole) / 100) : number;
}

const isNone = (share: Share) => /^0+%?$/.test(String(share));

function refuseNone(flag: string, share: Share): void {
  parseShare(flag, share, 0);
  if (isNone(share)) throw invalid(flag, share, 'would never send anything');
}

/** Where a share of few nodes would be none, it is one. */
const atLeastOne = (flag: string, share: Share, whole: number) => Math.max(1, parseShare(flag, share, whole));

const invalid = (flag: string, share: Share, why: string) =>
  new WinhardenError({
    code: 'InvalidNumber',
    message: `${flag} "${share}" ${why}`,
    suggestions: [`write it as ${flag} 10 or ${flag} 25%`],
    exit: EXIT.usage,
  });

function cut(nodes: WaveNode[], sizes: number[]): WaveNode[][] {
  let from = 0;
  return sizes.map((size) => {
    const part = nodes.slice(from, from + size);
    from += size;
    return part;
  });
}
