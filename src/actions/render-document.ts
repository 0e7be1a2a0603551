import { createHash } from 'node:crypto';
import { renderDocument as renderSsmDocument } from '../core/document/render-document.ts';
import type { Operation } from '../core/plan/model.ts';
import type { App } from '../core/ports.ts';
import { renderScript } from '../core/script/render-script.ts';
import { makePlan, type PlanChoice } from './make-plan.ts';

export interface RenderInput extends PlanChoice {
  operation: Operation;
  format: 'ssm-yaml' | 'ssm-json' | 'ps1';
  timeoutSeconds?: number;
}

export interface RenderResult {
  name: string;
  /** SHA-256 of the text. */
  hash: string;
  /** For a document with its longest parameters, as SSM counts. */
  bytes: number;
  /** Null for a ps1, which has no limit. */
  bytesLeft: number | null;
  text: string;
  warnings: string[];
}

/** The document or script that a node would run. */
export async function renderDocument(
  app: Pick<App, 'policy' | 'engine' | 'today'>,
  input: RenderInput,
): Promise<RenderResult> {
  const [{ plan, warnings }, engine] = await Promise.all([makePlan(app, input), app.engine.read()]);
  const { operation, format, timeoutSeconds } = input;
  if (format === 'ps1') {
    const text = renderScript({ plan, operation, engine, header: 'ps1' });
    const hash = createHash('sha256').update(text).digest('hex');
    return {
      name: `winharden-${plan.baseline}-${operation}.ps1`,
      hash,
      bytes: text.length,
      bytesLeft: null,
      text,
      warnings,
    };
  }
  const document = await renderSsmDocument({
    plan,
    operation,
    engine,
    timeoutSeconds,
    format: format === 'ssm-json' ? 'JSON' : 'YAML',
  });
  const { name, hash, bytes, bytesLeft, content } = document;
  return { name, hash, bytes, bytesLeft, text: content, warnings };
}
