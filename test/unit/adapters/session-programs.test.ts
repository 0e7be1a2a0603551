import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createSessionPrograms } from '../../../src/adapters/process/session-programs.ts';

describe('programs for sessions', () => {
  const { find, run } = createSessionPrograms();
  const path = process.env['PATH'];
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'winharden-programs-'));
    process.env['PATH'] = ['', join(folder, 'not-there'), folder].join(delimiter);
  });
  after(() => {
    process.env['PATH'] = path;
    rmSync(folder, { recursive: true });
  });

  function standIn(name: string, body: string): string {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  it('are found on the PATH where they may be run', async () => {
    const file = standIn('aws', '');
    writeFileSync(join(folder, 'text'), '');
    assert.equal(await find('aws'), file);
    assert.equal(await find('text'), null);
    assert.equal(await find('nowhere'), null);
  });

  it('take each argument as it is and end with their own code', async () => {
    const written = join(folder, 'argv');
    const file = standIn('write', `printf '%s\\n' "$@" > '${written}'; exit 7`);
    assert.equal(await run(file, ['a b', '$(x)', '']), 7);
    assert.equal(readFileSync(written, 'utf8'), 'a b\n$(x)\n\n');
  });

  it('end with 130 by Ctrl-C, which this process outlives', async () => {
    const before = process.listenerCount('SIGINT');
    assert.equal(await run(standIn('stop', `kill -INT ${process.pid}; kill -INT $$`), []), 130);
    assert.equal(process.listenerCount('SIGINT'), before);
  });

  it('that cannot be started are an error', () => assert.rejects(run(join(folder, 'gone'), []), /ENOENT/));
});
