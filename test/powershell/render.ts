import { renderDocument } from '../../src/actions/render-document.ts';
import { createApp } from '../../src/app.ts';
import type { Operation } from '../../src/core/plan/model.ts';

/** The script of a built-in baseline as `winharden render --format ps1` writes it. */
export async function renderScript(baseline: string, operation: Operation, include: string[] = []): Promise<string> {
  const { text } = await renderDocument(createApp({}), { baseline, operation, format: 'ps1', include });
  return text;
}
