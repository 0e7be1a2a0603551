import type { Setting } from './policy.ts';

/** The controls and enhancements of NIST SP 800-53 Rev. 5 that any source sees a setting serve: sorted, each once. */
export function nistOf({ nist = {} }: Pick<Setting, 'nist'>): string[] {
  return sortedNist(Object.values(nist).flat());
}

/** Families by letter, controls and enhancements by number: AC-2, AC-2(5), AC-11. */
export function sortedNist(ids: string[]): string[] {
  return [...new Set(ids)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
