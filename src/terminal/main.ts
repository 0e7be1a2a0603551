import { run } from '@oclif/core/run';
import { reportError } from './report-error.ts';

/** Everything written so far has left the process; a pipe that was closed counts as that. */
const flushed = (stream: NodeJS.WriteStream) => new Promise<void>((resolve) => stream.write('', () => resolve()));

/**
 * Runs one command line and leaves. Commands tell their own errors; what is left is a command that does not exist, or a bug.
 * It leaves by itself because requests that an error has overtaken may still be retried, with nobody there to answer to.
 */
export async function main(argv: string[]): Promise<never> {
  try {
    await run(argv, import.meta.url);
  } catch (error) {
    process.exitCode = reportError(error, { json: argv.includes('--json'), help: 'winharden --help' });
  }
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit();
}
