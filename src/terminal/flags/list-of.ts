/** A repeatable flag as a list; from its environment variable it comes as one text with commas. */
export function listOf(value: string[] | string | undefined): string[] {
  if (typeof value === 'string') return value.split(',').map((item) => item.trim());
  return value ?? [];
}
