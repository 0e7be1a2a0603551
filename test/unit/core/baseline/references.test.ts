import assert from 'node:assert/strict';
import type { Catalogue } from '../../../../src/core/baseline/catalogue.ts';
import type { Benchmark, PolicyControl } from '../../../../src/core/baseline/policy.ts';
import { alsoMeets, withReferences } from '../../../../src/core/baseline/references.ts';
import { findBaseline, resolveBaseline } from '../../../../src/core/baseline/resolve.ts';
import { smallCatalogue } from './small-policy.ts';

const history = (id: string, low: number): PolicyControl => ({
  id,
  level: 'X',
  setting: 'password-history',
  expect: { atLeast: low },
  set: low,
});

async function catalogueWith(...benchmarks: Partial<Benchmark>[]): Promise<Catalogue> {
  const catalogue = await smallCatalogue();
  for (const more of benchmarks) {
    const whole = {
      benchmark: 'other-2022',
      title: 'Other',
      version: '1',
      release: 2022 as const,
      controls: [],
      ...more,
    };
    catalogue.benchmarks.set(whole.benchmark, whole);
  }
  return catalogue;
}

/** What 1.1 of small-2022 says of others; it asks for 24 passwords or more. */
async function referencesOf(catalogue: Catalogue) {
  const controls = withReferences(catalogue, resolveBaseline(catalogue, findBaseline(catalogue, 'small-2022')));
  const control = controls.find(({ id }) => id === '1.1');
  return { references: control?.references, also: control ? alsoMeets(control) : [] };
}

describe('a control refers', () => {
  it('to those of other benchmarks of its release on the same setting, and knows which it meets', async () => {
    const catalogue = await catalogueWith(
      { controls: [history('V-1', 20), history('V-2', 30)] },
      { benchmark: 'other-2019', release: 2019, controls: [history('V-3', 20)] },
    );
    assert.deepEqual(await referencesOf(catalogue), {
      references: [
        { benchmark: 'other-2022', control: 'V-1', met: true },
        { benchmark: 'other-2022', control: 'V-2', met: false },
      ],
      also: ['V-1'],
    });
  });

  it('to a control of several addresses, which it meets only with all of them', async () => {
    const firewall: PolicyControl = { id: 'V-1', level: 'X', setting: 'firewall-on', expect: { equals: 1 } };
    const both = await referencesOf(await catalogueWith({ controls: [history('V-1', 20), firewall] }));
    assert.deepEqual(both.references, [{ benchmark: 'other-2022', control: 'V-1', met: false }]);
  });

  it('to a number by its publisher', async () => {
    assert.deepEqual((await referencesOf(await catalogueWith({ controls: [history('1.1.1', 5)] }))).also, [
      'OTHER 1.1.1',
    ]);
  });

  it('to nothing where nobody else speaks of its setting', async () => {
    assert.deepEqual(await referencesOf(await catalogueWith()), { references: undefined, also: [] });
  });
});
