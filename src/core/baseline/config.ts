import type { PolicyFile } from '../ports.ts';
import { type Catalogue, checkSite } from './catalogue.ts';
import { unknown } from './control-check.ts';
import { isFile } from './named-file.ts';
import type { SiteConfig } from './policy.ts';
import { type Finding, type Problem, sortProblems } from './problem.ts';
import type { SchemaCheck } from './schema-check.ts';
import { readSource } from './source.ts';

/** Reads a user's winharden.yaml; an empty file chooses nothing. */
export async function readConfig(
  file: PolicyFile,
  check: SchemaCheck,
  catalogue: Catalogue,
): Promise<{ config: SiteConfig; problems: Problem[] }> {
  const source = await readSource(file);
  if (source.problems.length > 0) return { config: {}, problems: source.problems };
  const config = (source.value ?? {}) as SiteConfig;
  const misshapen = check('config', source.value);
  const found =
    misshapen.length > 0 ? misshapen : [...checkSite(config, catalogue), ...checkOverlayNames(config, catalogue)];
  return { config, problems: sortProblems(found.map(source.locate)) };
}

/** A name that is no path must be that of a built-in overlay. */
function checkOverlayNames({ overlays = [] }: SiteConfig, catalogue: Catalogue): Finding[] {
  return overlays.flatMap((name, i) =>
    isFile(name) ? [] : unknown('overlay', name, catalogue.overlays, ['overlays', i]),
  );
}
