import { printableLine } from '../core/present/printable.ts';

interface Output {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** Says what is being done, in one line that is drawn anew; nothing where nobody watches. */
export function tellSteps(out: Output, quiet: boolean): { tell(what: string): void; stop(): void } {
  const draws = out.isTTY === true && !quiet;
  const erase = () => out.write('\r\x1b[2K');
  return {
    tell: (what) => {
      if (!draws) return;
      erase();
      out.write(`  looking at ${printableLine(what)} …`);
    },
    stop: () => {
      if (draws) erase();
    },
  };
}
