/** The most values that Inspector takes in a filter (API reference, FilterCriteria). */
const MOST_VALUES = 10;

/** What Inspector is asked for, for whoever may not. */
export const inspectorCall = (operation: string, resource = 'all of it (*)') => ({
  action: `inspector2:${operation}`,
  resource,
});

/** A filter for just this value. */
export const equal = (value: string) => ({ comparison: 'EQUALS' as const, value });

/** In groups as large as a filter may be. */
export function chunksOf<T>(all: T[]): T[][] {
  const count = Math.ceil(all.length / MOST_VALUES);
  return Array.from({ length: count }, (_, index) => all.slice(index * MOST_VALUES, (index + 1) * MOST_VALUES));
}
