import type { Catalogue } from '../core/baseline/catalogue.ts';
import { loadCatalogue } from '../core/baseline/load-catalogue.ts';
import type { ResolvedControl, When } from '../core/baseline/model.ts';
import type { Baseline, Overlay } from '../core/baseline/policy.ts';
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

export interface OverlayRow {
  name: string;
  title: string;
  /** The nodes that it is for. */
  when: When;
  /** Settings whose controls it waives, and those to which it gives another value. */
  waived: number;
  changed: number;
}

/** The built-in baselines with what is in them, a file of the user's, and the overlays that are laid on them. */
export async function listBaselines(
  app: PolicyApp,
  file?: string,
): Promise<{ baselines: BaselineRow[]; overlays: OverlayRow[] }> {
  const catalogue = file === undefined ? await loadCatalogue(app.policy) : (await openBaseline(app, file)).catalogue;
  return {
    baselines: [...catalogue.baselines.values()].map((baseline) => rowOf(baseline, catalogue)),
    overlays: [...catalogue.overlays.values()].map(overlayRow),
  };
}

function overlayRow({ overlay, title, when, waivers = [], changes = [] }: Overlay): OverlayRow {
  const waived = new Set(waivers.flatMap(({ settings }) => settings)).size;
  const changed = new Set(changes.map(({ setting }) => setting)).size;
  return { name: overlay, title, when, waived, changed };
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
