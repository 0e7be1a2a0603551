import { printable, printableJson } from '../core/present/printable.ts';
import type { ErrorView } from './describe-error.ts';
import { describeError } from './describe-error.ts';
import { type Style, styleFor } from './style.ts';

/** What `--json` answers for an error: schemas/envelope.schema.json. */
export const errorAnswer = ({ exit, code, message, suggestions }: ErrorView) => ({
  status: exit,
  error: { code, message, suggestions },
});

/** The sentence, and below it what to do next. */
export function errorText({ message, suggestions }: ErrorView, style: Style): string {
  const next = suggestions.map((suggestion) => `  ${style('accent', '→')} ${printable(suggestion)}`);
  return [`${style('bad', 'Error:')} ${printable(message)}`, ...next].join('\n');
}

/** Tells an error, on stdout as JSON or on stderr in words, and answers the exit code. The stack only with DEBUG. */
export function reportError(thrown: unknown, options: { json: boolean; help: string }): number {
  const view = describeError(thrown, options.help);
  if (options.json) process.stdout.write(`${printableJson(errorAnswer(view))}\n`);
  else process.stderr.write(`${errorText(view, styleFor(process.stderr))}\n`);
  if (process.env['DEBUG'] && thrown instanceof Error) process.stderr.write(`${printable(String(thrown.stack))}\n`);
  return view.exit;
}
