import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ShownRun } from '../core/present/model.ts';

const TEMPLATE = new URL('../../documents/report.html.hbs', import.meta.url);

/** The report page of a run as text. */
export async function reportPage(run: ShownRun): Promise<string> {
  return [...(await reportParts(run))].join('');
}

/** Writes the report page next to result.json; like everything there, for its owner alone. */
export async function saveReport(run: ShownRun): Promise<void> {
  await writeFile(join(run.result.folder, 'report.html'), await reportParts(run), { mode: 0o600 });
}

async function reportParts(run: ShownRun): Promise<Iterable<string>> {
  const [{ htmlParts }, template] = await Promise.all([import('../core/present/html.ts'), readFile(TEMPLATE, 'utf8')]);
  return htmlParts(run, template);
}
