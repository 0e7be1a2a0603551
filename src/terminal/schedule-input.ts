import { string } from '@oclif/core/args';
import { EXIT, WinhardenError } from '../core/errors.ts';
import { listOf } from './flags.ts';
import type { WhatValues } from './schedule-flags.ts';

export const nameArg = string({
  description: 'The schedule, from `winharden schedule list`.',
  required: true,
  ignoreStdin: true,
});

interface ChangeFlagValues {
  'dry-run': boolean;
  'run-now'?: boolean | undefined;
  confirm?: string[] | string | undefined;
}

export const changeOptions = (flags: ChangeFlagValues) => ({
  dryRun: flags['dry-run'],
  runNow: flags['run-now'] ?? false,
  confirmed: listOf(flags.confirm),
});

/** A schedule keeps its document and not the choices that made it, so that they can only be said anew as a whole. */
export function requireBaseline(flags: WhatValues): void {
  const { baseline, operation, prefer, config, include } = flags;
  const given = [
    [operation, '--operation'],
    [prefer, '--prefer'],
    [config, '--config'],
    [include, '--include'],
    [flags['accept-risk'], '--accept-risk'],
    [flags['no-overlay'] || undefined, '--no-overlay'],
    [flags['allow-dc'] || undefined, '--allow-dc'],
  ].filter(([value]) => value !== undefined);
  if (baseline !== undefined || given.length === 0) return;
  const names = given.map(([, name]) => name).join(', ');
  throw new WinhardenError({
    code: 'BaselineNeeded',
    message: `${names} change what nodes are held to, and a schedule does not know what its document was made from`,
    suggestions: ['name the --baseline and the --operation too, and all other choices that are to hold'],
    exit: EXIT.usage,
  });
}
