import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, WinhardenError } from '../core/errors.ts';
import type { App } from '../core/ports.ts';
import { IN_MEMORY } from './lab-flag.ts';

/** Where a lab keeps the runs that were made in it. */
function homeIn(lab: string): string {
  const home = join(lab, 'runs-home');
  if (existsSync(home)) return home;
  throw new WinhardenError({
    code: 'NoLab',
    message: lab === IN_MEMORY ? 'a lab in memory keeps no runs' : `there are no runs of a lab in ${lab}`,
    suggestions: ['Name the folder that an earlier command was given: --lab ./lab'],
    exit: EXIT.usage,
  });
}

/** The runs of this machine, or of a lab's folder. Nothing is asked of AWS, so that no lab needs to start. */
export async function openKeptRuns(lab: string | undefined): Promise<App> {
  const { createApp } = await import('../app.ts');
  return createApp(lab === undefined ? {} : { home: homeIn(lab) });
}
