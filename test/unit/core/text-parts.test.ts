import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { inParts, jsonParts } from '../../../src/core/text-parts.ts';

const joined = (parts: Iterable<string>) => [...parts].join('');

describe('text in parts', () => {
  it('says what JSON.stringify says, whatever the value', () => {
    const read = (value: unknown) => JSON.parse(joined(jsonParts(value)));
    fc.assert(fc.property(fc.jsonValue(), (value) => deepEqual(read(value), JSON.parse(JSON.stringify(value)))));
    const odd = { a: undefined, b: new Date(0), c: [undefined, []], d: () => 1, e: { f: {} }, g: { h: undefined } };
    deepEqual(read(odd), JSON.parse(JSON.stringify(odd)));
  });

  it('has a line for each node of a result, and is indented above', () => {
    const outcomes = [{ instanceId: 'i-1', report: { bytes: 1 } }, { instanceId: 'i-2' }];
    equal(
      joined(jsonParts({ runId: 'r', nodes: { outcomes } })),
      '{\n  "runId": "r",\n  "nodes": {\n    "outcomes": [\n' +
        '      {"instanceId":"i-1","report":{"bytes":1}},\n      {"instanceId":"i-2"}\n    ]\n  }\n}',
    );
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
