import type { Catalogue } from './catalogue.ts';
import { matchesControl } from './control-pattern.ts';
import type { When } from './model.ts';
import type { Baseline, Override, PolicyControl, SiteChoices } from './policy.ts';
import { both, normalWhen } from './when.ts';

type Known = Pick<Catalogue, 'baselines' | 'benchmarks'>;

/** A control of a baseline before its setting is filled in. */
export interface Line {
  control: PolicyControl;
  /** The benchmark that it comes from, or the name of the baseline whose own it is. */
  benchmark: string;
  when: When;
}

/** What a name means: a baseline, or one exact benchmark with all its levels. */
export function baselineNamed({ baselines, benchmarks }: Known, name: string): Baseline | undefined {
  const benchmark = benchmarks.get(name);
  const whole = benchmark && { baseline: name, title: benchmark.title, benchmarks: [{ benchmark: name }] };
  return baselines.get(name) ?? whole;
}

/** All controls of a baseline: those it takes over, less and changed as it says, then its own. */
export function linesOf(known: Known, baseline: Baseline): Line[] {
  const own = (baseline.controls ?? []).map((control) => ({
    control,
    benchmark: baseline.baseline,
    when: normalWhen(control.when),
  }));
  return [...linesKept(known, baseline), ...own];
}

/** What a baseline takes over, less and changed as it says. */
export function linesKept(known: Known, baseline: Baseline): Line[] {
  const { without = [], overrides = [] } = baseline;
  return linesTaken(known, baseline)
    .filter(({ control }) => !without.some((pattern) => matchesControl(pattern, control.id)))
    .map((line) => overrides.filter((override) => concerns(override, line)).reduce(changed, line));
}

/** What a baseline takes over from those that it extends, and from benchmarks. */
export function linesTaken(known: Known, { extends: bases = [], benchmarks = [] }: Baseline): Line[] {
  const inherited = bases.flatMap((name) => {
    const base = baselineNamed(known, name);
    return base ? linesOf(known, base) : [];
  });
  const listed = benchmarks.flatMap(({ benchmark, levels }) => benchmarkLines(known, benchmark, levels));
  return bases.length > 1 || listed.length > 0 ? distinct([...inherited, ...listed]) : inherited;
}

function benchmarkLines({ benchmarks }: Known, name: string, levels: string[] | undefined): Line[] {
  const benchmark = benchmarks.get(name);
  if (!benchmark) return [];
  const controls = benchmark.controls.filter(({ level = '' }) => levels?.includes(level) ?? true);
  return controls.flatMap((control) => {
    const when = both(control.when, { release: [benchmark.release] });
    return when ? [{ control, benchmark: name, when }] : [];
  });
}

/** Two bases may have much in common. */
function distinct(lines: Line[]): Line[] {
  return [...new Map(lines.map((line) => [JSON.stringify(line), line])).values()];
}

/** Whether an override means this control. */
export function concerns({ id, setting, release }: Override, { control, when }: Line): boolean {
  return (
    (id === undefined || id === control.id) &&
    (setting === undefined || setting === control.setting) &&
    (release === undefined || (when.release?.every((one) => release.includes(one)) ?? false))
  );
}

/** An override that says what to expect says what to write too, or the expectation does. */
export function changed(line: Line, { expect, set }: Override): Line {
  const { set: inherited, ...control } = line.control;
  const written = set ?? (expect ? undefined : inherited);
  return {
    ...line,
    control: { ...control, ...(expect && { expect }), ...(written !== undefined && { set: written }) },
  };
}

/** What a baseline says about the place it is used in, with what those that it extends say: its own word comes first. */
export function choicesOf(known: Known, baseline: Baseline): SiteChoices {
  const bases = (baseline.extends ?? []).flatMap((name) => {
    const base = baselineNamed(known, name);
    return base ? [choicesOf(known, base)] : [];
  });
  const all = [...bases, baseline];
  const settleSeconds = all.findLast((one) => one.settleSeconds !== undefined)?.settleSeconds;
  const keepBackups = all.findLast((one) => one.keepBackups !== undefined)?.keepBackups;
  return {
    site: Object.assign({}, ...all.map(({ site }) => site)),
    include: all.flatMap(({ include = [] }) => include),
    waivers: all.flatMap(({ waivers = [] }) => waivers),
    vitalServices: all.flatMap(({ vitalServices = [] }) => vitalServices),
    ...(settleSeconds !== undefined && { settleSeconds }),
    ...(keepBackups !== undefined && { keepBackups }),
  };
}

/** The names on the way from a baseline back to itself; undefined where there is no such way. */
export function cycleOf(known: Known, name: string, way: string[] = [name]): string[] | undefined {
  for (const base of known.baselines.get(way.at(-1) ?? '')?.extends ?? []) {
    if (base === name) return [...way, base];
    const cycle = way.includes(base) ? undefined : cycleOf(known, name, [...way, base]);
    if (cycle) return cycle;
  }
  return undefined;
}
