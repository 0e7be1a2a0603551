import type { PolEntry } from '../../../../src/core/gpo/parse-pol.ts';

const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const number = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** A registry.pol as MS-GPREG describes it. */
export function writePol(entries: PolEntry[]): Buffer {
  const records = entries.flatMap(({ key, name, type, data }) => [
    utf16(`[${key}\0;${name}\0;`),
    number(type),
    utf16(';'),
    number(data.length),
    utf16(';'),
    data,
    utf16(']'),
  ]);
  return Buffer.concat([Buffer.from('PReg'), number(1), ...records]);
}

/** A record with text, as administrative templates write it. */
export function textEntry(key: string, name: string, text: string): PolEntry {
  return { key, name, type: 1, data: utf16(`${text}\0`) };
}

export function dwordEntry(key: string, name: string, value: number): PolEntry {
  return { key, name, type: 4, data: number(value) };
}
