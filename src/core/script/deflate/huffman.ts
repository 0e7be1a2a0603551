interface Tree {
  weight: number;
  symbols: number[];
}

/** Lengths in bits of a Huffman code for symbols that occur so often; 0 for those that do not. None is longer than `limit`. */
export function codeLengths(counts: number[], limit: number): number[] {
  const lengths = unlimitedLengths(counts);
  if (Math.max(...lengths) <= limit) return lengths;
  return codeLengths(
    counts.map((count) => (count > 0 ? (count >> 1) + 1 : 0)),
    limit,
  );
}

/** Joins the two lightest trees until one is left; each joining puts their symbols a bit deeper. */
function unlimitedLengths(counts: number[]): number[] {
  const lengths = counts.map(() => 0);
  const trees: Tree[] = counts.flatMap((weight, symbol) => (weight > 0 ? [{ weight, symbols: [symbol] }] : []));
  trees.sort((a, b) => a.weight - b.weight);
  for (let [a, b] = trees.splice(0, 2); a && b; [a, b] = trees.splice(0, 2)) {
    const joined = { weight: a.weight + b.weight, symbols: [...a.symbols, ...b.symbols] };
    for (const symbol of joined.symbols) lengths[symbol] = (lengths[symbol] ?? 0) + 1;
    const heavier = trees.findIndex(({ weight }) => weight > joined.weight);
    trees.splice(heavier < 0 ? trees.length : heavier, 0, joined);
  }
  return lengths;
}

/** The codes that belong to lengths (RFC 1951, 3.2.2), bits turned round because DEFLATE sends a code from its highest bit. */
export function codesOf(lengths: number[]): number[] {
  const codes = lengths.map(() => 0);
  let code = 0;
  for (let length = 1; length <= 15; length++) {
    for (const [symbol, own] of lengths.entries()) if (own === length) codes[symbol] = reversed(code++, length);
    code <<= 1;
  }
  return codes;
}

function reversed(code: number, length: number): number {
  let turned = 0;
  for (let bit = 0; bit < length; bit++) turned |= ((code >> bit) & 1) << (length - 1 - bit);
  return turned;
}
