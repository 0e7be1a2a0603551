import { type Catalogue, emptyCatalogue, readCatalogue } from '../core/baseline/catalogue.ts';
import { readConfig } from '../core/baseline/config.ts';
import { choicesOf } from '../core/baseline/extend.ts';
import { loadCatalogue } from '../core/baseline/load-catalogue.ts';
import { isFile } from '../core/baseline/named-file.ts';
import type { Baseline } from '../core/baseline/policy.ts';
import type { Problem } from '../core/baseline/problem.ts';
import { findBaseline, resolveBaseline } from '../core/baseline/resolve.ts';
import { createSchemaCheck } from '../core/baseline/schema-check.ts';
import { conflictTexts, findConflicts } from '../core/plan/conflicts.ts';
import { layOverlays } from '../core/plan/overlays.ts';
import { enforced, optInWaivers } from '../core/plan/waivers.ts';
import type { App, PolicyFile } from '../core/ports.ts';
import { overlayPath } from './open-baseline.ts';

export interface Validation {
  /** What was looked at: paths as errors name them. */
  files: string[];
  settings: number;
  benchmarks: number;
  baselines: number;
  overlays: number;
  controls: number;
  problems: Problem[];
}

type ValidateApp = Pick<App, 'policy'>;
type Read = Awaited<ReturnType<typeof readCatalogue>>;

/** Checks a name, a file of the user's (baseline or winharden.yaml), or all built-in policy. Answers the problems instead of throwing them. */
export async function validateBaseline(
  app: ValidateApp,
  { nameOrFile }: { nameOrFile?: string } = {},
): Promise<Validation> {
  if (nameOrFile === undefined) return validateBuiltIn(app);
  if (isFile(nameOrFile)) return validateFile(app, await app.policy.readUserFile(nameOrFile));
  findBaseline(await loadCatalogue(app.policy), nameOrFile);
  return validateBuiltIn(app);
}

async function validateBuiltIn(app: ValidateApp): Promise<Validation> {
  const files = await app.policy.readAll();
  const check = await createSchemaCheck(await app.policy.readSchemas());
  return judge(files, await readCatalogue(files, check), emptyCatalogue());
}

async function validateFile(app: ValidateApp, file: PolicyFile): Promise<Validation> {
  const builtIn = await loadCatalogue(app.policy);
  const check = await createSchemaCheck(await app.policy.readSchemas());
  const isConfig = !/^(baseline|benchmark|overlay|settings|sources|guards):/m.test(file.text);
  if (!isConfig) return judge([file], await readCatalogue([file], check, builtIn), builtIn);
  const { config, problems } = await readConfig(file, check, builtIn);
  if (problems.length > 0) return judge([file], { catalogue: builtIn, problems }, builtIn);
  const named = (config.overlays ?? []).filter(isFile).map((name) => overlayPath(name, file.path));
  const overlays = await Promise.all(named.map((path) => app.policy.readUserFile(path)));
  return judge([file, ...overlays], await readCatalogue(overlays, check, builtIn), builtIn);
}

/** Counts what the files added, and looks for controls of one baseline that contradict each other. */
function judge(files: PolicyFile[], { catalogue, problems }: Read, before: Catalogue): Validation {
  const benchmarks = added(catalogue.benchmarks, before.benchmarks);
  const baselines = added(catalogue.baselines, before.baselines);
  const conflicts = problems.length > 0 ? [] : baselines.flatMap((baseline) => conflictsOf(catalogue, baseline, files));
  return {
    files: files.map(({ path }) => path),
    settings: added(catalogue.settings, before.settings).length,
    benchmarks: benchmarks.length,
    baselines: baselines.length,
    overlays: added(catalogue.overlays, before.overlays).length,
    controls: [...benchmarks, ...baselines].reduce((sum, { controls = [] }) => sum + controls.length, 0),
    problems: [...problems, ...conflicts],
  };
}

function added<T>(now: Map<string, T>, before: Map<string, T>): T[] {
  return [...now].filter(([name]) => !before.has(name)).map(([, value]) => value);
}

/** A conflict lies between controls, often of several files: it is told of the baseline that brings them together. */
function conflictsOf(catalogue: Catalogue, baseline: Baseline, files: PolicyFile[]): Problem[] {
  const overlays = [...catalogue.overlays.values()];
  const controls = layOverlays(resolveBaseline(catalogue, baseline, {}, overlays), []).controls;
  const { waivers = [], include = [] } = choicesOf(catalogue, baseline);
  const declares = new RegExp(`^baseline: *["']?${baseline.baseline}["']?\\s*$`, 'm');
  const file = files.find(({ text }) => declares.test(text))?.path ?? baseline.baseline;
  const conflicts = findConflicts(enforced(controls, [...waivers, ...optInWaivers(controls, include)]));
  return conflictTexts(conflicts).map((message) => ({ file, line: 1, column: 1, message }));
}
