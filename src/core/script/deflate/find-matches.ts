/** A byte as it is, or a piece of `length` bytes that stood `distance` bytes before. */
export type Token = { byte: number } | Match;

interface Match {
  length: number;
  distance: number;
}

const SHORTEST = 3;
const LONGEST = 258;
const WINDOW = 32_768;
/** Keeps text that repeats itself everywhere from taking forever. */
const MOST_TRIED = 100;

/** Splits bytes into literals and repetitions; a repetition gives way to a longer one that starts a byte later. */
export function findMatches(bytes: Uint8Array): Token[] {
  const places = new Places(bytes);
  const tokens: Token[] = [];
  let at = 0;
  while (at < bytes.length) {
    const here = places.longestMatch(at);
    const next = here && places.longestMatch(at + 1);
    const token = here && !(next && next.length > here.length) ? here : { byte: bytes[at] ?? 0 };
    const end = at + ('length' in token ? token.length : 1);
    while (at < end) places.remember(at++);
    tokens.push(token);
  }
  return tokens;
}

/** Where each three bytes stood so far, the last place first. */
class Places {
  readonly #bytes: Uint8Array;
  readonly #last = new Map<number, number>();
  /** For each place the one before it with the same three bytes, or -1. */
  readonly #before: Int32Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#before = new Int32Array(bytes.length).fill(-1);
  }

  remember(at: number): void {
    const key = this.#keyAt(at);
    this.#before[at] = this.#last.get(key) ?? -1;
    this.#last.set(key, at);
  }

  longestMatch(at: number): Match | undefined {
    let best: Match | undefined;
    let place = this.#last.get(this.#keyAt(at)) ?? -1;
    for (let tried = 0; place >= 0 && at - place <= WINDOW && tried < MOST_TRIED; tried++) {
      const length = this.#commonLength(at, place);
      if (length >= SHORTEST && length > (best?.length ?? 0)) best = { length, distance: at - place };
      if (length === LONGEST) break;
      place = this.#before[place] ?? -1;
    }
    return best;
  }

  #commonLength(at: number, place: number): number {
    const most = Math.min(LONGEST, this.#bytes.length - at);
    let length = 0;
    while (length < most && this.#bytes[at + length] === this.#bytes[place + length]) length++;
    return length;
  }

  #keyAt(at: number): number {
    const bytes = this.#bytes;
    return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
  }
}
