import { deepEqual, equal, throws } from 'node:assert/strict';
import fc from 'fast-check';
import { type PolEntry, parsePol } from '../../../../src/core/gpo/parse-pol.ts';
import { sample } from './samples.ts';
import { dwordEntry, writePol } from './write-pol.ts';

const types = (entries: PolEntry[]) =>
  Object.fromEntries([...Map.groupBy(entries, ({ type }) => type)].map(([type, list]) => [type, list.length]));
const named = (entries: PolEntry[], start: string) =>
  entries.filter(({ name }) => name.toLowerCase().startsWith(start)).length;

describe('registry.pol', () => {
  it('of real backups has the records that are known to be in it', () => {
    const stig = parsePol(sample.stigPol());
    deepEqual([stig.length, types(stig), named(stig, '**del.')], [58, { 1: 3, 4: 55 }, 1]);
    const community = parsePol(sample.communityPol());
    deepEqual([community.length, types(community)], [191, { 0: 1, 1: 31, 4: 156, 7: 3 }]);
    deepEqual([named(community, '**del.'), named(community, '**delvals.')], [10, 1]);
    deepEqual(types(parsePol(sample.firewallPol())), { 4: 24 });
    deepEqual(types(parsePol(sample.certificatesPol())), { 0: 28, 3: 37 });
    deepEqual(parsePol(sample.communityUserPol()), []);
  });

  it('is parsed by length: data and names may hold any character of its syntax', () => {
    const tricky = Buffer.from('];[a\0;b]\0', 'utf16le');
    const entries = [
      { key: 'A;B]', name: '[;]', type: 3, data: tricky },
      { key: 'C', name: '', type: 0, data: Buffer.alloc(0) },
    ];
    deepEqual(parsePol(writePol(entries)), entries);
  });

  it('comes back as it was written, whatever is in it (1000 files)', () => {
    const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll('\0', ''));
    const data = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
    const entry = fc.record({ key: text, name: text, type: fc.nat(0xffffffff), data }, { noNullPrototype: true });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), (entries) => deepEqual(parsePol(writePol(entries)), entries)),
      { numRuns: 1000 },
    );
  });

  it('that is none, or is cut short, is refused with the place', () => {
    const whole = writePol([dwordEntry('Software\\A', 'B', 1)]);
    for (const [bytes, why] of [
      [Buffer.from('REGF1234'), /does not start with PReg/],
      [Buffer.alloc(0), /does not start with PReg/],
      [Buffer.from('PReg\x02\0\0\0'), /does not start with PReg, version 1/],
      [whole.subarray(0, whole.length - 1), /Machine\/registry\.pol .*ends where 2 bytes more .* at byte \d+/],
      [whole.subarray(0, 20), /ends inside a name/],
      [Buffer.concat([whole, Buffer.from('xy')]), new RegExp(`expected "\\[", at byte ${whole.length}`)],
    ] as const) {
      throws(() => parsePol(bytes, 'Machine/registry.pol'), { code: 'UnreadableGpo', message: why });
    }
  });

  it('with a size larger than the file takes no memory for it', () => {
    const bytes = writePol([dwordEntry('A', 'B', 1)]);
    bytes.writeUInt32LE(0xfffffff0, bytes.length - 12);
    throws(() => parsePol(bytes), { code: 'UnreadableGpo' });
    equal(parsePol(writePol([])).length, 0);
  });
});
