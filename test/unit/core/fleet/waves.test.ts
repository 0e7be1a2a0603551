import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { parseShare, splitWaves, type WaveOptions } from '../../../../src/core/fleet/waves.ts';
import { idOf } from '../run/doubles.ts';

const nodes = (count: number) => Array.from({ length: count }, (_, index) => idOf(index));
const sizes = (count: number, options: WaveOptions) =>
  splitWaves(nodes(count), options).map((wave) => wave.nodes.length);

describe('splitWaves', () => {
  const size = fc.oneof(
    fc.integer({ min: 0, max: 300 }).map(String),
    fc.integer({ min: 0, max: 100 }).map((share) => `${share}%`),
  );
  const anyOptions: fc.Arbitrary<WaveOptions> = fc
    .record({
      canary: fc.integer({ min: 0, max: 60 }),
      maxConcurrency: fc.integer({ min: 1, max: 200 }),
      waveSize: fc.option(size, { nil: undefined }),
    })
    .map(({ waveSize, ...rest }) => ({ ...rest, ...(waveSize === undefined ? {} : { waveSize }) }));

  it('puts every node in exactly one wave, in order, and none above the bound', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), anyOptions, (count, options) => {
        const waves = splitWaves(nodes(count), options);
        assert.deepEqual(
          waves.flatMap((wave) => wave.nodes),
          nodes(count),
        );
        assert.deepEqual(
          waves.map((wave) => wave.number),
          waves.map((_, index) => index + 1),
        );
        assert.ok(waves.every((wave) => wave.nodes.length > 0 && wave.nodes.length <= options.maxConcurrency));
        assert.deepEqual(waves.filter((wave) => wave.canary).length, options.canary > 0 ? 1 : 0);
      }),
    );
  });

  it('grows from the canary to the bound', () => {
    assert.deepEqual(sizes(200, { canary: 1, maxConcurrency: 50 }), [1, 5, 25, 50, 50, 50, 19]);
  });
  it('starts at the bound for who wants no canary', () => {
    assert.deepEqual(sizes(120, { canary: 0, maxConcurrency: 50 }), [50, 50, 20]);
  });
  it('takes a wave size as a number or a share of all nodes', () => {
    assert.deepEqual(sizes(20, { canary: 2, maxConcurrency: 50, waveSize: '8' }), [2, 8, 8, 2]);
    assert.deepEqual(sizes(20, { canary: 0, maxConcurrency: 50, waveSize: '25%' }), [5, 5, 5, 5]);
    assert.deepEqual(sizes(3, { canary: 1, maxConcurrency: 50, waveSize: '10%' }), [1, 1, 1]);
  });
});

describe('parseShare', () => {
  it('rounds a share down, so that a small share of few nodes allows nothing', () => {
    assert.deepEqual(
      [parseShare('--max-errors', '10%', 9), parseShare('--max-errors', '10%', 25), parseShare('--max-errors', '5', 2)],
      [0, 2, 5],
    );
  });
  it('refuses anything else, with the flag and the value', () => {
    for (const text of ['', 'all', '-1', '1.5', '101%', '5 %']) {
      assert.throws(() => parseShare('--max-errors', text, 10), {
        code: 'InvalidNumber',
        exit: 2,
        message: /--max-errors/,
      });
    }
  });
});
