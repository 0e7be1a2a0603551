import assert from 'node:assert/strict';
import { crosswalkBaselines, diffTwoBaselines } from '../../../src/actions/compare-baselines.ts';
import { smallPolicyFiles } from '../core/baseline/small-policy.ts';

const OURS = `baseline: ours
title: Ours
benchmarks: [{ benchmark: small-2022, levels: [L1] }]
controls:
  - { id: ours-1, setting: screen-lock, expect: { equals: "1" } }
`;
const app = {
  policy: smallPolicyFiles({
    './old.yaml': OURS,
    './new.yaml': OURS.replace('equals: "1"', 'equals: "1", orAbsent: true'),
  }),
};

describe('baselines side by side', () => {
  it('may be built in, exact benchmarks and files', async () => {
    const { baselines, counts } = await crosswalkBaselines(app, { baselines: ['small', 'small-2022', './old.yaml'] });
    assert.deepEqual(baselines, ['small', 'small-2022', './old.yaml']);
    assert.deepEqual(counts, [
      { release: 2022, shared: 8, differing: 1, single: { small: 2, 'small-2022': 0, './old.yaml': 0 } },
    ]);
  });

  it('are filtered, and counted as a whole all the same', async () => {
    const input = { baselines: ['small-2022', './old.yaml'], differing: true };
    const { entries, counts } = await crosswalkBaselines(app, input);
    assert.deepEqual(
      entries.map(({ setting, stricter }) => [setting, stricter]),
      [['screen-lock', './old.yaml']],
    );
    assert.equal(counts[0]?.shared, 8);
    assert.deepEqual((await crosswalkBaselines(app, { ...input, control: '1.*' })).entries, []);
  });

  it('are two at least', async () => {
    await assert.rejects(crosswalkBaselines(app, { baselines: ['small', 'small'] }), {
      code: 'TooFewBaselines',
      exit: 2,
    });
  });
});

describe('two versions of a file', () => {
  it('differ by what was changed in it, although they have one name', async () => {
    const { before, after, entries } = await diffTwoBaselines(app, './old.yaml', './new.yaml');
    assert.deepEqual([before, after], ['./old.yaml', './new.yaml']);
    assert.deepEqual(
      entries.map(({ change, control, stricter }) => [change, control, stricter]),
      [['changed', 'ours-1', 'before']],
    );
  });
});
