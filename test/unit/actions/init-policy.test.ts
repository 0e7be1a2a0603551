import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { type InitInput, initPolicy } from '../../../src/actions/init-policy.ts';
import { listBaselines } from '../../../src/actions/list-baselines.ts';
import { makePlan } from '../../../src/actions/make-plan.ts';
import { showBaseline } from '../../../src/actions/show-baseline.ts';
import { validateBaseline } from '../../../src/actions/validate-baseline.ts';
import { createPolicyFiles } from '../../../src/adapters/disk/policy-files.ts';
import { compileCatalogue } from '../../../src/core/baseline/load-catalogue.ts';
import { problemText } from '../../../src/core/baseline/problem.ts';
import type { PolicyFiles } from '../../../src/core/ports.ts';

const ROOT = join(import.meta.dirname, '../../..');
const builtIn = createPolicyFiles(ROOT);
const app = { policy: builtIn as PolicyFiles, version: '1.2.3', today: () => '2026-11-23' };
const withFile = (text: string) => ({
  ...app,
  policy: { ...app.policy, readUserFile: async (path: string) => ({ path, text }) },
});
const made = async (input: Partial<InitInput>) =>
  (await initPolicy(app, { kind: 'baseline', bases: [], ...input })).text;
const problems = async (text: string) =>
  (await validateBaseline(withFile(text), { nameOrFile: './x.yaml' })).problems.map(problemText);

/** The file after somebody has taken every `#` of an example away. */
const used = (text: string) => text.replaceAll(/^#(?! \S)/gm, '');

describe('a file to start from', function () {
  this.timeout(60_000);
  before(async () => {
    const compiled = await compileCatalogue(builtIn);
    app.policy = { ...builtIn, readCompiled: async () => compiled };
  });

  it('is valid as it is and with its examples in force, whatever it extends', async () => {
    const names = (await listBaselines(app)).baselines.map(({ name }) => name);
    for (const name of [...names, 'cis-windows-server-2022']) {
      const text = await made({ bases: [name], name: 'our-servers' });
      assert.deepEqual(await problems(text), [], name);
      assert.deepEqual(await problems(used(text)), [], name);
      const [bare, full] = await Promise.all(
        [text, used(text)].map(async (file) => (await showBaseline(withFile(file), { name: './x.yaml' })).controls),
      );
      const of = (await showBaseline(app, { name })).controls;
      assert.deepEqual(bare, of);
      assert.equal(
        full?.some(({ id }) => id === 'our-1'),
        true,
      );
      assert.equal(
        full?.some(({ id }) => id === of.find(({ kind }) => kind !== 'manual')?.id),
        false,
      );
    }
  });

  it('is valid as winharden.yaml too, and its waivers are in force', async () => {
    const text = await made({ kind: 'config' });
    assert.deepEqual(await problems(text), []);
    assert.deepEqual(await problems(used(text)), []);
    const { waivers } = await makePlan(withFile(used(text)), { baseline: 'cis-l1', configFile: './winharden.yaml' });
    assert.deepEqual(
      waivers.map(({ state, expires }) => [state, expires]),
      [
        ['inForce', '2027-06-30'],
        ['unused', undefined],
      ],
    );
  });

  it('names a schema that the package has, of its own version', async () => {
    for (const kind of ['baseline', 'config'] as const) {
      const [, version, path = ''] =
        /\$schema=https:\/\/unpkg\.com\/winharden@([\d.]+)\/(\S+)\n/.exec(await made({ kind })) ?? [];
      assert.equal(version, '1.2.3');
      assert.equal(existsSync(join(ROOT, path)), true, path);
    }
  });

  it('extends what there is, under a name that can be one', async () => {
    await assert.rejects(made({ bases: ['cis-11'] }), { code: 'UnknownBaseline', exit: 2 });
    await assert.rejects(made({ name: 'Our Servers' }), { code: 'InvalidName', exit: 2 });
    await assert.rejects(made({ kind: 'config', name: 'x' }), { code: 'UselessFlag', exit: 2 });
  });
});
