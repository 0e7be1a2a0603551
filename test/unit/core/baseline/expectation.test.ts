import assert from 'node:assert/strict';
import { meets } from '../../../../src/core/baseline/expectation.ts';
import type { Expectation, Value } from '../../../../src/core/baseline/model.ts';

const CASES: [Expectation, (Value | null)[], (Value | null)[]][] = [
  [{ equals: 1 }, [1], [0, '1', null, true]],
  [{ equals: 'Abc' }, ['abc'], ['abcd', null]],
  [{ equals: ['a', 'b'] }, [['B', 'a']], [['a'], ['a', 'b', 'c'], 'a']],
  [{ oneOf: [1, 2] }, [2], [3, null]],
  [{ noneOf: ['Administrator'] }, ['whadmin'], ['ADMINISTRATOR', null]],
  [{ atLeast: 24 }, [24, '30'], [23, 'many', null]],
  [{ atMost: 4 }, [0, '4'], [5, null]],
  [{ between: [1, 30] }, [1, 30], [0, 31, null]],
  [{ absent: true }, [null], [0, '']],
  [{ includes: ['x=1', 'y=1'] }, ['Y=1, x=1, z=0', ['x=1', 'y=1']], ['x=1', null]],
  [{ members: [] }, [[]], [['S-1-5-19'], null]],
  [{ notEmpty: true }, ['text', ['a']], ['', '  ', [], null]],
  [{ equals: 0, orAbsent: true }, [0, null], [1]],
];

describe('expectations', () => {
  for (const [expect, good, bad] of CASES) {
    it(`${JSON.stringify(expect)} is met by ${JSON.stringify(good)} and not by ${JSON.stringify(bad)}`, () => {
      assert.deepEqual(
        good.filter((value) => !meets(expect, value)),
        [],
      );
      assert.deepEqual(
        bad.filter((value) => meets(expect, value)),
        [],
      );
    });
  }
});
