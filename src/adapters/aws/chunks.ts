/** Asks for so many at a time, one after the other, as an API takes no more in one call. */
export async function inChunks<T>(most: number, all: string[], ask: (chunk: string[]) => Promise<T[]>): Promise<T[]> {
  const found: T[] = [];
  for (let from = 0; from < all.length; from += most) found.push(...(await ask(all.slice(from, from + most))));
  return found;
}
