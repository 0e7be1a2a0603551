import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ShownRun } from '../core/present/model.ts';

const TEMPLATE = new URL('../../documents/report.html.hbs', import.meta.url);

/** The report page of a run as text. */
export async function reportPage(run: ShownRun): Promise<string> {
  const [{ html }, template] = await Promise.all([import('../core/present/html.ts'), readFile(TEMPLATE, 'utf8')]);
  return html(run, template);
}

/** Writes the report page next to result.json; like everything there, for its owner alone. */
export async function saveReport(run: ShownRun): Promise<void> {
  await writeFile(join(run.result.folder, 'report.html'), await reportPage(run), { mode: 0o600 });
}
