import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { WaveNode } from '../../../../src/core/fleet/spread.ts';
import {
  checkWaveOptions,
  mostAtWork,
  parseShare,
  splitWaves,
  type WaveOptions,
} from '../../../../src/core/fleet/waves.ts';
import { idOf } from '../run/doubles.ts';

const platform = (release: number) => `Microsoft Windows Server ${release} Datacenter`;
const node = (index: number, over: Partial<WaveNode> = {}): WaveNode => ({
  instanceId: idOf(index),
  platform: platform(2022),
  tags: {},
  ...over,
});
const nodes = (count: number) => Array.from({ length: count }, (_, index) => node(index));
const sizes = (count: number, options: WaveOptions) =>
  splitWaves(nodes(count), options).map((wave) => wave.nodes.length);
const plain: WaveOptions = { canary: 1, maxConcurrency: 50 };

const share = fc.oneof(
  fc.integer({ min: 1, max: 300 }),
  fc.integer({ min: 1, max: 100 }).map((percent) => `${percent}%`),
);
const anyFleet = fc
  .array(
    fc.record({
      release: fc.constantFrom(2016, 2019, 2022, 2025),
      zone: fc.constantFrom('eu-west-1a', 'eu-west-1b', 'eu-west-1c'),
      group: fc.constantFrom('one', 'two'),
    }),
    { minLength: 1, maxLength: 300 },
  )
  .map((facts) =>
    facts.map(({ release, zone, group }, index) =>
      node(index, { platform: platform(release), zone, tags: { 'aws:autoscaling:groupName': group } }),
    ),
  );
const anyOptions: fc.Arbitrary<WaveOptions> = fc
  .record({
    canary: fc.oneof(fc.constant(0), share),
    maxConcurrency: share,
    waveSize: fc.option(share, { nil: undefined }),
  })
  .map(({ waveSize, ...rest }) => ({ ...rest, ...(waveSize === undefined ? {} : { waveSize }) }));

describe('splitWaves', () => {
  it('puts every node in exactly one wave, whatever the order they were found in', () => {
    fc.assert(
      fc.property(anyFleet, anyOptions, (fleet, options) => {
        const waves = splitWaves(fleet, options);
        const all = waves.flatMap((wave) => wave.nodes);
        assert.deepEqual(
          all.toSorted(),
          fleet.map(({ instanceId }) => instanceId),
        );
        assert.deepEqual(
          waves.map((wave) => wave.number),
          waves.map((_, index) => index + 1),
        );
        assert.ok(waves.every((wave) => wave.nodes.length > 0));
        assert.deepEqual(splitWaves(fleet.toReversed(), options), waves);
      }),
    );
  });

  it('has each release in the canary', () => {
    fc.assert(
      fc.property(anyFleet, anyOptions, (fleet, options) => {
        const releaseOf = new Map(fleet.map((each) => [each.instanceId, each.platform]));
        const [first, ...rest] = splitWaves(fleet, options);
        assert.equal(first?.canary, options.canary !== 0);
        assert.ok(rest.every((wave) => !wave.canary));
        if (!first?.canary) return;
        assert.deepEqual(new Set(first.nodes.map((id) => releaseOf.get(id))), new Set(releaseOf.values()));
      }),
    );
  });

  it('takes no more from one zone and group than its share, give or take one for each group', () => {
    const options = { ...plain, canary: 0 };
    fc.assert(
      fc.property(anyFleet, share, (fleet, waveSize) => {
        const groupOf = (each: WaveNode) => JSON.stringify([each.zone, each.platform, each.tags]);
        const groups = Map.groupBy(fleet, groupOf);
        const byId = new Map(fleet.map((each) => [each.instanceId, groupOf(each)]));
        for (const wave of splitWaves(fleet, { ...options, waveSize })) {
          for (const [group, members] of groups) {
            const here = wave.nodes.filter((id) => byId.get(id) === group).length;
            const fair = (members.length * (wave.nodes.length + groups.size)) / fleet.length;
            assert.ok(here <= fair + 1, `${here} of ${members.length} in ${wave.nodes.length} of ${fleet.length}`);
          }
        }
      }),
    );
  });

  it('grows from the canary to a quarter of the fleet, whatever is in flight at the same time', () => {
    assert.deepEqual(sizes(200, plain), [1, 5, 25, 50, 50, 50, 19]);
    assert.deepEqual(sizes(200, { ...plain, maxConcurrency: 3 }), [1, 5, 25, 50, 50, 50, 19]);
    assert.deepEqual(sizes(10_000, plain), [1, 5, 25, 125, 625, 2500, 2500, 2500, 1719]);
  });
  it('takes few nodes five at a time: a gate after each of them would cost more than it saves', () => {
    assert.deepEqual(sizes(12, plain), [1, 5, 5, 1]);
    assert.deepEqual(sizes(4, plain), [1, 3]);
  });
  it('starts at a quarter for who wants no canary', () => {
    assert.deepEqual(sizes(120, { ...plain, canary: 0 }), [30, 30, 30, 30]);
  });
  it('takes sizes as numbers or shares of all nodes, and one node where a share would be none', () => {
    assert.deepEqual(sizes(20, { ...plain, canary: '2', waveSize: '8' }), [2, 8, 8, 2]);
    assert.deepEqual(sizes(20, { ...plain, canary: 0, waveSize: '25%' }), [5, 5, 5, 5]);
    assert.deepEqual(sizes(3, { ...plain, waveSize: '10%' }), [1, 1, 1]);
    assert.deepEqual(sizes(40, { ...plain, canary: '10%', waveSize: '100%' }), [4, 36]);
    assert.deepEqual(sizes(5, { ...plain, canary: '10%', waveSize: 100 }), [1, 4]);
    assert.deepEqual(sizes(2, { ...plain, canary: '500' }), [2]);
  });
});

describe('mostAtWork', () => {
  it('is a number or a share of all nodes, and never none', () => {
    const most = (maxConcurrency: number | string, whole: number) => mostAtWork({ ...plain, maxConcurrency }, whole);
    assert.deepEqual([most(50, 10), most('10%', 250), most('10%', 3)], [50, 25, 1]);
  });
});

describe('checkWaveOptions', () => {
  it('refuses what is no share, and waves that would never send anything', () => {
    checkWaveOptions({ canary: '0', waveSize: '5%', maxConcurrency: '10%' });
    const bad: [WaveOptions, RegExp][] = [
      [{ ...plain, canary: 'one' }, /--canary "one" is neither/],
      [{ ...plain, waveSize: '0' }, /--wave-size "0" would never send/],
      [{ ...plain, maxConcurrency: '0%' }, /--max-concurrency "0%" would never send/],
      [{ ...plain, maxConcurrency: '-1' }, /--max-concurrency "-1" is neither/],
    ];
    for (const [options, message] of bad) {
      assert.throws(() => checkWaveOptions(options), { code: 'InvalidNumber', exit: 2, message });
    }
  });
});

describe('parseShare', () => {
  it('rounds a share down, so that a small share of few nodes allows nothing', () => {
    assert.deepEqual(
      [parseShare('--max-errors', '10%', 9), parseShare('--max-errors', '10%', 25), parseShare('--max-errors', 5, 2)],
      [0, 2, 5],
    );
  });
  it('refuses anything else, with the flag and the value', () => {
    for (const text of ['', 'all', -1, '1.5', '101%', '5 %']) {
      assert.throws(() => parseShare('--max-errors', text, 10), {
        code: 'InvalidNumber',
        exit: 2,
        message: /--max-errors/,
      });
    }
  });
});
