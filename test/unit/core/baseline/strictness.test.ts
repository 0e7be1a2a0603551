import assert from 'node:assert/strict';
import fc from 'fast-check';
import { meets } from '../../../../src/core/baseline/expectation.ts';
import type { Expectation, Value } from '../../../../src/core/baseline/model.ts';
import { compareDemands, isWithin, sumUp } from '../../../../src/core/baseline/strictness.ts';

const number = { kind: 'accountPolicy', address: { policy: 'LockoutBadCount' } } as const;
const right = (name: string) => ({ kind: 'userRight', address: { right: name } }) as const;
const audit = { kind: 'auditPolicy', address: { subcategory: '{0CCE9215-69AE-11D9-BED3-505054503030}' } } as const;

describe('of two demands the stricter', () => {
  const told: [string, Expectation, Expectation][] = [
    ['higher least', { atLeast: 15 }, { atLeast: 14 }],
    ['lower most', { atMost: 3 }, { atMost: 5 }],
    ['narrower range', { between: [1, 3] }, { between: [1, 5] }],
    ['range that ends', { between: [1, 365] }, { atLeast: 1 }],
    ['one value of several', { equals: 1 }, { oneOf: [1, 2] }],
    ['value within a range', { equals: 20 }, { atLeast: 14 }],
    ['value that must be there', { equals: 1 }, { equals: 1, orAbsent: true }],
    ['value that is not left out', { equals: 'x' }, { noneOf: ['Administrator'] }],
    ['list that asks for more', { includes: ['a', 'b'] }, { includes: ['a'] }],
    ['text rather than any', { equals: 'x' }, { notEmpty: true }],
    ['absence rather than a choice', { absent: true }, { equals: 0, orAbsent: true }],
  ];
  for (const [name, strict, wide] of told) {
    it(`is the ${name}`, () => {
      assert.equal(compareDemands(number, strict, wide), 'first');
      assert.equal(compareDemands(number, wide, strict), 'second');
      assert.equal(compareDemands(number, strict, { ...strict }), 'equal');
    });
  }

  it('is who lets fewer hold a right, denies more, or audits more', () => {
    const [few, many] = [{ members: ['S-1-5-32-544'] }, { members: ['S-1-5-32-544', 'S-1-5-32-545'] }];
    assert.equal(compareDemands(right('SeBackupPrivilege'), few, many), 'first');
    assert.equal(compareDemands(right('SeDenyNetworkLogonRight'), few, many), 'second');
    assert.equal(compareDemands(audit, { equals: ['Success'] }, { equals: ['Success', 'Failure'] }), 'second');
  });

  it('is unknown where nothing tells', () => {
    assert.equal(compareDemands(number, { equals: 0 }, { equals: 1 }), 'unknown');
    assert.equal(compareDemands(number, { atLeast: 15 }, { equals: 0 }), 'unknown');
    assert.equal(compareDemands(number, { between: [1, 5] }, { between: [3, 9] }), 'unknown');
    assert.equal(compareDemands(right('SeBackupPrivilege'), { members: ['a'] }, { members: ['b'] }), 'unknown');
  });

  it('says the same as the comparisons themselves, value by value', () => {
    const small = fc.integer({ min: 0, max: 6 });
    const expectation: fc.Arbitrary<Expectation> = fc
      .tuple(
        fc.oneof(
          small.map((equals): Expectation => ({ equals })),
          fc.array(small, { minLength: 1, maxLength: 4 }).map((oneOf): Expectation => ({ oneOf })),
          fc.array(small, { minLength: 1, maxLength: 4 }).map((noneOf): Expectation => ({ noneOf })),
          small.map((atLeast): Expectation => ({ atLeast })),
          small.map((atMost): Expectation => ({ atMost })),
          fc.tuple(small, small).map(([low, high]): Expectation => ({ between: [low, low + high] })),
          fc.constant<Expectation>({ absent: true }),
          fc.constant<Expectation>({ notEmpty: true }),
        ),
        fc.boolean(),
      )
      .map(([one, orAbsent]) => (orAbsent ? { ...one, orAbsent: true } : one));
    const values: (Value | null)[] = [null, '', 'text', ...Array.from({ length: 20 }, (_, i) => i - 3)];
    fc.assert(
      fc.property(expectation, expectation, (a, b) => {
        const counterexample = values.find((value) => meets(a, value) && !meets(b, value));
        if (isWithin(a, b)) assert.equal(counterexample, undefined);
      }),
    );
  });
});

describe('verdicts on several addresses', () => {
  it('come to one where none speaks against it', () => {
    assert.equal(sumUp([]), 'equal');
    assert.equal(sumUp(['equal', 'first']), 'first');
    assert.equal(sumUp(['first', 'second']), 'unknown');
    assert.equal(sumUp(['first', 'unknown']), 'unknown');
  });
});
