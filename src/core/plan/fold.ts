import { KINDS, type Kind, type RegistryAddress, type ResolvedControl, type When } from '../baseline/model.ts';
import { foldReleases } from '../baseline/when.ts';
import { type Row, rowOf } from './row.ts';

/** Controls that share a condition, in the order that the node works in. */
export interface Group {
  when: When;
  kinds: Map<Kind, PlanRow[]>;
}

export interface PlanRow {
  row: Row;
  /** Above a registry row: `[hive, key]`. */
  place?: [string, string];
}

/**
 * Folds what several releases' benchmarks say alike into one row, and groups the rows by condition:
 * three releases of a benchmark differ in a tenth of their controls, and a document holds 64 KB.
 */
export function foldControls(controls: ResolvedControl[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { kind, when, ...row } of rowsOf(controls)) {
    const key = JSON.stringify(when);
    const group = groups.get(key) ?? { when, kinds: new Map() };
    group.kinds.set(kind, [...(group.kinds.get(kind) ?? []), row]);
    groups.set(key, group);
  }
  return [...groups.values()];
}

interface FoldedRow extends PlanRow {
  kind: Kind;
  when: When;
}

function rowsOf(controls: ResolvedControl[]): FoldedRow[] {
  const rows = controls.map((control) => ({
    kind: control.kind,
    when: control.when ?? {},
    row: rowOf(control),
    ...placeOf(control),
  }));
  return foldReleases(rows);
}

function placeOf({ kind, address }: ResolvedControl): Pick<PlanRow, 'place'> {
  const { hive, key } = (address ?? {}) as Partial<RegistryAddress>;
  return kind === 'registry' && hive && key ? { place: [hive, key] } : {};
}

/** The order in which a node works, and in which a group lists its kinds. */
export const KIND_ORDER: readonly Kind[] = [...KINDS, 'manual'];
