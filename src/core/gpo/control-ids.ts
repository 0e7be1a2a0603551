import type { RegistryAddress } from '../baseline/model.ts';
import type { Demand } from './model.ts';
import { numbered } from './slug.ts';

const LONGEST = 64;
const DEPTHS = [1, 2, 3, 4];

/**
 * What administrators know each demand by, and the same at every import: `SeBackupPrivilege`, `DomainProfile.EnableFirewall`.
 * Where the last part of a registry key does not tell values apart, more of the key does.
 */
export function controlIds(demands: Demand[]): Map<Demand, string> {
  const taken = new Map<string, number>();
  const ids = new Map<Demand, string>();
  const depths = new Map<Demand, number>();
  for (const alike of Map.groupBy(demands, (demand) => idOf(demand, 1).toLowerCase()).values()) {
    const depth = DEPTHS.find(
      (depth) => new Set(alike.map((one) => idOf(one, depth).toLowerCase())).size === alike.length,
    );
    for (const demand of alike) depths.set(demand, depth ?? 1);
  }
  for (const demand of demands) ids.set(demand, numbered(idOf(demand, depths.get(demand) ?? 1), LONGEST, taken));
  return ids;
}

/** `depth`: how many parts of a registry key go in. */
function idOf({ kind, address }: Demand, depth: number): string {
  const parts =
    kind === 'registry' ? registryParts(address as RegistryAddress, depth) : PARTS[kind]?.(address as never);
  return (parts ?? [kind]).map(safe).filter(Boolean).join('.') || 'value';
}

const PARTS: Partial<Record<Demand['kind'], (address: never) => string[]>> = {
  accountPolicy: ({ policy }: { policy: string }) => [policy],
  userRight: ({ right }: { right: string }) => [right],
  auditPolicy: ({ subcategory }: { subcategory: string }) => ['audit', subcategory.slice(1, 9)],
  service: ({ service }: { service: string }) => ['service', service],
  localAccount: ({ rid, property }: { rid: number; property: string }) => ['account', `${rid}`, property],
};

function registryParts({ hive, key, name }: RegistryAddress, depth: number): string[] {
  return [...(hive === 'HKU' ? ['user'] : []), ...key.split('\\').slice(-depth), name];
}

/** Letters, digits, hyphens and underscores, the latter not at an end. */
function safe(part: string): string {
  const short = part.slice(0, LONGEST).replace(/[^A-Za-z0-9-]+/g, '_');
  return short.replace(/^[_-]+|[_-]+$/g, '');
}
