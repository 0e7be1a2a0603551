import type { RegistryType, Value } from '../baseline/model.ts';

export type RegistryData = { type: RegistryType; value: Value } | { reason: string };

type Reader = (data: Buffer) => Value | { reason: string };

/** The types of WinNT.h that a setting can have. */
const READERS: Record<number, [RegistryType, Reader]> = {
  1: ['REG_SZ', oneText],
  2: ['REG_EXPAND_SZ', oneText],
  3: ['REG_BINARY', (data) => data.toString('hex')],
  4: ['REG_DWORD', (data) => (data.length === 4 ? data.readUInt32LE() : wrongSize(data))],
  7: ['REG_MULTI_SZ', texts],
  11: ['REG_QWORD', quadWord],
};

const OTHER_TYPES: Record<number, string> = {
  0: 'REG_NONE',
  5: 'REG_DWORD_BIG_ENDIAN',
  6: 'REG_LINK',
  8: 'REG_RESOURCE_LIST',
  9: 'REG_FULL_RESOURCE_DESCRIPTOR',
  10: 'REG_RESOURCE_REQUIREMENTS_LIST',
};

/** The value that a record's raw bytes stand for. */
export function registryData(type: number, bytes: Uint8Array): RegistryData {
  const reader = READERS[type];
  if (!reader) return { reason: `no setting can have the registry type ${OTHER_TYPES[type] ?? type}` };
  const value = reader[1](Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return typeof value === 'object' && 'reason' in value ? value : { type: reader[0], value };
}

/** UTF-16LE without its last NUL. Odd sizes and a missing NUL occur in real files. */
export function policyText(bytes: Uint8Array): string {
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  return Buffer.from(even.buffer, even.byteOffset, even.byteLength).toString('utf16le').replace(/\0$/, '');
}

function oneText(data: Buffer): ReturnType<Reader> {
  const text = policyText(data);
  return text.includes('\0') ? { reason: 'its text has a NUL in the middle' } : wellFormed(text, text);
}

function texts(data: Buffer): ReturnType<Reader> {
  const text = policyText(data).replace(/\0$/, '');
  const list = text === '' ? [] : text.split('\0');
  return list.includes('') ? { reason: 'its list has an empty text in the middle' } : wellFormed(text, list);
}

function wellFormed(text: string, value: Value): ReturnType<Reader> {
  return text.isWellFormed() ? value : { reason: 'its text is no valid UTF-16' };
}

function quadWord(data: Buffer): ReturnType<Reader> {
  if (data.length !== 8) return wrongSize(data);
  const value = data.readBigUInt64LE();
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : { reason: `${value} is larger than a setting can say` };
}

function wrongSize(data: Buffer): { reason: string } {
  return { reason: `it is a number of ${data.length} bytes` };
}
