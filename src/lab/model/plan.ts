/** The node plan as text in the script (docs/formats.md, "The node plan"). */
type Scalar = string | number | boolean;
export type Value = Scalar | string[];
export type Expectation = Record<string, unknown>;
export type Facts = Record<string, unknown>;
export type Kind =
  | 'accountPolicy'
  | 'userRight'
  | 'auditPolicy'
  | 'registry'
  | 'service'
  | 'feature'
  | 'localAccount'
  | 'installer'
  | 'gpo'
  | 'permission'
  | 'certificate'
  | 'inventory';
export type Address = Record<string, unknown>;

export interface NodePlan {
  format: number;
  baseline: string;
  hash: string;
  vitalServices: string[];
  allowDomainControllers?: boolean;
  /** Control ids by risk, and those that take effect after a restart only. */
  risks: Record<string, string[]>;
  reboot: string[];
  groups: PlanGroup[];
  waivers?: { controls: string[]; when?: Facts; reason: string; expires?: string }[];
}

type PlanGroup = { when?: Facts } & Partial<Record<Kind | 'manual', unknown[][]>>;

/** One row of the plan with its address in words. */
export interface PlanRow {
  id: string;
  kind: Kind | 'manual';
  address: Address;
  /** The expectation as it stands in the plan, and spelled out. */
  required: unknown;
  expect: Expectation;
  set: Value | null;
  type: string | null;
  reason?: string;
}

export interface RowInGroup extends PlanRow {
  when: Facts | undefined;
}

/** All rows in the plan's order. */
export function rowsOf(plan: NodePlan): RowInGroup[] {
  return plan.groups.flatMap(({ when, ...kinds }) =>
    Object.entries(kinds).flatMap(([kind, rows]) =>
      (rows ?? []).flatMap((row) => readRows(kind as Kind | 'manual', row)).map((row) => ({ ...row, when })),
    ),
  );
}

/**
 * What stands between a row's id and its expectation; an address of many words stands there as an object. A registry row
 * holds the rows of one key.
 */
const WORDS: Record<Exclude<Kind, 'registry' | 'installer' | 'gpo'>, string[]> = {
  accountPolicy: ['policy'],
  userRight: ['right'],
  auditPolicy: ['subcategory'],
  service: ['service'],
  feature: ['feature'],
  localAccount: ['rid', 'property'],
  permission: ['path'],
  certificate: ['store', 'thumbprint'],
  inventory: ['item'],
};

function readRows(kind: Kind | 'manual', row: unknown[]): PlanRow[] {
  if (kind === 'manual') return [manual(String(row[0]), String(row[1]))];
  if (isMap(row[1]) && kind !== 'registry') return [readRow(kind, String(row[0]), row[1], row.slice(2))];
  if (kind !== 'registry') return [readAddressed(kind as keyof typeof WORDS, row)];
  const [hive, key, ...values] = row;
  return (values as unknown[][]).map(([id, name, ...rest]) => readRow(kind, String(id), { hive, key, name }, rest));
}

function readAddressed(kind: keyof typeof WORDS, row: unknown[]): PlanRow {
  const words = WORDS[kind];
  const address = Object.fromEntries(words.map((word, index) => [word, row[index + 1]]));
  return readRow(kind, String(row[0]), address, row.slice(1 + words.length));
}

function manual(id: string, reason: string): PlanRow {
  return { id, kind: 'manual', address: {}, required: null, expect: {}, set: null, type: null, reason };
}

function readRow(kind: Kind, id: string, address: Address, [required, set, type]: unknown[]): PlanRow {
  const expect = isMap(required) ? required : { equals: required };
  const value = (set ?? expect['equals'] ?? expect['members'] ?? null) as Value | null;
  const usual = kind === 'registry' ? usualType(value) : null;
  return { id, kind, address, required, expect, set: value, type: (type as string | undefined) ?? usual };
}

function isMap(value: unknown): value is Expectation {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function usualType(value: Value | null): string | null {
  if (value === null) return null;
  if (typeof value === 'string') return 'REG_SZ';
  return Array.isArray(value) ? 'REG_MULTI_SZ' : 'REG_DWORD';
}

/** Why a condition does not hold on this node, in words; undefined where it holds. */
export function whenMismatch(facts: Facts, when: Facts | undefined): string | undefined {
  for (const [fact, wanted] of Object.entries(when ?? {})) {
    const allowed = Array.isArray(wanted) ? wanted : [wanted];
    if (allowed.includes(facts[fact])) continue;
    if (fact === 'instanceId') return 'for other nodes';
    if (fact === 'release')
      return `for Windows Server ${allowed.join(', ')}, this node is ${facts[fact] || facts['productName']}`;
    return `for nodes with ${fact} ${allowed.map(inWords).join(' or ')}, here it is ${inWords(facts[fact])}`;
  }
  return undefined;
}

/** As PowerShell turns a value into text: its truths have a capital letter. */
function inWords(value: unknown): string {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}
