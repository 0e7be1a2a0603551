import { findMatches, type Token } from './find-matches.ts';
import { codeLengths, codesOf } from './huffman.ts';

/** Bits, lowest first, as DEFLATE packs them. */
class BitWriter {
  readonly #bytes: number[] = [];
  #used = 8;

  write(value: number, count: number): void {
    for (let bit = 0; bit < count; bit++) {
      if (this.#used === 8) {
        this.#bytes.push(0);
        this.#used = 0;
      }
      const last = this.#bytes.length - 1;
      this.#bytes[last] = (this.#bytes[last] ?? 0) | (((value >> bit) & 1) << this.#used++);
    }
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

/** Where a length or distance falls: its symbol, and the bits that say which of the symbol's values it is (RFC 1951, 3.2.5). */
interface Step {
  base: number;
  extra: number;
}
const LENGTHS = [...steps(28, 3, (i) => Math.max(0, (i >> 2) - 1)), { base: 258, extra: 0 }];
const DISTANCES = steps(30, 1, (i) => Math.max(0, (i >> 1) - 1));
const END = 256;
const FIRST_LENGTH = 257;
/** The order in which the lengths of the code for code lengths are sent (3.2.7). */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

function steps(count: number, first: number, extraOf: (index: number) => number): Step[] {
  let base = first;
  return Array.from({ length: count }, (_, i) => {
    const step = { base, extra: extraOf(i) };
    base += 2 ** step.extra;
    return step;
  });
}

/**
 * Raw DEFLATE in one block. Slower than zlib, and the same bytes everywhere: zlib builds differ between processors
 * and Node versions, and a document is published again whenever its bytes change.
 */
export function deflate(input: Uint8Array): Uint8Array {
  const tokens = findMatches(input);
  const symbols = tokens.map(symbolsOf);
  const [literals, distances] = countSymbols(symbols);
  const literalLengths = codeLengths(literals, 15);
  const distanceLengths = codeLengths(distances, 15);
  const out = new BitWriter();
  writeHeader(out, literalLengths, distanceLengths);
  const [literalCodes, distanceCodes] = [codesOf(literalLengths), codesOf(distanceLengths)];
  for (const { literal, distance } of [
    ...symbols,
    { literal: { symbol: END, value: 0, extra: 0 }, distance: undefined },
  ]) {
    writeSymbol(out, literal, literalCodes, literalLengths);
    if (distance) writeSymbol(out, distance, distanceCodes, distanceLengths);
  }
  return out.bytes();
}

interface Symbol {
  symbol: number;
  value: number;
  extra: number;
}

function symbolsOf(token: Token): { literal: Symbol; distance: Symbol | undefined } {
  if ('byte' in token) return { literal: { symbol: token.byte, value: 0, extra: 0 }, distance: undefined };
  return { literal: symbolIn(LENGTHS, token.length, FIRST_LENGTH), distance: symbolIn(DISTANCES, token.distance, 0) };
}

function symbolIn(table: Step[], value: number, first: number): Symbol {
  const index = table.findLastIndex(({ base }) => base <= value);
  const { base, extra } = table[index] as Step;
  return { symbol: first + index, value: value - base, extra };
}

/** Every tree has two symbols at least: some inflaters refuse a code of one. */
function countSymbols(symbols: ReturnType<typeof symbolsOf>[]): [number[], number[]] {
  const literals = Array(FIRST_LENGTH + LENGTHS.length).fill(0);
  const distances = Array(DISTANCES.length).fill(0);
  for (const { literal, distance } of symbols) {
    literals[literal.symbol]++;
    if (distance) distances[distance.symbol]++;
  }
  literals[END]++;
  for (const counts of [literals, distances]) for (const i of [0, 1]) counts[i] = Math.max(1, counts[i]);
  return [literals, distances];
}

function writeHeader(out: BitWriter, literals: number[], distances: number[]): void {
  const lengths = [...literals, ...distances];
  const counts = Array(19).fill(0);
  for (const length of lengths) counts[length]++;
  const lengthsOfLengths = codeLengths(counts, 7);
  const codes = codesOf(lengthsOfLengths);
  out.write(0b101, 3); // last block, dynamic codes
  out.write(literals.length - 257, 5);
  out.write(distances.length - 1, 5);
  out.write(ORDER.length - 4, 4);
  for (const symbol of ORDER) out.write(lengthsOfLengths[symbol] ?? 0, 3);
  for (const length of lengths) out.write(codes[length] ?? 0, lengthsOfLengths[length] ?? 0);
}

function writeSymbol(out: BitWriter, { symbol, value, extra }: Symbol, codes: number[], lengths: number[]): void {
  out.write(codes[symbol] ?? 0, lengths[symbol] ?? 0);
  out.write(value, extra);
}
