import { dirname, isAbsolute, join } from 'node:path';
import { type Catalogue, readCatalogue } from '../core/baseline/catalogue.ts';
import { readConfig } from '../core/baseline/config.ts';
import { loadCatalogue } from '../core/baseline/load-catalogue.ts';
import { isFile } from '../core/baseline/named-file.ts';
import type { Baseline, Overlay, SiteConfig } from '../core/baseline/policy.ts';
import { invalidPolicy } from '../core/baseline/problem.ts';
import { findBaseline } from '../core/baseline/resolve.ts';
import { createSchemaCheck } from '../core/baseline/schema-check.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import type { App } from '../core/ports.ts';

export type PolicyApp = Pick<App, 'policy'>;

/** The baseline and all that it may refer to, on top of what is known. Errors: UnknownBaseline, InvalidPolicy, UnreadableFile. */
export async function openBaseline(
  { policy }: PolicyApp,
  nameOrFile: string,
  onto?: Catalogue,
): Promise<{ catalogue: Catalogue; baseline: Baseline }> {
  const known = onto ?? (await loadCatalogue(policy));
  if (!isFile(nameOrFile)) return { catalogue: known, baseline: findBaseline(known, nameOrFile) };
  const file = await policy.readUserFile(nameOrFile);
  const check = await createSchemaCheck(await policy.readSchemas());
  const { catalogue, problems } = await readCatalogue([file], check, known);
  if (problems.length > 0) throw invalidPolicy(problems);
  const own = [...catalogue.baselines.values()].find(({ baseline }) => !known.baselines.has(baseline));
  if (!own) throw noBaseline(nameOrFile);
  return { catalogue, baseline: own };
}

/** Several baselines, and all that any of them may refer to. Errors: those of `openBaseline`. */
export async function openBaselines(
  app: PolicyApp,
  namesOrFiles: string[],
): Promise<{ catalogue: Catalogue; baselines: Baseline[] }> {
  let catalogue = await loadCatalogue(app.policy);
  const baselines: Baseline[] = [];
  for (const name of new Set(namesOrFiles)) {
    const opened = await openBaseline(app, name, catalogue);
    catalogue = opened.catalogue;
    baselines.push(opened.baseline);
  }
  return { catalogue, baselines };
}

/** The user's winharden.yaml, or no choices at all. Errors: InvalidPolicy, UnreadableFile. */
export async function openConfig(
  { policy }: PolicyApp,
  catalogue: Catalogue,
  path: string | undefined,
): Promise<SiteConfig> {
  if (path === undefined) return {};
  const file = await policy.readUserFile(path);
  const check = await createSchemaCheck(await policy.readSchemas());
  const { config, problems } = await readConfig(file, check, catalogue);
  if (problems.length > 0) throw invalidPolicy(problems);
  return config;
}

/** The overlays that a config names, in its order, else those that are built in. Errors: InvalidPolicy, UnreadableFile, NoOverlay. */
export async function openOverlays(
  app: PolicyApp,
  catalogue: Catalogue,
  { overlays }: SiteConfig,
  configFile = '',
): Promise<Overlay[]> {
  if (overlays === undefined) return [...catalogue.overlays.values()];
  const opened: Overlay[] = [];
  let known = catalogue;
  for (const name of overlays) {
    if (isFile(name)) known = await addOverlay(app, known, overlayPath(name, configFile));
    opened.push((isFile(name) ? [...known.overlays.values()].at(-1) : known.overlays.get(name)) as Overlay);
  }
  return opened;
}

/** An overlay file stands in the folder of the config that names it, or is named from there. */
export function overlayPath(name: string, configFile: string): string {
  return isAbsolute(name) ? name : join(dirname(configFile), name);
}

async function addOverlay({ policy }: PolicyApp, known: Catalogue, path: string): Promise<Catalogue> {
  const file = await policy.readUserFile(path);
  const check = await createSchemaCheck(await policy.readSchemas());
  const { catalogue, problems } = await readCatalogue([file], check, known);
  if (problems.length > 0) throw invalidPolicy(problems);
  if (catalogue.overlays.size > known.overlays.size) return catalogue;
  throw new WinhardenError({
    code: 'NoOverlay',
    message: `${path} holds no overlay: the key "overlay" is missing at its top`,
    suggestions: ['docs/formats.md shows an overlay file.'],
    exit: EXIT.usage,
  });
}

function noBaseline(path: string): WinhardenError {
  return new WinhardenError({
    code: 'NoBaseline',
    message: `${path} holds no baseline: the key "baseline" is missing at its top`,
    suggestions: ['docs/formats.md shows a baseline file.'],
    exit: EXIT.usage,
  });
}
