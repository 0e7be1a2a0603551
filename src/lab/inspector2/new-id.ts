import { hexText, seeded } from '../random.ts';
import type { World } from '../world.ts';

/** Looks like a UUID, and is the same for the same seed. */
export function newId({ seed }: World, of: string): string {
  const random = seeded(seed, 'inspector', of);
  return [8, 4, 4, 4, 12].map((length) => hexText(random, length)).join('-');
}
