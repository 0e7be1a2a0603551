import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlanChoice } from '../../src/actions/make-plan.ts';
import { renderDocument } from '../../src/actions/render-document.ts';
import { createApp } from '../../src/app.ts';
import type { Operation } from '../../src/core/plan/model.ts';

/** Renders scripts of a baseline that a test writes itself, with few controls so that a run is quick. */
export function ownBaseline(
  yaml: string,
  choice: Omit<PlanChoice, 'baseline' | 'configFile'> & { config?: string } = {},
) {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'winharden-baseline-'));
    await writeFile(join(folder, 'own.yaml'), yaml);
    await writeFile(join(folder, 'winharden.yaml'), choice.config ?? '');
  });
  after(() => rm(folder, { recursive: true, force: true }));
  return async (operation: Operation) => {
    const { config: _, ...chosen } = choice;
    const files = { baseline: join(folder, 'own.yaml'), configFile: join(folder, 'winharden.yaml') };
    return (await renderDocument(createApp({}), { ...chosen, ...files, operation, format: 'ps1' })).text;
  };
}
