import { run } from '@oclif/core/run';
import { reportError } from './report-error.ts';

/** Runs one command line. Commands tell their own errors; what is left is a command that does not exist, or a bug. */
export async function main(argv: string[]): Promise<void> {
  try {
    await run(argv, import.meta.url);
  } catch (error) {
    process.exitCode = reportError(error, { json: argv.includes('--json'), help: 'winharden --help' });
  }
}
