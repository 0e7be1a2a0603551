import type { Catalogue } from '../core/baseline/catalogue.ts';
import { loadCatalogue } from '../core/baseline/load-catalogue.ts';
import type { ResolvedControl } from '../core/baseline/model.ts';
import type { Baseline } from '../core/baseline/policy.ts';
import { resolveBaseline } from '../core/baseline/resolve.ts';
import type { PolicyApp } from './open-baseline.ts';

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
  /** Windows Server releases that a benchmark of it speaks of; empty where it is the same for all. */
  releases: number[];
  benchmarks: ({ name: string; title: string; version: string; release: number } & ControlCounts)[];
}

/** The built-in baselines with what is in them. */
export async function listBaselines({ policy }: PolicyApp): Promise<{ baselines: BaselineRow[] }> {
  const catalogue = await loadCatalogue(policy);
  return { baselines: [...catalogue.baselines.values()].map((baseline) => rowOf(baseline, catalogue)) };
}

function rowOf(baseline: Baseline, catalogue: Catalogue): BaselineRow {
  const controls = resolveBaseline(catalogue, baseline);
  const benchmarks = (baseline.benchmarks ?? []).flatMap(({ benchmark: name }) => {
    const found = catalogue.benchmarks.get(name);
    const own = controls.filter(({ benchmark }) => benchmark === name);
    return found ? [{ name, title: found.title, version: found.version, release: found.release, ...count(own) }] : [];
  });
  const releases = [...new Set(benchmarks.map(({ release }) => release))].sort();
  return { name: baseline.baseline, title: baseline.title, ...count(controls), releases, benchmarks };
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
