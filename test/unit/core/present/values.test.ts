import { equal } from 'node:assert/strict';
import { requirementText, valueText } from '../../../../src/core/present/values.ts';

describe('values in words', () => {
  for (const [value, text] of [
    [null, 'absent'],
    [0, '0'],
    ['', 'empty text'],
    [false, 'false'],
    [[], 'nothing'],
    [['S-1-5-32-544', 'S-1-5-6'], 'S-1-5-32-544, S-1-5-6'],
    [{ 'S-1-5-21-1': 1, default: null }, 'S-1-5-21-1: 1; default: absent'],
  ] as const) {
    it(`shows ${JSON.stringify(value)} as ${text}`, () => equal(valueText(value), text));
  }
});

describe('requirements in words', () => {
  for (const [required, text] of [
    [24, '24'],
    [{ equals: 'x' }, 'x'],
    [{ atLeast: 24 }, '24 or more'],
    [{ atMost: 5, orAbsent: true }, '5 or less or absent'],
    [{ between: [1, 30] }, '1 to 30'],
    [{ oneOf: [1, 2] }, 'one of 1, 2'],
    [{ noneOf: ['Guest'] }, 'none of Guest'],
    [{ members: [] }, 'exactly nothing'],
    [{ includes: ['Success'] }, 'includes Success'],
    [{ absent: true }, 'absent'],
    [{ notEmpty: true }, 'not empty'],
    [['a', 'b'], 'a, b'],
    [null, ''],
  ] as const) {
    it(`shows ${JSON.stringify(required)} as "${text}"`, () => equal(requirementText(required), text));
  }

  it('shows a comparison that it does not know by its own name', () => {
    equal(requirementText({ startsWith: 'x' }), 'startsWith x');
  });
});
