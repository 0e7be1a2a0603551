import type { RegistryType, Value } from '../baseline/model.ts';
import { commaList, unquoted } from './comma-list.ts';
import { demanded, type Reading, unsupported } from './model.ts';

type Parsed = [RegistryType, Value] | string;

/** The types that security templates know, by their numbers; a text says why the data is none of them. */
const TYPES: Record<string, (data: string) => Parsed> = {
  '1': (data) => ['REG_SZ', unquoted(data)],
  '2': (data) => ['REG_EXPAND_SZ', unquoted(data)],
  '3': binary,
  '4': doubleWord,
  '7': (data) => ['REG_MULTI_SZ', data === '' ? [] : commaList(data)],
};

/** Templates list the lines of this one text as a REG_MULTI_SZ, yet Windows keeps one REG_SZ. */
const LINES_OF_ONE_TEXT = /\\policies\\system\\legalnoticetext$/i;

/** `MACHINE\key\name=type,data`: the name ends at the first `=` that a type follows (MS-GPSB 2.2.5). */
export function infRegistry(line: string): Reading {
  const refuse = (reason: string) => unsupported(`Registry Values: ${line}`, reason);
  const end = /=\s*(\d{1,2})\s*,/.exec(line);
  if (!end) return refuse('expected KEY\\NAME=TYPE,DATA');
  const [root = '', ...path] = unquoted(line.slice(0, end.index).trim()).split('\\').filter(Boolean);
  const name = path.pop();
  if (root.toUpperCase() !== 'MACHINE' || name === undefined) return refuse('only values below MACHINE can be set');
  const data = line.slice(end.index + end[0].length).trim();
  const parsed = TYPES[end[1] ?? '']?.(data) ?? `no setting can have the type ${end[1]}`;
  if (typeof parsed === 'string') return refuse(parsed);
  const key = path.join('\\');
  const [type, value] = LINES_OF_ONE_TEXT.test(`${key}\\${name}`) ? oneText(parsed) : parsed;
  const address = { hive: 'HKLM' as const, key, name, type };
  return demanded({ kind: 'registry', address, expect: { equals: value }, title: `Value ${name} of ${key}` });
}

function oneText([type, value]: Exclude<Parsed, string>): Exclude<Parsed, string> {
  return Array.isArray(value) ? ['REG_SZ', value.join('\r\n')] : [type, value];
}

function doubleWord(data: string): Parsed {
  const number = Number(unquoted(data));
  const fits = /^"?(-?\d+|0x[0-9a-f]+)"?$/i.test(data) && number >= -0x80000000 && number <= 0xffffffff;
  return fits ? ['REG_DWORD', number >>> 0] : `${data} is no REG_DWORD`;
}

/** Bytes as numbers with commas. A number of two digits could be decimal or hexadecimal, and nothing says which. */
function binary(data: string): Parsed {
  const bytes = unquoted(data)
    .split(',')
    .map((byte) => byte.trim());
  if (!bytes.every((byte) => /^0?[0-9a-f]$/i.test(byte))) return 'its bytes can be read in more than one way';
  return ['REG_BINARY', bytes.map((byte) => byte.padStart(2, '0').toLowerCase()).join('')];
}
