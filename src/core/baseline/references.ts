import type { Catalogue } from './catalogue.ts';
import type { Expectation, Reference, ResolvedControl, When } from './model.ts';
import { placeOf } from './place.ts';
import type { Benchmark, PolicyControl } from './policy.ts';
import { isWithin } from './strictness.ts';
import { both, implies } from './when.ts';

/** A benchmark's control on one address. */
interface Row {
  benchmark: string;
  id: string;
  place: string;
  when: When;
  expect: Expectation;
}

/** Fills in which controls of other benchmarks of the same release speak of the same settings, and which of them are met. */
export function withReferences(catalogue: Catalogue, controls: ResolvedControl[]): ResolvedControl[] {
  const rows = [...catalogue.benchmarks.values()].flatMap((benchmark) => rowsOf(benchmark, catalogue));
  const byPlace = Map.groupBy(rows, ({ place }) => place);
  const byControl = Map.groupBy(rows, keyOf);
  const ours = Map.groupBy(controls.filter(isAutomated), keyOf);
  return controls.map((control) => {
    const found = isAutomated(control)
      ? (byPlace.get(placeOf(control)) ?? []).filter((row) => isOther(control, row))
      : [];
    const others = new Map(found.map((row) => [keyOf(row), row]));
    const references = [...others].map(
      ([key, { benchmark, id }]): Reference => ({
        benchmark,
        control: id,
        met: isMet(byControl.get(key) ?? [], ours.get(keyOf(control)) ?? []),
      }),
    );
    return references.length > 0 ? { ...control, references } : control;
  });
}

/** The controls of other benchmarks that are met where this one is: `CIS 1.1.4`, `V-254290`. */
export function alsoMeets({ references = [] }: ResolvedControl): string[] {
  const met = references.filter((reference) => reference.met);
  return [...new Set(met.map(({ benchmark, control }) => calledControl(benchmark, control)))];
}

/** An id that begins with a number says nothing without its publisher, with which its benchmark's name begins. */
function calledControl(benchmark: string, id: string): string {
  return /^\d/.test(id) ? `${benchmark.split('-')[0]?.toUpperCase()} ${id}` : id;
}

function rowsOf({ benchmark, release, controls }: Benchmark, { settings }: Catalogue): Row[] {
  return controls.flatMap((control: PolicyControl) => {
    const setting = settings.get(control.setting ?? '');
    const when = both(control.when, { release: [release] });
    if (!setting || !when) return [];
    return [{ benchmark, id: control.id, place: placeOf(setting), when, expect: control.expect ?? {} }];
  });
}

function keyOf({ benchmark, id }: { benchmark: string; id: string }): string {
  return `${benchmark} ${id}`;
}

function isAutomated({ kind }: ResolvedControl): boolean {
  return kind !== 'manual';
}

function isOther({ benchmark, when }: ResolvedControl, row: Row): boolean {
  const [release] = row.when.release ?? [];
  return row.benchmark !== benchmark && (!when?.release || release === undefined || when.release.includes(release));
}

/** Whether every address of the other control is, wherever it is asked for, as one of ours demands it. */
function isMet(theirs: Row[], ours: ResolvedControl[]): boolean {
  return theirs.every((row) =>
    ours.some(
      (control) =>
        placeOf(control) === row.place && implies(row.when, control.when) && isWithin(control.expect ?? {}, row.expect),
    ),
  );
}
