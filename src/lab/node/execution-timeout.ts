import type { DocumentContent } from '../ssm/document-content.ts';
import { resolve } from './parameters.ts';

const DEFAULT_SECONDS = 3600;

/** What the agent makes of a step's `timeoutSeconds`: outside 5 to 172,800, or unreadable, it is an hour. */
export function stepTimeout(value: unknown): number {
  const seconds = Math.trunc(Number(value));
  return seconds >= 5 && seconds <= 172_800 ? seconds : DEFAULT_SECONDS;
}

/** The execution part of a command's expiry: the longest step. */
export function executionSeconds(content: DocumentContent, given: Readonly<Record<string, string[]>>): number {
  const seconds = content.mainSteps.map(({ inputs }) =>
    stepTimeout(resolve(inputs?.['timeoutSeconds'], content, given)),
  );
  return Math.max(...seconds);
}
