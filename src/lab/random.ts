/**
 * Numbers from 0 up to 1 that depend on nothing but the seed: FNV-1a over the seed's text starts a Weyl sequence whose values
 * are mixed (the finaliser of MurmurHash3). Good enough to place faults and times; never for secrets.
 */
export function seeded(...seed: (string | number)[]): () => number {
  let state = fnv1a(seed.join('\u0000'));
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    return mix(state) / 0x1_0000_0000;
  };
}

export function between(random: () => number, low: number, high: number): number {
  return low + random() * (high - low);
}

export function hexText(random: () => number, length: number): string {
  return Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
