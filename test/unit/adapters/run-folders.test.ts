import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rmdir, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { createRunFolders } from '../../../src/adapters/disk/run-folders.ts';

const RUN = '20261123T180102Z-3f9c1a';
const home = () => mkdtemp(join(tmpdir(), 'winharden-'));

describe('run folders', () => {
  it('append whole lines, however many at once', async () => {
    const folder = await createRunFolders(await home()).create(RUN);
    const at = '2026-11-23T18:01:02Z';
    const reasons = Array.from({ length: 50 }, (_, index) => `${index} ${'x'.repeat(5000)}`);
    await Promise.all(
      reasons.map((reason) => folder.append({ at, type: 'notSent', wave: 1, comment: 'c', nodes: [], reason })),
    );
    const lines = (await readFile(join(folder.path, 'journal.jsonl'), 'utf8')).trimEnd().split('\n');
    assert.deepEqual(new Set(lines.map((line) => JSON.parse(line).reason)), new Set(reasons));
  });

  it('tell every record that did not come on the disk, and take those after it', async () => {
    const folder = await createRunFolders(await home()).create(RUN);
    const journal = join(folder.path, 'journal.jsonl');
    const append = (commandId: string) => folder.append({ at: '2026-11-23T18:01:02Z', type: 'cancelled', commandId });
    await mkdir(journal);
    const told = await Promise.allSettled(['a', 'b', 'c'].map(append));
    assert.deepEqual(
      told.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    );
    await rmdir(journal);
    await Promise.all(['d', 'e', 'f'].map(append));
    const lines = (await readFile(journal, 'utf8')).trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).commandId),
      ['d', 'e', 'f'],
    );
  });

  it('keep values for their owner alone and give them back, null where there is none', async () => {
    const folders = createRunFolders(await home());
    const folder = await folders.create(RUN);
    await folder.write('nodes/i-01234567.json', { a: 1 });
    assert.deepEqual(await (await folders.open(RUN)).read('nodes/i-01234567.json'), { a: 1 });
    assert.equal(await folder.read('result.json'), null);
    assert.equal((await stat(join(folder.path, 'nodes/i-01234567.json'))).mode & 0o077, 0);
    assert.equal((await stat(folder.path)).mode & 0o077, 0);
  });

  it('list runs newest first, and nothing else that lies there', async () => {
    const root = await home();
    const folders = createRunFolders(root);
    assert.deepEqual(await folders.list(), []);
    await folders.create('20261123T180102Z-3f9c1a');
    await folders.create('20261124T080000Z-000000');
    await mkdir(join(root, 'runs', 'notes'));
    assert.deepEqual(await folders.list(), ['20261124T080000Z-000000', '20261123T180102Z-3f9c1a']);
  });

  it('name the runs that are like the one asked for, and never leave their folder', async () => {
    const folders = createRunFolders(await home());
    await folders.create(RUN);
    await assert.rejects(folders.open('20261123T180102Z-3f9c1b'), {
      code: 'NoSuchRun',
      exit: 2,
      suggestions: [`did you mean ${RUN}?`],
    });
    await assert.rejects(folders.open('../../etc'), { code: 'NoSuchRun' });
  });

  it('give the journal back, without a record that a kill cut off, and go on after it', async () => {
    const folders = createRunFolders(await home());
    const folder = await folders.create(RUN);
    assert.deepEqual(await folder.takeUpJournal(), []);
    const record = (commandId: string) => ({ at: '2026-11-23T18:01:02Z', type: 'cancelled' as const, commandId });
    await folder.append(record('ä'));
    const journal = join(folder.path, 'journal.jsonl');
    const whole = await readFile(journal);
    const next = Buffer.from(`${JSON.stringify(record('é'))}\n`);
    for (let cut = 0; cut < next.length; cut++) {
      await writeFile(journal, Buffer.concat([whole, next.subarray(0, cut)]));
      assert.deepEqual(await folder.takeUpJournal(), [record('ä')], `cut at ${cut}`);
      await folder.append(record('z'));
      assert.deepEqual(await folder.takeUpJournal(), [record('ä'), record('z')], `cut at ${cut}`);
    }
  });

  it('say where a journal is damaged', async () => {
    const folder = await createRunFolders(await home()).create(RUN);
    await writeFile(join(folder.path, 'journal.jsonl'), '{"type":"cancelled"}\n{"half":\n{"type":"cancelled"}\n');
    await assert.rejects(folder.takeUpJournal(), {
      code: 'DamagedRun',
      message: /journal\.jsonl, line 2, is not JSON/,
    });
  });

  it('are for one process at a time, and taken over from one that is gone', async () => {
    const folders = createRunFolders(await home());
    const folder = await folders.create(RUN);
    const leave = await folder.occupy();
    await assert.rejects((await folders.open(RUN)).occupy(), {
      code: 'RunBusy',
      message: new RegExp(`process ${process.pid} on .* since 20`),
    });
    await leave();
    const place = join(folder.path, 'occupied.json');
    const gone = spawnSync(process.execPath, ['--version']).pid;
    for (const left of [JSON.stringify({ pid: gone, host: hostname(), since: '' }), '{"pid":']) {
      await writeFile(place, left);
      await (await folder.occupy())();
    }
    await writeFile(place, JSON.stringify({ pid: gone, host: 'another-machine', since: '2026-11-23' }));
    await assert.rejects(folder.occupy(), {
      code: 'RunBusy',
      message: /on another-machine works on it since 2026-11-23$/,
    });
  });

  it('say that a file is damaged', async () => {
    const folder = await createRunFolders(await home()).create(RUN);
    await writeFile(join(folder.path, 'result.json'), '{"half":');
    await assert.rejects(folder.read('result.json'), { code: 'DamagedRun', message: /result\.json is not JSON/ });
  });

  it('say that a home cannot be written', async () => {
    const file = join(await home(), 'file');
    await writeFile(file, '');
    await assert.rejects(createRunFolders(file).create(RUN), { code: 'CannotWrite', message: /cannot be made/ });
  });
});
