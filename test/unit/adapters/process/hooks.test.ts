import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createHooks } from '../../../../src/adapters/process/hooks.ts';
import { fullBudget, outputSink } from '../../../../src/adapters/process/output-sink.ts';
import type { HookCall } from '../../../../src/core/ports.ts';

const never = new AbortController().signal;

describe('hooks on this machine', function () {
  this.timeout(30_000);
  let folder: string;
  let told: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'winharden-hooks-'));
    told = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (command: string, over: Partial<HookCall> = {}, signal = never) =>
    createHooks().run(
      { command, folder, name: 'wave-2-before', env: {}, lists: {}, timeoutSeconds: 20, ...over },
      (line) => told.push(line),
      signal,
    );
  const alive = (pid: string) => {
    try {
      process.kill(Number(pid), 0);
      return readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[2] !== 'Z';
    } catch {
      return false;
    }
  };

  /** Ends when the process has; the test's own time is the limit. */
  const gone = async (pid: string) => {
    while (alive(pid)) await delay(20);
  };

  it('run in the shell, as they were typed', async () => {
    const end = await run(`for each in one 'two words'; do echo "$each $PURPOSE" | tr a-z A-Z; done; exit 3`, {
      env: { PURPOSE: 'of $it' },
    });
    deepEqual(end, { ok: false, how: 'ended with exit code 3' });
    deepEqual(told, ['ONE OF $IT', 'TWO WORDS OF $IT']);
    deepEqual(await run('true'), { ok: true, how: 'ended with exit code 0' });
    equal((await run('kill -9 $$')).how, 'was ended by SIGKILL');
  });

  it('keep what they print, on both streams, for the owner alone', async () => {
    await run('echo out; echo err >&2; printf "no end"');
    const log = join(folder, 'hooks', 'wave-2-before.log');
    deepEqual(readFileSync(log, 'utf8').trimEnd().split('\n').toSorted(), ['err', 'no end', 'out']);
    equal(statSync(log).mode & 0o077, 0);
    deepEqual(told.toSorted(), ['err', 'no end', 'out']);
  });

  it('find lists in a variable and in a file, and long ones in the file alone', async () => {
    const short = ['i-1', 'i-2'];
    const long = Array.from({ length: 10_000 }, (_, index) => `i-${String(index).padStart(17, '0')}`);
    const end = await run(
      'echo "$IDS"; cat "$IDS_FILE"; printenv WINHARDEN_ALL || echo not set; wc -l < "$WINHARDEN_ALL_FILE"; head -1 "$WINHARDEN_ALL_FILE"',
      { lists: { IDS: short, WINHARDEN_ALL: long } },
    );
    ok(end.ok);
    deepEqual(
      told.map((line) => line.trim()),
      ['i-1 i-2', 'i-1', 'i-2', 'not set', '10000', long[0]],
    );
  });

  it('never see the list of an outer run instead of their own', async () => {
    process.env['WINHARDEN_ALL'] = 'i-of-another-run';
    try {
      await run('printenv WINHARDEN_ALL || echo not set', {
        lists: { WINHARDEN_ALL: Array(2000).fill('i-0123456789abcdef0') },
      });
      deepEqual(told, ['not set']);
    } finally {
      delete process.env['WINHARDEN_ALL'];
    }
  });

  it('are ended with their children when their time is over, those that do not listen too', async () => {
    const stubborn = `sh -c 'trap "" TERM; echo $$; while :; do sleep 0.2; done' & sleep 60`;
    const end = await run(stubborn, { timeoutSeconds: 1 });
    deepEqual(end, { ok: false, how: 'timed out after 1 seconds' });
    match(told[0] ?? '', /^\d+$/);
    await gone(told[0] ?? '');
  });

  it('are ended with their children when the run is interrupted', async () => {
    const controller = new AbortController();
    const ended = run('sleep 60 & echo $!; wait', {}, controller.signal);
    while (told.length === 0) await delay(20);
    controller.abort();
    deepEqual(await ended, { ok: false, how: 'was interrupted' });
    await gone(told[0] ?? '');
    equal((await run('echo late', {}, controller.signal)).ok, false);
    equal(told.length, 1);
  });

  it('that leave something running in the background end all the same', async () => {
    const end = await run('sleep 8 & echo done');
    ok(end.ok);
    deepEqual(told, ['done']);
  });

  it('that print without end are kept up to a limit', async () => {
    const end = await run('head -c 3000000 /dev/zero | tr "\\0" x');
    ok(end.ok);
    const log = readFileSync(join(folder, 'hooks', 'wave-2-before.log'), 'utf8');
    ok(log.length > 1_000_000 && log.length < 1_001_000, `${log.length}`);
    match(told.at(-1) ?? '', /more than 1000000 characters/);
  });

  it('whose folder cannot be written fail with the reason', async () => {
    writeFileSync(join(folder, 'hooks'), 'in the way');
    const end = await run('true');
    equal(end.ok, false);
    match(end.how, /could not be started: .*EEXIST|ENOTDIR/);
  });
});

describe('the output of a hook', () => {
  it('is told in lines, whatever parts it comes in', () => {
    const lines: string[] = [];
    const sink = outputSink(fullBudget(), (line) => lines.push(line));
    for (const part of ['a', 'b\nc\r', '\n', '\nd']) sink.take(part);
    sink.end();
    deepEqual(lines, ['ab', 'c', '', 'd']);
  });
});
