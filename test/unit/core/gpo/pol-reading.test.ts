import { deepEqual, equal, match } from 'node:assert/strict';
import type { PolEntry } from '../../../../src/core/gpo/parse-pol.ts';
import { polReading } from '../../../../src/core/gpo/pol-reading.ts';
import { dwordEntry, textEntry } from './write-pol.ts';

const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const entry = (name: string, type: number, data: Buffer, key = 'Software\\K'): PolEntry => ({ key, name, type, data });
const read = (...entries: PolEntry[]) => polReading(entries, 'HKLM');

/** What is demanded of each value: type and expectation. */
const demands = (...entries: PolEntry[]) =>
  read(...entries).demands.map(({ address, expect, set }) => {
    const { name, type } = address as { name: string; type: string };
    return [name, type, expect, ...(set === undefined ? [] : [set])];
  });
const reason = (one: PolEntry) => read(one).unsupported.map((remark) => remark.reason)[0] ?? 'imported';

describe('what a registry.pol says', () => {
  it('is a value of each type', () => {
    deepEqual(
      demands(
        dwordEntry('K', 'dword', 0xffffffff),
        textEntry('K', 'text', 'Größe'),
        entry('expand', 2, utf16('%SystemRoot%\0')),
        entry('binary', 3, Buffer.from([0, 255, 59])),
        entry('list', 7, utf16('a\0b\0\0')),
        entry('quad', 11, Buffer.from('0100000001000000', 'hex')),
      ),
      [
        ['dword', 'REG_DWORD', { equals: 4294967295 }],
        ['text', 'REG_SZ', { equals: 'Größe' }],
        ['expand', 'REG_EXPAND_SZ', { equals: '%SystemRoot%' }],
        ['binary', 'REG_BINARY', { equals: '00ff3b' }],
        ['list', 'REG_MULTI_SZ', { equals: ['a', 'b'] }],
        ['quad', 'REG_QWORD', { equals: 4294967297 }],
      ],
    );
  });

  it('is the same where the text has an odd size, no NUL or nothing at all', () => {
    const texts = ['4100', '41000000', '410000', '', '0000'].map((hex) => entry('v', 1, Buffer.from(hex, 'hex')));
    deepEqual(
      texts.map((one) => demands(one)[0]?.[2]),
      ['A', 'A', 'A', '', ''].map((equals) => ({ equals })),
    );
    const lists = ['', '0000', '00000000', '410000000000', '4100'].map((hex) => entry('v', 7, Buffer.from(hex, 'hex')));
    deepEqual(
      lists.map((one) => demands(one)[0]?.[2]),
      [[], [], [], ['A'], ['A']].map((equals) => ({ equals })),
    );
  });

  it('is absence for what it deletes, whatever the case', () => {
    deepEqual(demands(textEntry('K', '**Del.Old', ' ')), [['Old', 'REG_SZ', { absent: true }]]);
    deepEqual(demands(textEntry('K', '**DeleteValues', 'One; Two')), [
      ['One', 'REG_SZ', { absent: true }],
      ['Two', 'REG_SZ', { absent: true }],
    ]);
  });

  it('is what stands last: deleted and then set is set', () => {
    deepEqual(demands(textEntry('K', '**del.V', ' '), dwordEntry('k', 'v', 7)), [['v', 'REG_DWORD', { equals: 7 }]]);
    deepEqual(demands(dwordEntry('K', 'V', 7), textEntry('K', '**delvals.', ' ')), [['V', 'REG_SZ', { absent: true }]]);
    deepEqual(demands(textEntry('K', '**delvals.', ' '), dwordEntry('K', 'V', 7)), [['V', 'REG_DWORD', { equals: 7 }]]);
  });

  it('is any value at all for a soft one, and its own only where there is none', () => {
    deepEqual(demands({ ...dwordEntry('K', '**soft.V', 7) }), [['V', 'REG_DWORD', { notEmpty: true }, 7]]);
  });

  it('is listed where no baseline can say it', () => {
    for (const [one, why] of [
      [entry('', 0, Buffer.alloc(0)), /creates the key/],
      [textEntry('K', '', 'x'), /default value/],
      [textEntry('K', '**delvals.', ' '), /every other value/],
      [textEntry('K', '**DeleteKeys', 'Sub;Other'), /deletes the keys Sub;Other/],
      [dwordEntry('K', '**SecureKey', 1), /permissions/],
      [textEntry('K', '**Comment:x', 'y'), /does not know/],
      [entry('v', 0, Buffer.from('x')), /REG_NONE/],
      [entry('v', 5, Buffer.alloc(4)), /REG_DWORD_BIG_ENDIAN/],
      [entry('v', 4711, Buffer.alloc(4)), /type 4711/],
      [entry('v', 4, Buffer.alloc(3)), /3 bytes/],
      [entry('v', 11, Buffer.alloc(4)), /4 bytes/],
      [entry('v', 11, Buffer.alloc(8, 255)), /larger than/],
      [entry('v', 1, utf16('a\0b\0')), /NUL in the middle/],
      [entry('v', 1, utf16('\ud800\0')), /UTF-16/],
      [entry('v', 7, utf16('a\0\0b\0\0')), /empty text in the middle/],
      [dwordEntry('K\ud800', 'v', 1), /UTF-16/],
      [textEntry('Software\\Policies\\Microsoft\\Windows\\SrpV2\\Exe\\{1}', 'Value', '<x/>'), /AppLocker/],
    ] as const) {
      match(reason(one), why);
      equal(read(one).unsupported.length, 1);
    }
  });

  it('of the User half is said of every user, and keys have no backslash around them', () => {
    const [demand] = polReading([dwordEntry('\\Software\\K\\', 'V', 1)], 'HKU').demands;
    deepEqual(demand?.address, { hive: 'HKU', key: 'Software\\K', name: 'V', type: 'REG_DWORD' });
    equal(demand?.title, 'Value V of Software\\K');
  });
});
