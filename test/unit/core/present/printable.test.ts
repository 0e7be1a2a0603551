import { deepEqual, doesNotMatch, equal } from 'node:assert/strict';
import fc from 'fast-check';
import { printable, printableJson, printableLine } from '../../../../src/core/present/printable.ts';

describe('printable text', () => {
  it('writes out what moves a cursor, colours, or turns the writing direction', () => {
    equal(printable('a\x1b[31mb\x9b2J\u202ec\u2066'), 'a\\u001b[31mb\\u009b2J\\u202ec\\u2066');
  });

  it('leaves ordinary text of any language, tabs and line ends alone', () => {
    equal(printable('Prüfung\t日本\n'), 'Prüfung\t日本\n');
  });

  it('puts everything on one line where asked to', () => {
    equal(printableLine('a\n  b\r\n\tc'), 'a b\\u000d c');
  });

  it('never lets a control character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        doesNotMatch(printable(text), /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });

  it('keeps JSON the same document', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        deepEqual(JSON.parse(printableJson(value)), JSON.parse(JSON.stringify(value))),
      ),
    );
    deepEqual(JSON.parse(printableJson({ name: 'x\x9by\u202e' })), { name: 'x\x9by\u202e' });
  });
});
