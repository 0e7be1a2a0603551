import assert from 'node:assert/strict';
import fc from 'fast-check';
import { didYouMean, nearest } from '../../../../src/core/baseline/nearest.ts';

describe('nearest names', () => {
  const names = ['cis-l1', 'cis-l2', 'eks-node'];

  it('finds names with a letter wrong, missing, extra or swapped', () => {
    for (const typo of ['cis-11', 'cisl1', 'cis--l1', 'csi-l1', 'CIS-L1'])
      assert.equal(nearest(typo, names)[0], 'cis-l1');
  });

  it('finds a name by a part of it', () => {
    assert.deepEqual(nearest('eks', names), ['eks-node']);
  });

  it('finds nothing for a name that is like none', () => {
    assert.deepEqual(nearest('kubernetes', names), []);
    assert.equal(didYouMean('kubernetes', names), '');
  });

  it('puts the name itself first, whatever else there is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.array(fc.string()), (name, others) => {
        const lower = name.toLowerCase();
        const rest = others.filter(
          (other) => !other.toLowerCase().includes(lower) && !lower.includes(other.toLowerCase()),
        );
        assert.equal(nearest(name, [...rest, name])[0], name);
      }),
    );
  });
});
