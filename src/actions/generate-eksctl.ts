import { createSchemaCheck } from '../core/baseline/schema-check.ts';
import { checkInput } from '../core/eksctl/check-input.ts';
import { type GenerateInput, generateManifest } from '../core/eksctl/generate.ts';
import { lintFile } from '../core/eksctl/lint.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import type { App } from '../core/ports.ts';

/** What `eksctl generate` answers: schemas/eksctl-generate-result.schema.json. */
export interface Generated {
  text: string;
}

/** A manifest in which the lint finds nothing. Errors: InvalidManifest, with every wish that makes it a bad one. */
export async function generateEksctl({ policy }: Pick<App, 'policy'>, input: GenerateInput): Promise<Generated> {
  checkInput(input);
  const text = generateManifest(input);
  const check = await createSchemaCheck(await policy.readSchemas());
  const { found } = lintFile({ path: 'the manifest', text }, check);
  const left = found.map(({ finding }) => finding).filter(({ waived }) => waived === null);
  if (left.length === 0) return { text };
  throw new WinhardenError({
    code: 'InvalidManifest',
    message: left.map(({ message }) => message).join('\n'),
    suggestions: [...new Set(left.map(({ mend }) => mend))],
    exit: EXIT.usage,
  });
}
