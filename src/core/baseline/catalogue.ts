import type { PolicyFile } from '../ports.ts';
import { checkControl, isSiteChoice, unknown, type Vocabulary, wrongSet } from './control-check.ts';
import { linesOf } from './extend.ts';
import { checkExtends, checkTakenOver } from './extend-check.ts';
import type { Expectation } from './model.ts';
import type {
  Baseline,
  Benchmark,
  GuardRule,
  PolicyControl,
  SchemaName,
  Setting,
  SiteChoices,
  SiteValue,
} from './policy.ts';
import { below, type Finding, type Path, type Problem, sortProblems } from './problem.ts';
import type { SchemaCheck } from './schema-check.ts';
import { readSource, type Source } from './source.ts';

/** All policy by name, checked: settings, sources and site values are what benchmarks and baselines are made of. */
export interface Catalogue extends Vocabulary {
  guards: Map<string, GuardRule>;
  benchmarks: Map<string, Benchmark>;
  baselines: Map<string, Baseline>;
}

export function emptyCatalogue(): Catalogue {
  return {
    settings: new Map(),
    sources: new Map(),
    site: new Map(),
    guards: new Map(),
    benchmarks: new Map(),
    baselines: new Map(),
  };
}

type Kind = Exclude<SchemaName, 'config'>;
interface Sorted {
  kind: Kind;
  source: Source;
}
type Merge = (catalogue: Catalogue, value: never) => Finding[];

/** The key at the top of a file says what kind of file it is. In this order each uses names of the earlier ones only. */
const MERGE: [Kind, Merge][] = [
  [
    'sources',
    (catalogue, { sources }: { sources: Record<string, unknown> }) => addAll(catalogue.sources, sources, 'source'),
  ],
  ['site', (catalogue, { site }: { site: Record<string, SiteValue> }) => addAll(catalogue.site, site, 'site')],
  ['guards', addGuards],
  ['settings', (catalogue, { settings }: { settings: Setting[] }) => addSettings(catalogue, settings)],
  ['benchmark', addBenchmark],
  ['baseline', addBaseline],
  ['baseline', (catalogue, baseline: Baseline) => checkExtends(baseline, catalogue)],
  ['baseline', checkBaseline],
];

/**
 * Reads policy files on top of a catalogue, which is not changed. Problems of all files are gathered;
 * only where a file is broken are the files not judged that use its names.
 */
export async function readCatalogue(
  files: PolicyFile[],
  check: SchemaCheck,
  onto: Catalogue = emptyCatalogue(),
): Promise<{ catalogue: Catalogue; problems: Problem[] }> {
  const catalogue = copyOf(onto);
  const sources = await Promise.all(files.map(readSource));
  const problems = sources.flatMap((source) => source.problems);
  const sorted: Sorted[] = [];
  for (const source of sources.filter((source) => source.problems.length === 0)) {
    const kind = kindOf(source.value);
    const found = kind ? check(kind, source.value) : [NO_POLICY];
    problems.push(...found.map(source.locate));
    if (kind && found.length === 0) sorted.push({ kind, source });
  }
  for (const [kind, merge] of MERGE) {
    if (problems.length > 0) break;
    problems.push(
      ...sorted.filter((file) => file.kind === kind).flatMap((file) => mergeFile(catalogue, merge, file.source)),
    );
  }
  return { catalogue, problems: sortProblems(problems) };
}

function mergeFile(catalogue: Catalogue, merge: Merge, source: Source): Problem[] {
  return merge(catalogue, source.value as never).map(source.locate);
}

function copyOf({ settings, sources, site, guards, benchmarks, baselines }: Catalogue): Catalogue {
  return {
    settings: new Map(settings),
    sources: new Map(sources),
    site: new Map(site),
    guards: new Map(guards),
    benchmarks: new Map(benchmarks),
    baselines: new Map(baselines),
  };
}

const NO_POLICY: Finding = {
  path: [],
  message: 'no policy file: expected one of the keys baseline, benchmark, settings, sources, site, guards',
};

/** A baseline may hold settings and site values of its own, so its key decides first. */
function kindOf(value: unknown): Kind | undefined {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return (['baseline', 'benchmark', 'settings', 'sources', 'site', 'guards'] as const).find((kind) =>
    keys.includes(kind),
  );
}

function add<T>(map: Map<string, T>, name: string, value: T, what: string, path: Path): Finding[] {
  if (map.has(name)) return [{ path, message: `the ${what} "${name}" is already there` }];
  map.set(name, value);
  return [];
}

