import type {
  Address,
  Expectation,
  GpoAddress,
  InstallerAddress,
  RegistryAddress,
  ResolvedControl,
  Value,
} from '../baseline/model.ts';

export type Row = unknown[];

/** A control as the node plan has it: `[id, address…, expectation, set?, type?]`. A registry row's hive and key stand above it. */
export function rowOf(control: ResolvedControl): Row {
  if (control.kind === 'manual') return [control.id, control.reason ?? ''];
  const expect = encoded(control, control.expect ?? {});
  const set = encodedValue(control, control.set);
  const bare = bareValue(expect);
  const isBare = bare !== undefined && JSON.stringify(bare) === JSON.stringify(set);
  const row: Row = [control.id, ...addressOf(control), isBare ? bare : expect];
  if (!isBare && set !== null) row.push(set);
  return withType(row, control, isBare);
}

/** Who signs LGPO.exe, where the setting does not say otherwise. */
const LGPO_SIGNER = 'Microsoft Corporation';

const ADDRESS: Record<Exclude<ResolvedControl['kind'], 'manual'>, (address: never) => unknown[]> = {
  accountPolicy: ({ policy }: { policy: string }) => [policy],
  userRight: ({ right }: { right: string }) => [right],
  auditPolicy: ({ subcategory }: { subcategory: string }) => [subcategory],
  registry: ({ name }: RegistryAddress) => [name],
  service: ({ service }: { service: string }) => [service],
  feature: (address: { feature: string } | { optionalFeature: string }) => [
    'feature' in address ? address.feature : address,
  ],
  localAccount: ({ rid, property }: { rid: number; property: string }) => [rid, property],
  installer: ({ product, ...rest }: InstallerAddress) => [{ product, ...rest }],
  gpo: ({ name, lgpo, ...rest }: GpoAddress) => [{ name, ...rest, lgpo: { signer: LGPO_SIGNER, ...lgpo } }],
  permission: ({ path }: { path: string }) => [path],
  certificate: ({ store, thumbprint }: { store: string; thumbprint: string }) => [store, thumbprint],
  inventory: ({ item }: { item: string }) => [item],
};

function addressOf({ kind, address }: ResolvedControl): unknown[] {
  return kind === 'manual' ? [] : ADDRESS[kind](address as Address as never);
}

/** `equals` (for a user right `members`) without more: the value can stand for itself. */
function bareValue(expect: Record<string, unknown>): Value | undefined {
  const [key, ...others] = Object.keys(expect);
  return others.length === 0 && (key === 'equals' || key === 'members') ? (expect[key] as Value) : undefined;
}

const AUDIT_FLAG: Record<string, number> = { Success: 1, Failure: 2 };

/** Audit flags travel as the number that `auditpol /backup` has: 1 success, 2 failure, 3 both. */
function encodedValue({ kind }: ResolvedControl, value: Value | null): Value | null {
  if (kind !== 'auditPolicy' || !Array.isArray(value)) return value;
  return value.reduce((mask, flag) => mask | (AUDIT_FLAG[flag] ?? 0), 0);
}

function encoded(control: ResolvedControl, expect: Expectation): Record<string, unknown> {
  const entries = Object.entries(expect).map(([key, value]) => [key, encodedValue(control, value as Value)]);
  return Object.fromEntries(entries);
}

const TYPE_OF: Record<string, string> = { number: 'REG_DWORD', string: 'REG_SZ', object: 'REG_MULTI_SZ' };

/** The node tells a registry type from the value that is set; any other type is said, after `set` (null: none). */
function withType(row: Row, { address, set, expect }: ResolvedControl, isBare: boolean): Row {
  const { type } = (address ?? {}) as Partial<RegistryAddress>;
  const writesNothing = set === null && expect?.absent === true;
  if (!type || writesNothing || (set !== null && TYPE_OF[typeof set] === type)) return row;
  return isBare || set === null ? [...row, null, type] : [...row, type];
}
