import { createHash } from 'node:crypto';
import type { PolicyFile, PolicyFiles } from '../ports.ts';
import { type Catalogue, readCatalogue } from './catalogue.ts';
import type { Baseline, Benchmark, GuardRule, Overlay, Setting, SiteValue } from './policy.ts';
import { invalidPolicy } from './problem.ts';
import { createSchemaCheck } from './schema-check.ts';

/** The catalogue as the build keeps it, good for exactly the policy files and schemas that it was made from. */
interface Compiled {
  madeFrom: string;
  settings: Setting[];
  sources: [string, unknown][];
  site: [string, SiteValue][];
  guards: GuardRule[];
  overlays: Overlay[];
  benchmarks: Benchmark[];
  baselines: Baseline[];
}

/** The built-in policy, from what the build compiled where that is still true to the files, else from the files. */
export async function loadCatalogue(policy: PolicyFiles): Promise<Catalogue> {
  const [files, text] = await Promise.all([policy.readAll(), policy.readCompiled()]);
  const compiled = text === null ? null : readCompiled(text);
  return compiled?.madeFrom === fingerprint(files) ? fromCompiled(compiled) : parseCatalogue(policy, files);
}

/** The text that `readCompiled` gives back later. Throws where the built-in files have problems. */
export async function compileCatalogue(policy: PolicyFiles): Promise<string> {
  const files = await policy.readAll();
  const { settings, sources, site, guards, overlays, benchmarks, baselines } = await parseCatalogue(policy, files);
  const compiled: Compiled = {
    madeFrom: fingerprint(files),
    settings: [...settings.values()],
    sources: [...sources],
    site: [...site],
    guards: [...guards.values()],
    overlays: [...overlays.values()],
    benchmarks: [...benchmarks.values()],
    baselines: [...baselines.values()],
  };
  return JSON.stringify(compiled);
}

/** A file cut short by a full disk is as good as none. */
function readCompiled(text: string): Compiled | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function parseCatalogue(policy: PolicyFiles, files: PolicyFile[]): Promise<Catalogue> {
  const check = await createSchemaCheck(await policy.readSchemas());
  const { catalogue, problems } = await readCatalogue(files, check);
  if (problems.length > 0) throw invalidPolicy(problems);
  return catalogue;
}

function fromCompiled({ settings, sources, site, guards, overlays, benchmarks, baselines }: Compiled): Catalogue {
  return {
    settings: new Map(settings.map((setting) => [setting.id, setting])),
    sources: new Map(sources),
    site: new Map(site),
    guards: new Map(guards.map((rule) => [rule.id, rule])),
    overlays: new Map(overlays.map((overlay) => [overlay.overlay, overlay])),
    benchmarks: new Map(benchmarks.map((benchmark) => [benchmark.benchmark, benchmark])),
    baselines: new Map(baselines.map((baseline) => [baseline.baseline, baseline])),
  };
}

function fingerprint(files: PolicyFile[]): string {
  const hash = createHash('sha256');
  for (const { path, text } of files) hash.update(`${path}\0${text}\0`);
  return hash.digest('hex');
}
