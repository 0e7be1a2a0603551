import { stripVTControlCharacters } from 'node:util';
import { didYouMean } from '../core/baseline/nearest.ts';

/** What oclif's parser throws for a wrong command line, as far as it is read here. */
export interface ParserError extends Error {
  oclif: { exit: number };
  /** Flags that do not exist, as typed. */
  flags?: string[];
  /** Arguments that are missing (with a name), or too many (as typed). */
  args?: ({ name: string } | string)[];
  parse?: { input?: { flags?: Record<string, unknown> } };
}

function unknownFlags(flags: string[], { parse }: ParserError): string {
  const known = Object.keys(parse?.input?.flags ?? {}).map((name) => `--${name}`);
  return flags.map((flag) => `there is no flag ${flag}${didYouMean(flag, known)}`).join('; ');
}

function missing(args: NonNullable<ParserError['args']>): string[] {
  return args.flatMap((arg) => (typeof arg === 'string' ? [] : [`the argument ${arg.name.toUpperCase()} is missing`]));
}

/** oclif's own words, without colours and without what stands around them in each of its messages. */
function cleaned(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\n?See more help with --help/g, '')
    .replace(/^The following errors? occurred:\n\s*/, '')
    .replace(/^Parsing (--\S+)\s+/, '$1: ')
    .replace(/^Missing required flag (\S+)$/gm, 'the flag --$1 is missing')
    .trim()
    .replace(/\n\s*/g, '; ');
}

/** What is wrong with the command line, in one sentence. */
export function usageMessage(error: ParserError): string {
  if (error.flags?.length) return unknownFlags(error.flags, error);
  const names = missing(error.args ?? []);
  return names.length > 0 ? names.join('; ') : cleaned(error.message);
}
