import { deepEqual } from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parcels } from '../../../../src/core/fleet/parcels.ts';

describe('parcels', () => {
  it('hold at most so many nodes, in their order', () =>
    deepEqual(
      parcels(['a', 'b', 'c', 'd', 'e'], 2, () => undefined),
      [['a', 'b'], ['c', 'd'], ['e']],
    ));

  it('hold nodes of one location', () =>
    deepEqual(
      parcels(['a1', 'b1', 'a2', 'b2', 'a3'], 2, (id) => id[0]),
      [['a1', 'a2'], ['a3'], ['b1', 'b2']],
    ));

  it('of nothing are none', () =>
    deepEqual(
      parcels([], 50, () => undefined),
      [],
    ));
});