function addAll<T>(map: Map<string, T>, values: Record<string, T>, what: string): Finding[] {
  return Object.entries(values).flatMap(([name, value]) =>
    add(map, name, value, what, [what === 'site' ? 'site' : 'sources', name]),
  );
}

function addSettings(catalogue: Catalogue, settings: Setting[]): Finding[] {
  return settings.flatMap((setting, i) =>
    add(catalogue.settings, setting.id, setting, 'setting', ['settings', i, 'id']),
  );
}

function addGuards(catalogue: Catalogue, { guards }: { guards: GuardRule[] }): Finding[] {
  return guards.flatMap((rule, i) => [
    ...add(catalogue.guards, rule.id, rule, 'guard', ['guards', i, 'id']),
    ...rule.sources.flatMap((name, j) => unknown('source', name, catalogue.sources, ['guards', i, 'sources', j])),
  ]);
}

function addBenchmark(catalogue: Catalogue, benchmark: Benchmark): Finding[] {
  return [
    ...add(catalogue.benchmarks, benchmark.benchmark, benchmark, 'benchmark', ['benchmark']),
    ...checkControls(benchmark.controls, catalogue),
  ];
}

function addBaseline(catalogue: Catalogue, baseline: Baseline): Finding[] {
  return [
    ...addSettings(catalogue, baseline.settings ?? []),
    ...add(catalogue.baselines, baseline.baseline, baseline, 'baseline', ['baseline']),
  ];
}

function checkBaseline(catalogue: Catalogue, baseline: Baseline): Finding[] {
  return [
    ...checkBenchmarks(baseline, catalogue),
    ...checkControls(baseline.controls ?? [], catalogue),
    ...checkTakenOver(baseline, catalogue),
    ...checkSite(baseline, catalogue),
  ];
}

function checkControls(controls: PolicyControl[], catalogue: Catalogue): Finding[] {
  const seen = new Set<string>();
  return controls.flatMap((control, i) => {
    const row = `${control.id} ${control.setting} ${JSON.stringify(control.when)}`;
    const twice = seen.has(row) ? [{ path: ['id'], message: `the control "${control.id}" says this twice` }] : [];
    seen.add(row);
    return [...twice, ...checkControl(control, catalogue)].map((finding) => below(['controls', i], finding));
  });
}

function checkBenchmarks({ benchmarks = [] }: Baseline, catalogue: Catalogue): Finding[] {
  return benchmarks.flatMap(({ benchmark: name, levels = [] }, i) => {
    const benchmark = catalogue.benchmarks.get(name);
    if (!benchmark) return unknown('benchmark', name, catalogue.benchmarks, ['benchmarks', i, 'benchmark']);
    const known = new Map(benchmark.controls.map(({ level }) => [level ?? '', true]));
    return levels.flatMap((level, j) => unknown(`level of ${name}`, level, known, ['benchmarks', i, 'levels', j]));
  });
}

/** Site values nobody asks for, and those that a control could not write. */
export function checkSite({ site = {} }: SiteChoices, catalogue: Catalogue): Finding[] {
  return Object.entries(site).flatMap(([name, value]) => {
    const strange = unknown('site value', name, catalogue.site, ['site', name]);
    if (strange.length > 0) return strange.map((finding): Finding => ({ ...finding, key: true }));
    return controlsThatWrite(name, catalogue).flatMap(({ control, setting }) =>
      wrongSet(setting, control.expect as Expectation, value, ['site', name]),
    );
  });
}

function controlsThatWrite(site: string, catalogue: Catalogue): { control: PolicyControl; setting: Setting }[] {
  const all = [
    ...[...catalogue.benchmarks.values()].flatMap(({ controls }) => controls),
    ...[...catalogue.baselines.values()].flatMap((baseline) => writtenBy(baseline, catalogue)),
  ];
  return all
    .filter(({ set }) => isSiteChoice(set) && set.site === site)
    .flatMap((control) => {
      const setting = catalogue.settings.get(control.setting ?? '');
      return setting ? [{ control, setting }] : [];
    });
}

/** A baseline's own controls, and those that it takes over and may have changed. */
function writtenBy(baseline: Baseline, catalogue: Catalogue): PolicyControl[] {
  if (!baseline.overrides) return baseline.controls ?? [];
  return linesOf(catalogue, baseline).map(({ control }) => control);
}
