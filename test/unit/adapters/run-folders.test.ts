import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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
