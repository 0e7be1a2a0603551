import type { Address, Kind } from './model.ts';

/**
 * Where a setting lives, as one text: equal for equal places. Windows does not tell upper from lower case in names;
 * one value cannot have two types, so the type is no part of its place.
 */
export function placeOf({ kind, address }: { kind: Kind; address: Address | null }): string {
  const parts = Object.entries(address ?? {}).filter(([word]) => word !== 'type');
  return `${kind} ${JSON.stringify(parts.sort(([a], [b]) => (a < b ? -1 : 1)))}`.toLowerCase();
}
