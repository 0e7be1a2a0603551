import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngineFiles } from '../../../../src/adapters/disk/engine-files.ts';
import { COMPILED, createPolicyFiles } from '../../../../src/adapters/disk/policy-files.ts';
import { compileCatalogue, loadCatalogue } from '../../../../src/core/baseline/load-catalogue.ts';
import { SMALL_POLICY } from '../../core/baseline/small-policy.ts';

const ROOT = join(import.meta.dirname, '../../../..');

describe('policy on disk', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'winharden-policy-'));
    await cp(join(ROOT, 'schemas'), join(root, 'schemas'), { recursive: true });
    for (const { path, text } of SMALL_POLICY) {
      await mkdir(join(root, path, '..'), { recursive: true });
      await writeFile(join(root, path), text);
    }
  });
  afterEach(() => rm(root, { recursive: true }));

  const compile = async (text?: string) => {
    await mkdir(join(root, COMPILED, '..'), { recursive: true });
    await writeFile(join(root, COMPILED), text ?? (await compileCatalogue(createPolicyFiles(root))));
  };
  const schemasGone = () => rm(join(root, 'schemas'), { recursive: true });

  it('is read in the same order everywhere', async () => {
    const paths = (await createPolicyFiles(root).readAll()).map(({ path }) => path);
    assert.deepEqual(paths, SMALL_POLICY.map(({ path }) => path).sort());
  });

  it('is the same from what the build compiled as from its files', async () => {
    const parsed = await loadCatalogue(createPolicyFiles(root));
    await compile();
    await schemasGone(); // so that only the compiled policy can answer
    assert.deepEqual(await loadCatalogue(createPolicyFiles(root)), parsed);
  });

  it('is read from its files when they changed after the build, or the build broke', async () => {
    await compile();
    await writeFile(join(root, 'baselines/other.yaml'), 'baseline: other\ntitle: Other\n');
    assert.ok((await loadCatalogue(createPolicyFiles(root))).baselines.has('other'));
    await compile('{"madeFrom":');
    assert.ok((await loadCatalogue(createPolicyFiles(root))).baselines.has('other'));
  });

  it('is never compiled with a problem in it', async () => {
    await writeFile(join(root, 'baselines/other.yaml'), 'baseline: other\n');
    await assert.rejects(compileCatalogue(createPolicyFiles(root)), {
      code: 'InvalidPolicy',
      message: 'baselines/other.yaml:1:1: "title" is missing',
    });
  });

  it('of the user is refused with the reason when it cannot be read', async () => {
    const { readUserFile } = createPolicyFiles(root);
    const large = join(root, 'large.yaml');
    await writeFile(large, 'x'.repeat(5 * 1024 * 1024));
    await assert.rejects(readUserFile('/no/such.yaml'), {
      code: 'UnreadableFile',
      message: 'cannot read /no/such.yaml: there is no such file',
      exit: 2,
    });
    await assert.rejects(readUserFile(root), { code: 'UnreadableFile', message: /it is a folder$/ });
    await assert.rejects(readUserFile(large), { code: 'UnreadableFile', message: /it is larger than 4194304 bytes$/ });
  });

  it('and engine that are missing are a broken installation', async () => {
    await assert.rejects(createEngineFiles(root).read(), {
      code: 'BrokenInstallation',
      message: /powershell\/WinHarden\/manifest\.json/,
    });
    await schemasGone();
    await assert.rejects(loadCatalogue(createPolicyFiles(root)), { code: 'BrokenInstallation' });
  });
});
