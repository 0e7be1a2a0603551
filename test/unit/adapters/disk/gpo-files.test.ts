import { deepEqual, doesNotThrow, equal, ok, rejects, throws } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Zippable, zipSync } from 'fflate';
import { readGpoArchive } from '../../../../src/adapters/disk/gpo-archive.ts';
import { createGpoFiles } from '../../../../src/adapters/disk/gpo-files.ts';
import { GpoLimits } from '../../../../src/adapters/disk/gpo-limits.ts';
import { WinhardenError } from '../../../../src/core/errors.ts';
import { isRead } from '../../../../src/core/gpo/find-backups.ts';
import { SAMPLES } from '../../core/gpo/samples.ts';

const POL = 'DomainSysvol/GPO/Machine/registry.pol';
const pol = readFileSync(join(SAMPLES, 'community-ws2025-member', POL));
const MEGABYTE = 1024 * 1024;

describe('files of a GPO backup', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'winharden-gpo-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const read = (path: string) => createGpoFiles().read(path, isRead);
  const written = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const zipped = (name: string, files: Zippable) => written(name, zipSync(files));
  const refused = (path: string, code: string, message: RegExp) => rejects(read(path), { code, message });

  it('of a folder come with their bytes where they are read, else only by name', async () => {
    const files = await read(join(SAMPLES, 'community-ws2025-member'));
    deepEqual(
      files.map(({ path }) => path).sort(),
      [
        POL,
        'DomainSysvol/GPO/Machine/microsoft/windows nt/Audit/audit.csv',
        'DomainSysvol/GPO/Machine/microsoft/windows nt/SecEdit/GptTmpl.inf',
        'DomainSysvol/GPO/User/registry.pol',
      ].sort(),
    );
    const all = await read(SAMPLES);
    equal(all.find(({ path }) => path === 'README.md')?.bytes, null);
    ok(pol.equals(all.find(({ path }) => path === `community-ws2025-member/${POL}`)?.bytes ?? Buffer.alloc(0)));
  });

  it('of an archive are the same, deflated or stored, with slashes or backslashes', async () => {
    const path = zipped('toolkit.zip', {
      [`Toolkit/GPOs/{1}/${POL}`]: pol,
      [`Toolkit\\GPOs\\{2}\\${POL.replaceAll('/', '\\')}`]: [pol, { level: 0 }],
      'Toolkit/Documentation/Notes.txt': Buffer.from('read me'),
      'Toolkit/empty/': new Uint8Array(),
      [`Toolkit/GPOs/{3}/${POL}`]: new Uint8Array(),
    });
    const files = await read(path);
    deepEqual(
      files.map(({ path, bytes }) => [path, bytes?.length ?? null]),
      [
        [`Toolkit/GPOs/{1}/${POL}`, pol.length],
        [`Toolkit/GPOs/{2}/${POL}`, pol.length],
        ['Toolkit/Documentation/Notes.txt', null],
        [`Toolkit/GPOs/{3}/${POL}`, 0],
      ],
    );
    ok(pol.equals(files[0]?.bytes ?? Buffer.alloc(0)) && pol.equals(files[1]?.bytes ?? Buffer.alloc(0)));
  });

  it('of an archive lead nowhere, whatever their names', async () => {
    const names = [`../../${POL}`, `/etc/${POL}`, `__proto__/${POL}`, `C:\\${POL}`];
    const path = zipped('names.zip', Object.fromEntries(names.map((name) => [name, pol])));
    deepEqual(
      (await read(path)).map(({ bytes }) => bytes?.length),
      names.map(() => pol.length),
    );
  });

  it('are limited in size, however small they are packed', async () => {
    const zeros = new Uint8Array(8 * MEGABYTE);
    await refused(zipped('bomb.zip', { [POL]: zeros }), 'UnreadableGpo', /registry\.pol .*larger than 2 MB/);
    const packed = zipSync({ [POL]: new Uint8Array(3 * MEGABYTE) });
    Buffer.from(packed.buffer).writeUInt32LE(100, 22);
    await refused(written('liar.zip', packed), 'UnreadableGpo', /larger than 2 MB/);
    mkdirSync(join(folder, 'large', 'DomainSysvol/GPO/Machine'), { recursive: true });
    writeFileSync(join(folder, 'large', POL), new Uint8Array(2 * MEGABYTE + 1));
    await refused(join(folder, 'large'), 'UnreadableGpo', /larger than 2 MB/);
  });

  it('are limited in number and all together', () => {
    const limits = new GpoLimits('toolkit.zip');
    const times = (count: number, act: () => void) => () => {
      for (let i = 0; i < count; i++) act();
    };
    doesNotThrow(times(20_000, () => limits.countFile()));
    throws(() => limits.countFile(), { code: 'UnreadableGpo', message: /toolkit\.zip .*more than 20000 files/ });
    doesNotThrow(times(32, () => limits.countBytes('x', 2 * MEGABYTE)));
    throws(() => limits.countBytes('x', 1), { code: 'UnreadableGpo', message: /larger than 64 MB together/ });
  });

  it('of a damaged archive are refused', async () => {
    const whole = zipSync({ [POL]: pol });
    await refused(written('cut.zip', whole.subarray(0, whole.length / 2)), 'UnreadableGpo', /whole zip archive/);
    await refused(written('text.zip', Buffer.from('hello')), 'UnreadableGpo', /neither a folder nor/);
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, 80, 120);
    await refused(written('damaged.zip', damaged), 'UnreadableGpo', /the archive is damaged|larger than/);
  });

  it('of an archive with any bytes changed come, or are refused clearly, in bounded time (3000 executions)', async () => {
    const whole = zipSync({ [`a/${POL}`]: pol, [`b/${POL}`]: [pol.subarray(0, 900), { level: 0 }], 'c.txt': pol });
    const change = fc.record({ at: fc.nat(whole.length - 1), put: fc.uint8Array({ maxLength: 8 }), cut: fc.nat(30) });
    const archives = fc
      .array(change, { minLength: 1, maxLength: 5 })
      .map((changes) =>
        changes.reduce(
          (bytes, { at, put, cut }) => Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]),
          Buffer.from(whole),
        ),
      );
    let [executions, slowest] = [0, 0];
    const survives = async (archive: Uint8Array) => {
      const start = performance.now();
      await readGpoArchive(archive, 'x.zip', isRead, new GpoLimits('x.zip')).catch((error) => {
        ok(error instanceof WinhardenError && error.code === 'UnreadableGpo', String(error));
      });
      executions += 1;
      slowest = Math.max(slowest, performance.now() - start);
    };
    await fc.assert(fc.asyncProperty(archives, survives), { numRuns: 3000 });
    ok(executions >= 3000 && slowest < 2000, `${slowest} ms`);
  }).timeout(120_000);

  it('are not searched for behind links', async () => {
    mkdirSync(join(folder, 'links', 'DomainSysvol'), { recursive: true });
    symlinkSync(folder, join(folder, 'links', 'circle'));
    symlinkSync('/etc/hostname', join(folder, 'links', 'bkupInfo.xml'));
    deepEqual(await read(join(folder, 'links')), []);
  });

  it('that are not there are said to be so', () =>
    refused(join(folder, 'nowhere'), 'UnreadableFile', /no such file or folder/));
});
