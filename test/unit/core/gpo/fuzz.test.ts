import { ok } from 'node:assert/strict';
import fc from 'fast-check';
import { WinhardenError } from '../../../../src/core/errors.ts';
import { auditReading } from '../../../../src/core/gpo/audit-reading.ts';
import { backupInfo } from '../../../../src/core/gpo/backup-info.ts';
import { infReading } from '../../../../src/core/gpo/inf-reading.ts';
import { parsePol } from '../../../../src/core/gpo/parse-pol.ts';
import { polReading } from '../../../../src/core/gpo/pol-reading.ts';
import { readText } from '../../../../src/core/gpo/read-text.ts';
import { sample } from './samples.ts';
import { dwordEntry, writePol } from './write-pol.ts';

const RUNS = 5000;
const SLOWEST_MS = 2000;
const MOST_BYTES = 512 * 1024 * 1024;

const XML = Buffer.from('<a xmlns="x"><GPODisplayName><![CDATA[n]]></GPODisplayName>&amp;<!-- c --></a>');

/** Each parser with real files to break. */
const PARSERS: [string, (bytes: Uint8Array) => unknown, Uint8Array[]][] = [
  [
    'registry.pol',
    (bytes) => polReading(parsePol(bytes), 'HKLM'),
    [sample.firewallPol(), sample.stigPol().subarray(0, 2000)],
  ],
  ['GptTmpl.inf', (bytes) => infReading(readText(bytes)), [sample.stigInf(), sample.seceditExport()]],
  ['audit.csv', (bytes) => auditReading(readText(bytes)), [sample.stigAudit(), sample.auditpolBackup()]],
  ['Backup.xml', (bytes) => backupInfo(readText(bytes)), [XML]],
];

/** A real file with bytes changed, cut out, doubled or put in. */
function broken(originals: Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const change = fc.record({ at: fc.nat(), cut: fc.nat(40), put: fc.uint8Array({ maxLength: 12 }) });
  return fc
    .tuple(fc.constantFrom(...originals), fc.array(change, { minLength: 1, maxLength: 6 }))
    .map(([original, changes]) =>
      changes.reduce((bytes: Uint8Array, { at, cut, put }) => {
        const place = bytes.length === 0 ? 0 : at % bytes.length;
        return Buffer.concat([bytes.subarray(0, place), put, bytes.subarray(place + cut)]);
      }, original),
    );
}

function survives(parse: (bytes: Uint8Array) => unknown, bytes: Uint8Array): number {
  const start = performance.now();
  try {
    parse(bytes);
  } catch (error) {
    ok(error instanceof WinhardenError && error.code === 'UnreadableGpo', String(error));
  }
  return performance.now() - start;
}

describe('any bytes instead of a file of a GPO', function () {
  this.timeout(180_000);

  for (const [name, parse, originals] of PARSERS) {
    it(`as ${name} give a result or a clear error (${2 * RUNS} executions)`, () => {
      let [executions, slowest] = [0, 0];
      const run = (bytes: Uint8Array) => {
        executions += 1;
        slowest = Math.max(slowest, survives(parse, bytes));
      };
      fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), run), { numRuns: RUNS });
      fc.assert(fc.property(broken(originals), run), { numRuns: RUNS });
      ok(executions === 2 * RUNS && slowest < SLOWEST_MS, `${slowest} ms`);
    });
  }
});

describe('the largest file of a GPO that is read', function () {
  this.timeout(180_000);
  const SIZE = 2 * 1024 * 1024;
  /** More XML is not looked at. */
  const XML_SIZE = 490_000;
  const repeated = (unit: string, encoding: BufferEncoding, size = SIZE) => Buffer.alloc(size, unit, encoding);
  const records = (unit: string) => Buffer.concat([Buffer.from('PReg\x01\0\0\0'), repeated(unit, 'utf16le')]);
  const lines = (head: string, unit: string, tail = '', size = SIZE) =>
    Buffer.concat([Buffer.from(head), repeated(unit, 'utf8', size - (size % unit.length)), Buffer.from(tail)]);
  const registryLine = '[Registry Values]\nMACHINE\\a';
  /** Made to send a careless pattern back and forth. */
  const hostile: Record<string, [string, Uint8Array][]> = {
    'registry.pol': [
      ['tiny records', records('[\0;\0;\0\0;\0\0;]')],
      ['one endless name', records('[\\\\\\\\')],
      ['one key of backslashes', writePol([dwordEntry('\\'.repeat(SIZE / 2 - 100), 'V', 1)])],
      ['one key of signs', writePol([dwordEntry('.'.repeat(SIZE / 2 - 100), '_'.repeat(100), 1)])],
    ],
    'GptTmpl.inf': [
      ['blanks', lines(registryLine, ' ', 'x')],
      ['signs', lines(registryLine, '=')],
      ['signs and blanks', lines(registryLine, '= ')],
      ['digits', lines(`${registryLine}=`, '1')],
      ['backslashes', lines(registryLine, '\\', '=4,x')],
      ['quotes', lines(`${registryLine}=7,`, '"')],
      ['commas', lines('[Privilege Rights]\nSeX=', ',')],
      ['names', lines('[Privilege Rights]\nSeX=', 'a,')],
      ['SIDs', lines('[Privilege Rights]\nSeX=*S-1', '-1', 'x')],
      ['service', lines('[Service General Setting]\n"', ' ', 'x')],
      ['sections', lines('', '[')],
      ['line ends', lines('', '\r')],
      ['account', lines('[System Access]\nNewGuestName="', '%')],
    ],
    'audit.csv': [
      ['quotes', lines('', '"')],
      ['commas', lines('', ',')],
      ['lines', lines('', 'a\n')],
    ],
    'Backup.xml': [
      ['elements', lines('', '<a>', '', XML_SIZE)],
      ['text', lines('<a>', '&amp;', '</a>', XML_SIZE)],
      ['attributes', lines('<a ', 'b="" ', '/>', XML_SIZE)],
      ['comments', lines('<a>', '<!--', '</a>', XML_SIZE)],
      ['siblings', lines('<a>', '<b/>', '</a>', XML_SIZE)],
      ['more', lines('<a>', '<b/>', '</a>')],
    ],
  };

  for (const [name, parse] of PARSERS) {
    it(`as ${name} takes bounded time and memory, however it is made`, () => {
      for (const [what, bytes] of hostile[name] ?? []) {
        const before = process.memoryUsage().heapUsed;
        const milliseconds = survives(parse, bytes);
        const grown = process.memoryUsage().heapUsed - before;
        console.log(`      ${name} of ${what}: ${Math.ceil(milliseconds)} ms, ${Math.ceil(grown / 1024 / 1024)} MB`);
        ok(milliseconds < 5 * SLOWEST_MS, `${what}: ${milliseconds} ms`);
        ok(grown < MOST_BYTES, `${what}: ${grown} bytes`);
      }
    });
  }
});
