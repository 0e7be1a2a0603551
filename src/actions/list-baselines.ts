import type { Catalogue } from '../core/baseline/catalogue.ts';
import { loadCatalogue } from '../core/baseline/load-catalogue.ts';
import type { ResolvedControl } from '../core/baseline/model.ts';
import type { Baseline } from '../core/baseline/policy.ts';
import { resolveBaseline } from '../core/baseline/resolve.ts';
import { openBaseline, type PolicyApp } from './open-baseline.ts';

/** Distinct control ids. */
export interface ControlCounts {
  controls: number;
  levels: Record<string, number>;
  manual: number;
  optIn: number;
}

export interface BaselineRow extends ControlCounts {
  name: string;
  title: string;
  /** The baselines that it extends. */
  extends: string[];
  /** Windows Server releases that a benchmark of it speaks of; empty where it is the same for all. */
  releases: number[];
  benchmarks: ({ name: string; title: string; version: string; release: number } & ControlCounts)[];
}

/** The built-in baselines with what is in them, and a file of the user's. */
export async function listBaselines(app: PolicyApp, file?: string): Promise<{ baselines: BaselineRow[] }> {
  const catalogue = file === undefined ? await loadCatalogue(app.policy) : (await openBaseline(app, file)).catalogue;
  return { baselines: [...catalogue.baselines.values()].map((baseline) => rowOf(baseline, catalogue)) };
}

function rowOf(baseline: Baseline, catalogue: Catalogue): BaselineRow {
  const controls = resolveBaseline(catalogue, baseline);
  const from = new Set(controls.map(({ benchmark }) => benchmark));
  const benchmarks = [...from].flatMap((name) => {
    const found = catalogue.benchmarks.get(name);
    const own = controls.filter(({ benchmark }) => benchmark === name);
    return found ? [{ name, title: found.title, version: found.version, release: found.release, ...count(own) }] : [];
  });
  const releases = [...new Set(benchmarks.map(({ release }) => release))].sort();
  return {
    name: baseline.baseline,
    title: baseline.title,
    extends: baseline.extends ?? [],
    ...count(controls),
    releases,
    benchmarks,
  };
}

function count(controls: ResolvedControl[]): ControlCounts {
  const ids = (chosen: ResolvedControl[]) => new Set(chosen.map(({ id }) => id)).size;
  const levels = [...new Set(controls.map(({ level }) => level))].sort();
  return {
    controls: ids(controls),
    levels: Object.fromEntries(levels.map((name) => [name, ids(controls.filter(({ level }) => level === name))])),
    manual: ids(controls.filter(({ kind }) => kind === 'manual')),
    optIn: ids(controls.filter(({ optIn }) => optIn)),
  };
}
