import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { inParts, jsonParts } from '../../../src/core/text-parts.ts';

const joined = (parts: Iterable<string>) => [...parts].join('');

describe('text in parts', () => {
  it('is the text of JSON.stringify, whatever the value', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => equal(joined(jsonParts(value)), JSON.stringify(value, null, 2))));
    const odd = { a: undefined, b: new Date(0), c: [undefined, []], d: () => 1, e: { f: {} }, g: { h: undefined } };
    equal(joined(jsonParts(odd)), JSON.stringify(odd, null, 2));
  });

  it('comes in many parts where it is long, and in few where its pieces are short', () => {
    const outcomes = Array.from({ length: 10_000 }, (_, index) => ({
      instanceId: `i-${index}`,
      reason: 'x'.repeat(90),
    }));
    const parts = [...jsonParts({ nodes: { outcomes } })];
    ok(parts.length > 10 && parts.every(({ length }) => length < 100_000), `${parts.map(({ length }) => length)}`);
    equal([...inParts(['a', 'b', 'c'])].length, 1);
  });
});
