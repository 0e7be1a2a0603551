/** `npm run demo`: the main job in the lab on a mixed fleet, and where to look afterwards. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { EXIT } from '../src/core/errors.ts';

const LAB = '.winharden/lab';
const COMMAND = ['apply', '--baseline', 'cis-l1', '--tag', 'eks:nodegroup=windows-ng', '--lab', LAB, '--yes'];

rmSync(LAB, { recursive: true, force: true });
console.log(`$ winharden ${COMMAND.join(' ')}\n`);
const { status } = spawnSync(process.execPath, ['bin/run.js', ...COMMAND], { stdio: 'inherit' });

// One node of the demo fleet has failing services, so that "partly succeeded" is what must come out.
if (status !== EXIT.partly) {
  console.error(
    `\nThe demo ended with exit code ${status} and should have ended with ${EXIT.partly} (partly succeeded).`,
  );
  process.exit(1);
}
console.log(`
Exit code ${EXIT.partly}, partly succeeded, as it should be: one node lost a vital service, and everything was put back there.

  ${LAB}/s3/             the S3 folder: what each node wrote, and the record of the run
  ${LAB}/runs-home/runs/ this machine's side: result.json, report.html (open it), a report per node, the journal

Go on with --lab ${LAB}:

  npm run -s winharden -- audit --baseline cis-l1 --tag eks:nodegroup=windows-ng --lab ${LAB}
  npm run -s winharden -- run list --lab ${LAB}
  npm run -s winharden -- rollback --run ID --lab ${LAB}`);
