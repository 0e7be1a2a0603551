import { deepEqual, equal, match, throws } from 'node:assert/strict';
import { backupInfo } from '../../../../src/core/gpo/backup-info.ts';
import { findBackups, isRead } from '../../../../src/core/gpo/find-backups.ts';
import type { GpoFile } from '../../../../src/core/gpo/model.ts';
import { readBackup } from '../../../../src/core/gpo/read-backup.ts';
import { dwordEntry, writePol } from './write-pol.ts';

const ID = '{D1DE50B0-DF95-405B-B2DA-6C16CBB6BF54}';
const NAMESPACE = 'http://www.microsoft.com/GroupPolicy/GPOOperations';
const info = (name: string) =>
  `<BackupInst xmlns="${NAMESPACE}/Manifest"><GPOGuid><![CDATA[${ID}]]></GPOGuid><Comment/><GPODisplayName><![CDATA[${name}]]></GPODisplayName></BackupInst>`;
const backup = (name: string, filter = '') =>
  `<?xml version="1.0" encoding="utf-8"?><!-- x --><GroupPolicyBackupScheme bkp:version="2.0" xmlns:bkp="${NAMESPACE}" xmlns="${NAMESPACE}">
  <GroupPolicyObject><GroupPolicyCoreSettings><DisplayName><![CDATA[${name}]]></DisplayName><WMIFilter>${filter}</WMIFilter></GroupPolicyCoreSettings></GroupPolicyObject></GroupPolicyBackupScheme>`;
const file = (path: string, content: string | Buffer | null = null): GpoFile => ({
  path,
  bytes: typeof content === 'string' ? Buffer.from(content) : content,
});
const pol = writePol([dwordEntry('Software\\K', 'V', 1)]);

describe('a folder of GPO backups', () => {
  it('is searched for what holds settings, whatever the case of its folders', () => {
    deepEqual(
      [
        `${ID}/Backup.xml`,
        'bkupInfo.xml',
        `a/b/${ID}/DomainSysvol/GPO/Machine/registry.pol`,
        'DOMAINSYSVOL/gpo/user/Registry.pol',
        'DomainSysvol/GPO/Machine/microsoft/windows nt/SecEdit/GptTmpl.inf',
        'DomainSysvol/GPO/Machine/Microsoft/Windows NT/Audit/audit.csv',
      ].filter((path) => !isRead(path)),
      [],
    );
    deepEqual(
      ['gpreport.xml', 'Documentation/x.pdf', 'registry.pol', 'DomainSysvol/GPO/Machine/Scripts/registry.pol'].filter(
        isRead,
      ),
      [],
    );
  });

  it('names each GPO as it is known in its domain', () => {
    const found = findBackups(
      [
        file(`GPOs/{2}/bkupInfo.xml`, info('MSFT & Member')),
        file(`GPOs/{2}/DomainSysvol/GPO/Machine/registry.pol`, pol),
        file(`GPOs/{1}/Backup.xml`, Buffer.from(`\ufeff${backup('Defender')}`, 'utf16le')),
        file('Documentation/readme.txt'),
      ],
      'toolkit.zip',
    );
    deepEqual(
      found.map(({ name, folder, files }) => [name, folder, files.map(({ path }) => path)]),
      [
        ['Defender', 'GPOs/{1}', ['Backup.xml']],
        ['MSFT & Member', 'GPOs/{2}', ['bkupInfo.xml', 'DomainSysvol/GPO/Machine/registry.pol']],
      ],
    );
  });

  it('names a GPO without a name after its folder, and tells those of one name apart', () => {
    const settings = 'DomainSysvol/GPO/Machine/registry.pol';
    const names = (...paths: string[]) =>
      findBackups(
        paths.map((path) => file(path, pol)),
        'root',
      ).map(({ name }) => name);
    deepEqual(names(settings), ['root']);
    deepEqual(names(`${ID}/${settings}`), ['root']);
    deepEqual(names(`Servers/${ID}/${settings}`), ['Servers']);
    deepEqual(names(`{1}/${settings}`, `{2}/${settings}`), ['{1}', '{2}']);
    const twice = [file('a/bkupInfo.xml', info('Same')), file('b/bkupInfo.xml', info('same'))];
    deepEqual(
      findBackups(twice, 'root').map(({ name }) => name),
      ['Same (a)', 'same (b)'],
    );
  });

  it('without a GPO is refused', () =>
    throws(() => findBackups([file('readme.md')], 'photos'), { code: 'NoGpo', message: /photos holds no GPO backup/ }));
});

describe('a GPO', () => {
  const read = (...files: GpoFile[]) => readBackup({ name: 'G', folder: '', files });

  it('is read from all its files, with where each thing stands', () => {
    const { demands } = read(
      file(
        'DomainSysvol/GPO/Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf',
        '[System Access]\r\nLockoutBadCount = 5\r\n',
      ),
      file('DomainSysvol/GPO/User/registry.pol', pol),
      file('DomainSysvol/GPO/Machine/registry.pol', pol),
    );
    deepEqual(
      demands.map(({ gpo, file, kind, address }) => [gpo, file.split('/').at(-1), kind, Object.values(address)[0]]),
      [
        ['G', 'registry.pol', 'registry', 'HKLM'],
        ['G', 'registry.pol', 'registry', 'HKU'],
        ['G', 'GptTmpl.inf', 'accountPolicy', 'LockoutBadCount'],
      ],
    );
  });

  it('lists the files that hold something else', () => {
    const { unsupported } = read(
      file('DomainSysvol/GPO/Machine/Preferences/Groups/Groups.xml'),
      file('DomainSysvol/GPO/Machine/Scripts/Startup/x.ps1'),
      file('DomainSysvol/GPO/Machine/Applications/x.aas'),
      file('DomainSysvol/GPO/User/Documents & Settings/fdeploy.ini'),
      file('DomainSysvol/GPO/Machine/new.bin'),
      file('DomainSysvol/GPO/Machine/comment.cmtx'),
      file('DomainSysvol/GPO/GPT.INI'),
      file('gpreport.xml'),
    );
    deepEqual(
      unsupported.map(({ reason }) => reason),
      [
        'software installation',
        'Group Policy Preferences',
        'a script',
        'a kind of file that winharden does not read',
        'folder redirection',
      ],
    );
  });

  it('with a WMI filter, or with XML that is none, is listed so', () => {
    match(read(file('Backup.xml', backup('G', '<![CDATA[[x;{1};0]]]>'))).unsupported[0]?.item ?? '', /WMI filter/);
    match(read(file('bkupInfo.xml', '<a><b></a>')).unsupported[0]?.reason ?? '', /no XML/);
    deepEqual(read(file('Backup.xml', backup('G'))).unsupported, []);
  });

  it('whose file is broken says which', () =>
    throws(
      () => readBackup({ name: 'G', folder: 'GPOs/{1}', files: [file('DomainSysvol/GPO/Machine/registry.pol', 'no')] }),
      { code: 'UnreadableGpo', message: /GPOs\/\{1\}\/DomainSysvol\/GPO\/Machine\/registry\.pol/ },
    ));
});

describe('the XML beside a GPO', () => {
  it('cannot grow, nor read other files', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "${'b'.repeat(100)}"><!ENTITY c "&a;&a;">]><x><GPODisplayName>&c;</GPODisplayName></x>`;
    equal(backupInfo(bomb), null);
    equal(
      backupInfo('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x><DisplayName>&a;</DisplayName></x>'),
      null,
    );
    equal(backupInfo('<a>'.repeat(160_000)), null);
  });
});
