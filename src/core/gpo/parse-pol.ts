import { unreadableGpo } from './model.ts';

/** One record of a registry policy file. */
export interface PolEntry {
  key: string;
  name: string;
  /** The number of a registry type as in WinNT.h: 1 REG_SZ, 4 REG_DWORD … */
  type: number;
  data: Uint8Array;
}

/** "PReg", then version 1. */
const HEADER = [0x50, 0x52, 0x65, 0x67, 1, 0, 0, 0];

/** Far more than any policy has. */
const MOST_ENTRIES = 100_000;

/**
 * Parses a `registry.pol`: records `[key;value;type;size;data]` where brackets and semicolons are UTF-16LE, key and value end
 * with a NUL, and type and size are DWORDs. Always by length: data may hold any bytes, semicolons too.
 * Format: MS-GPREG 2.2.1. Errors: UnreadableGpo, with the offset.
 */
export function parsePol(bytes: Uint8Array, file = 'registry.pol'): PolEntry[] {
  if (HEADER.some((byte, i) => bytes[i] !== byte)) throw unreadableGpo(file, 'it does not start with PReg, version 1');
  const reader = new PolReader(bytes, file);
  const entries: PolEntry[] = [];
  while (!reader.atEnd()) {
    if (entries.length === MOST_ENTRIES) throw unreadableGpo(file, `it has more than ${MOST_ENTRIES} records`);
    entries.push(reader.entry());
  }
  return entries;
}

class PolReader {
  private readonly buffer: Buffer;
  private readonly file: string;
  private offset = HEADER.length;

  constructor(bytes: Uint8Array, file: string) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.file = file;
  }

  atEnd(): boolean {
    return this.offset >= this.buffer.length;
  }

  entry(): PolEntry {
    this.mark('[');
    const key = this.text();
    this.mark(';');
    const name = this.text();
    this.mark(';');
    const type = this.take(4).readUInt32LE();
    this.mark(';');
    const size = this.take(4).readUInt32LE();
    this.mark(';');
    const data = this.take(size);
    this.mark(']');
    return { key, name, type, data };
  }

  private take(length: number): Buffer {
    const end = this.offset + length;
    if (end > this.buffer.length) throw this.broken(`it ends where ${length} bytes more should follow`);
    const taken = this.buffer.subarray(this.offset, end);
    this.offset = end;
    return taken;
  }

  private mark(expected: string): void {
    const at = this.offset;
    if (this.take(2).readUInt16LE() !== expected.charCodeAt(0)) {
      this.offset = at;
      throw this.broken(`expected "${expected}"`);
    }
  }

  /** Up to its NUL. */
  private text(): string {
    const start = this.offset;
    let end = start;
    while (end + 1 < this.buffer.length && (this.buffer[end] !== 0 || this.buffer[end + 1] !== 0)) end += 2;
    if (end + 1 >= this.buffer.length) throw this.broken('it ends inside a name');
    this.offset = end + 2;
    return this.buffer.toString('utf16le', start, end);
  }

  private broken(why: string) {
    return unreadableGpo(this.file, `${why}, at byte ${this.offset}`);
  }
}
