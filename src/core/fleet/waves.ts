import { EXIT, WinhardenError } from '../errors.ts';
import type { Wave } from './model.ts';

export interface WaveOptions {
  /** Nodes that go first; 0 for none. */
  canary: number;
  /** `"10"` or `"25%"` of all nodes; without it waves grow. */
  waveSize?: string;
  /** No wave is larger. */
  maxConcurrency: number;
}

/** Each wave without a fixed size is this many times the one before: 1, 5, 25 … is careful at first and soon done. */
const GROWTH = 5;

/** Puts every node in exactly one wave: the canary, then batches that never exceed the bound. */
export function splitWaves(nodes: string[], options: WaveOptions): Wave[] {
  const fixed = fixedSize(options, nodes.length);
  const canary = Math.min(options.canary, options.maxConcurrency, nodes.length);
  const sizes = canary > 0 ? [canary] : [];
  let left = nodes.length - canary;
  while (left > 0) {
    const wanted = fixed ?? (sizes.at(-1) ?? 1) * GROWTH;
    const size = Math.max(1, Math.min(wanted, options.maxConcurrency, left));
    sizes.push(size);
    left -= size;
  }
  return cut(nodes, sizes).map((part, index) => ({
    number: index + 1,
    canary: index === 0 && canary > 0,
    nodes: part,
  }));
}

/** Who wants no canary wants no slow start either. */
function fixedSize({ canary, waveSize, maxConcurrency }: WaveOptions, whole: number): number | null {
  if (waveSize !== undefined) return parseShare('--wave-size', waveSize, whole);
  return canary === 0 ? maxConcurrency : null;
}

/** `"7"` is 7, `"25%"` is a quarter of the whole, rounded down. Errors: InvalidNumber. */
export function parseShare(flag: string, text: string, whole: number): number {
  const match = /^(\d{1,7})(%?)$/.exec(text);
  const number = Number(match?.[1]);
  if (!match || (match[2] && number > 100)) {
    throw new WinhardenError({
      code: 'InvalidNumber',
      message: `${flag} "${text}" is neither a number nor a percentage`,
      suggestions: [`write it as ${flag} 10 or ${flag} 25%`],
      exit: EXIT.usage,
    });
  }
  return match[2] ? Math.floor((number * whole) / 100) : number;
}

function cut(nodes: string[], sizes: number[]): string[][] {
  let from = 0;
  return sizes.map((size) => {
    const part = nodes.slice(from, from + size);
    from += size;
    return part;
  });
}
