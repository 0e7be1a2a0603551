/** A byte as it is, or a piece of `length` bytes that stood `distance` bytes before. */
export type Token = { byte: number } | { length: number; distance: number };

const SHORTEST = 3;
const LONGEST = 258;
const WINDOW = 32_768;
/** Keeps text that repeats itself everywhere from taking forever. */
const MOST_TRIED = 400;

/** Splits bytes into literals and repetitions: at each place the longest one of all, the nearest where several are as long. */
export function findMatches(bytes: Uint8Array): Token[] {
  const seen = new Map<number, number[]>();
  const tokens: Token[] = [];
  let at = 0;
  while (at < bytes.length) {
    const here = longestMatch(bytes, at, seen);
    const next = here && longestMatch(bytes, at + 1, seen);
    const token = here && !(next && next.length > here.length) ? here : { byte: bytes[at] ?? 0 };
    const end = at + ('length' in token ? token.length : 1);
    for (; at < end; at++) remember(bytes, at, seen);
    tokens.push(token);
  }
  return tokens;
}

function longestMatch(bytes: Uint8Array, at: number, seen: Map<number, number[]>) {
  let best: { length: number; distance: number } | undefined;
  const nearest = (seen.get(keyAt(bytes, at)) ?? []).slice(-MOST_TRIED).reverse();
  for (const place of nearest) {
    const distance = at - place;
    const length = commonLength(bytes, at, distance);
    if (distance <= WINDOW && length >= SHORTEST && length > (best?.length ?? 0)) best = { length, distance };
    if (best?.length === LONGEST) break;
  }
  return best;
}

function commonLength(bytes: Uint8Array, at: number, distance: number): number {
  const most = Math.min(LONGEST, bytes.length - at);
  let length = 0;
  while (length < most && bytes[at + length] === bytes[at + length - distance]) length++;
  return length;
}

function remember(bytes: Uint8Array, at: number, seen: Map<number, number[]>): void {
  const key = keyAt(bytes, at);
  const places = seen.get(key);
  if (places) places.push(at);
  else seen.set(key, [at]);
}

/** The next three bytes as one number. */
function keyAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
}
