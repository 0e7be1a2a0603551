import { basename, resolve } from 'node:path';
import { readCatalogue } from '../core/baseline/catalogue.ts';
import { loadCatalogue } from '../core/baseline/load-catalogue.ts';
import { nearest } from '../core/baseline/nearest.ts';
import { invalidPolicy } from '../core/baseline/problem.ts';
import { createSchemaCheck } from '../core/baseline/schema-check.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import { baselineText } from '../core/gpo/baseline-text.ts';
import { controlsFor } from '../core/gpo/controls.ts';
import { findBackups, isRead } from '../core/gpo/find-backups.ts';
import { deniesLocalAccounts, forStandalone } from '../core/gpo/local-accounts.ts';
import { mergeDemands } from '../core/gpo/merge.ts';
import type { GpoBackup, SourcedDemand, Unsupported } from '../core/gpo/model.ts';
import { readBackup } from '../core/gpo/read-backup.ts';
import { slug } from '../core/gpo/slug.ts';
import type { App } from '../core/ports.ts';

export interface ImportInput {
  /** The folder of a backup, one above several, or a zip archive. */
  path: string;
  /** The baseline's name; without it the GPO's own. */
  name?: string;
  /** Display names; all GPOs where there are none. */
  gpos: string[];
  /** For hosts in no domain: let local accounts come in over the network. */
  standalone: boolean;
}

export interface ImportResult {
  baseline: string;
  title: string;
  gpos: { name: string; folder: string }[];
  controls: number;
  /** How many of the controls use a setting of winharden's own catalogue. */
  shared: number;
  unsupported: Unsupported[];
  leftOut: Unsupported[];
  /** The baseline file. */
  text: string;
  warnings: string[];
}

/**
 * Turns Group Policy backups into a baseline file, checked as `baseline validate` does.
 * Errors: UnreadableFile, UnreadableGpo, NoGpo, UnknownGpo, ConflictingGpos, InvalidPolicy.
 */
export async function importGpo(app: Pick<App, 'policy' | 'gpos'>, input: ImportInput): Promise<ImportResult> {
  const origin = basename(resolve(input.path));
  const backups = chosen(findBackups(await app.gpos.read(input.path, isRead), origin), input.gpos);
  const readings = backups.map(readBackup);
  const merged = mergeDemands(readings.flatMap(({ demands }) => demands));
  const { demands, leftOut } = input.standalone
    ? forStandalone(merged.demands)
    : { demands: merged.demands, leftOut: [] };
  const catalogue = await loadCatalogue(app.policy);
  const check = await createSchemaCheck(await app.policy.readSchemas());
  const { controls, unsupported: unsayable } = controlsFor(demands, catalogue, check);
  const unsupported = [...readings.flatMap((one) => one.unsupported), ...merged.unsupported, ...unsayable];
  const { name, title } = namesOf(backups, origin, input.name);
  const text = baselineText({ name, title, origin, controls, unsupported, leftOut });
  const { problems } = await readCatalogue([{ path: `${name}.yaml`, text }], check, catalogue);
  if (problems.length > 0) throw invalidPolicy(problems);
  return {
    baseline: name,
    title,
    gpos: backups.map(({ name, folder }) => ({ name, folder })),
    controls: controls.length,
    shared: controls.filter(({ setting }) => setting === null).length,
    unsupported,
    leftOut,
    text,
    warnings: demands.filter(deniesLocalAccounts).map(lockoutWarning),
  };
}

function chosen(all: GpoBackup[], names: string[]): GpoBackup[] {
  for (const name of names) if (!all.some((gpo) => isCalled(gpo, name))) throw unknownGpo(name, all);
  return names.length === 0 ? all : all.filter((gpo) => names.some((name) => isCalled(gpo, name)));
}

function isCalled(gpo: GpoBackup, name: string): boolean {
  return gpo.name.toLowerCase() === name.toLowerCase();
}

function unknownGpo(name: string, all: GpoBackup[]): WinhardenError {
  const known = all.map((gpo) => gpo.name);
  return new WinhardenError({
    code: 'UnknownGpo',
    message: `there is no GPO "${name}" in the backup`,
    suggestions: [
      ...nearest(name, known).map((other) => `Did you mean "${other}"?`),
      `GPOs in it: ${known.map((other) => `"${other}"`).join(', ')}.`,
    ],
    exit: EXIT.usage,
  });
}

function namesOf(backups: GpoBackup[], origin: string, name: string | undefined): { name: string; title: string } {
  const [only, ...others] = backups;
  const title = only && others.length === 0 ? only.name : `${backups.length} GPOs of ${origin}`;
  const made = slug(others.length === 0 ? title : origin.replace(/\.zip$/i, ''))
    .slice(0, 60)
    .replace(/-$/, '');
  return { name: name ?? (made || 'imported-gpo'), title };
}

function lockoutWarning({ gpo, address }: SourcedDemand): string {
  const { right } = address as { right: string };
  return `${right} of "${gpo}" refuses local accounts: on a host in no domain nobody could administer it over the network, and Session Manager shells end. --standalone leaves that out.`;
}
