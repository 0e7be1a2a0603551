/** The first of each group, and all of it. */
export function* group<T>(items: T[], keyOf: (item: T) => unknown): Generator<[T, T[]]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  for (const same of groups.values()) yield [same[0] as T, same];
}
