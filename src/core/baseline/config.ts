import type { PolicyFile } from '../ports.ts';
import { type Catalogue, checkSite } from './catalogue.ts';
import type { SiteConfig } from './policy.ts';
import { type Problem, sortProblems } from './problem.ts';
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
  const found = misshapen.length > 0 ? misshapen : checkSite(config, catalogue);
  return { config, problems: sortProblems(found.map(source.locate)) };
}
