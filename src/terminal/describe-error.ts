import { EXIT, WinhardenError } from '../core/errors.ts';
import { type ParserError, usageMessage } from './usage-message.ts';

/** An error as people and programs may see it: no stack, no internals. */
export interface ErrorView {
  exit: number;
  code: string;
  message: string;
  suggestions: string[];
}

/** A sentence with a code and what to do next; the lab's errors have the shape of the program's without its class. */
const isToldError = (error: Error): error is WinhardenError =>
  error instanceof WinhardenError ||
  (error.name === 'LabError' && Array.isArray((error as Partial<WinhardenError>).suggestions));

/** oclif gives its parser's errors exit code 2, but for what a flag's own parser throws. */
const isParserError = (error: Error): error is ParserError =>
  (error as Partial<ParserError>).oclif?.exit === EXIT.usage || error.message.startsWith('Parsing --');

type FileFailure = Error & { path: string; code: string };

const isFileFailure = (error: Error): error is FileFailure => {
  const { path, syscall, code } = error as NodeJS.ErrnoException;
  return path !== undefined && syscall !== undefined && code !== undefined;
};

const FILE_REASONS: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'you have no permission',
  EPERM: 'you have no permission',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
};

function fileView({ path, code, message }: FileFailure): ErrorView {
  const suggestions = ['Check the path, its permissions and the disk.'];
  return {
    exit: EXIT.failed,
    code: 'FileError',
    message: `cannot use ${path}: ${FILE_REASONS[code] ?? message}`,
    suggestions,
  };
}

function bugView(error: Error): ErrorView {
  const message = `winharden met something unexpected: ${error.message.split('\n', 1)[0] || error.name}`;
  const suggestions = [
    'This is a bug. Report it (`npm bugs winharden`) with the command and what it prints when DEBUG=winharden is set.',
  ];
  return { exit: EXIT.failed, code: 'UnexpectedError', message, suggestions };
}

/** Turns whatever was thrown into one sentence, what to do next, and an exit code. `help` is the command to read up in. */
export function describeError(thrown: unknown, help: string): ErrorView {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (isToldError(error)) {
    const { exit = EXIT.failed, code, message, suggestions } = error;
    return { exit, code, message, suggestions };
  }
  if (error.name === 'AbortError') {
    return { exit: EXIT.interrupted, code: 'Interrupted', message: 'interrupted before it was done', suggestions: [] };
  }
  if (isParserError(error)) {
    return { exit: EXIT.usage, code: 'UsageError', message: usageMessage(error), suggestions: [`See \`${help}\`.`] };
  }
  return isFileFailure(error) ? fileView(error) : bugView(error);
}
