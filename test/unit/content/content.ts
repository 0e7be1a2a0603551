import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Release } from '../../../src/core/baseline/model.ts';
import type {
  Baseline,
  Benchmark,
  GuardRule,
  Overlay,
  PolicyControl,
  Setting,
} from '../../../src/core/baseline/policy.ts';

const root = join(import.meta.dirname, '../../../baselines');

function files(folder: string): string[] {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.yaml'));
  return names.sort().map((name) => join(folder, name));
}

/** The files as they are on disk: the tests of the content go round the product's own reader. */
export const texts = [...files('settings'), ...files('benchmarks'), ...files('overlays'), ...files('.')].map(
  (path) => ({
    path,
    text: readFileSync(join(root, path), 'utf8'),
  }),
);

function documents<T>(isOne: (path: string) => boolean): T[] {
  return texts.filter(({ path }) => isOne(path)).map(({ text }) => parse(text) as T);
}

export const settings = documents<{ settings: Setting[] }>((path) => path.startsWith('settings')).flatMap(
  (file) => file.settings,
);
export const benchmarks = documents<Benchmark>((path) => path.startsWith('benchmarks'));
const baselines = documents<Partial<Baseline>>((path) => !path.includes('/')).filter(
  (file): file is Baseline => file.baseline !== undefined,
);
export const sources =
  documents<{ sources: Record<string, unknown> }>((path) => path === 'sources.yaml')[0]?.sources ?? {};
export const site =
  documents<{ site: Record<string, { default: string }> }>((path) => path === 'site.yaml')[0]?.site ?? {};

export const guards = documents<{ guards: GuardRule[] }>((path) => path === 'guards.yaml').flatMap(
  (file) => file.guards,
);

export const overlays = documents<Overlay>((path) => path.startsWith('overlays'));

/** Waivers and changes of all overlays. */
export const overlayEntries = overlays.flatMap(({ waivers = [], changes = [] }) => [...waivers, ...changes]);

const byId = new Map(settings.map((setting) => [setting.id, setting]));

export function settingOf(control: PolicyControl): Setting {
  const setting = byId.get(control.setting ?? '');
  if (!setting) throw new Error(`${control.id} names the setting "${control.setting}", which is not there`);
  return setting;
}

/** Who publishes benchmarks; their names begin with it. */
export type Publisher = 'cis' | 'msft' | 'stig';

export function benchmarksOf(publisher: Publisher): Benchmark[] {
  return benchmarks.filter(({ benchmark }) => benchmark.startsWith(`${publisher}-`));
}

export function benchmarkOf(publisher: Publisher, release: Release): Benchmark {
  const found = benchmarksOf(publisher).find((benchmark) => benchmark.release === release);
  if (!found) throw new Error(`no benchmark of ${publisher} for Windows Server ${release}`);
  return found;
}

export function baselineNamed(name: string): Baseline {
  const found = baselines.find(({ baseline }) => baseline === name);
  if (!found) throw new Error(`no baseline ${name}`);
  return found;
}

/** Every list of controls, with a name for messages. */
export const lists: { name: string; controls: PolicyControl[] }[] = [
  ...benchmarks.map(({ benchmark, controls }) => ({ name: benchmark, controls })),
  ...baselines.map(({ baseline, controls = [] }) => ({ name: baseline, controls })),
];

export const allControls = lists.flatMap(({ controls }) => controls);

/** Distinct control ids, of one level or of all. */
export function ids(controls: PolicyControl[], level?: string): Set<string> {
  return new Set(controls.filter((control) => !level || control.level === level).map(({ id }) => id));
}
