import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { deflate } from '../../../../src/core/script/deflate/deflate.ts';
import { codeLengths } from '../../../../src/core/script/deflate/huffman.ts';

const back = (bytes: Uint8Array) => inflateRawSync(deflate(bytes));
/** Text with repetitions near and far, as plans have them. */
const TEXT = Buffer.from(
  Array.from({ length: 900 }, (_, i) => `["18.${i % 97}.${i}","Enable${(i * 7919) % 1009}",${i % 3}],`).join('\n'),
);

describe('deflate', () => {
  it('gives any bytes back through another inflater', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => assert.deepEqual(new Uint8Array(back(bytes)), bytes)),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 2000 }), (text) =>
        assert.equal(back(Buffer.from(text)).toString(), text),
      ),
    );
  });

  it('gives long runs and far repetitions back', () => {
    const far = Buffer.concat([TEXT, Buffer.alloc(20_000, 'x'), TEXT, Buffer.alloc(40_000), TEXT]);
    assert.ok(back(far).equals(far));
  });

  it('is nearly as small as zlib at its best', () => {
    assert.ok(deflate(TEXT).length < deflateRawSync(TEXT, { level: 9 }).length * 1.05);
  });

  it('is the same bytes on every machine', () => {
    const digest = createHash('sha256').update(deflate(TEXT)).digest('hex');
    assert.equal(digest, '4d49afba39f846835a535a7f2c56367dabeebeb03caf23a75dfe63ff1449120f');
  });

  it('keeps its codes within the bits that the format allows', () => {
    const fibonacci = [1, 1];
    while (fibonacci.length < 30) fibonacci.push((fibonacci.at(-1) ?? 0) + (fibonacci.at(-2) ?? 0));
    const lengths = codeLengths(fibonacci, 15);
    assert.ok(lengths.every((length) => length >= 1 && length <= 15));
    assert.ok(lengths.reduce((sum, length) => sum + 2 ** -length, 0) <= 1);
  });
});
