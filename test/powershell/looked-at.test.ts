import assert from 'node:assert/strict';
import { dumpWindows, freshWindows, type WindowsState } from '../../src/lab/windows-state.ts';
import { SimulatedNode } from './node.ts';
import { ownBaseline } from './own-baseline.ts';
import { usePowerShell } from './simulation.ts';

const PRESENT = 'D73CA91102A2204A36459ED32213B467D7CE97FB';
const BY_POLICY = 'B8269F25DBD937ECAFD4C35A9838571723F2D026';
const FOUND = 'SOFTWARE\\Microsoft\\SystemCertificates\\Root\\Certificates';
const GIVEN = 'SOFTWARE\\Policies\\Microsoft\\SystemCertificates\\Disallowed\\Certificates';

const certificate = (id: string, store: string, thumbprint: string) =>
  `  - { id: ${id}, title: ${id}, kind: certificate, address: { store: ${store}, thumbprint: ${thumbprint} } }`;
const inventory = (item: string) =>
  `  - { id: ${item.toLowerCase()}, title: ${item}, kind: inventory, address: { item: ${item} } }`;
const ITEMS = ['build', 'fileSystems', 'firmware', 'wirelessAdapters', 'passwordNotRequired', 'passwordNeverExpires'];

const OWN = `
baseline: looked-at
title: What is only looked at
settings:
  - { id: drive, title: drive, kind: permission, address: { path: '%SystemDrive%\\' } }
  - { id: windows, title: windows, kind: permission, address: { path: '%SystemRoot%' } }
  - { id: software, title: software, kind: permission, address: { path: 'HKLM\\SOFTWARE' } }
  - { id: gone, title: gone, kind: permission, address: { path: '%SystemRoot%\\gone.txt' } }
${certificate('present', 'Root', PRESENT)}
${certificate('by-policy', 'Disallowed', BY_POLICY)}
${certificate('elsewhere', 'Root', BY_POLICY)}
${[...ITEMS, 'inactiveAccounts'].map(inventory).join('\n')}
  - { id: deny, title: deny, kind: userRight, address: { right: SeDenyBatchLogonRight } }
controls:
  - { id: drive, setting: drive, expect: { within: [S-1-5-18 1F01FF 1F01FF 1F01FF, S-1-5-32-544 1F01FF 1F01FF 1F01FF, S-1-5-32-545 1200AD 1200AF 1200A9, S-1-3-0 0 1F01FF 1F01FF] } }
  - { id: windows, setting: windows, expect: { within: [S-1-5-18 1301BF 1F01FF 1F01FF] } }
  - { id: software, setting: software, expect: { within: [S-1-5-18 F003F F003F 0, S-1-5-32-544 F003F F003F 0, S-1-3-0 0 F003F 0, S-1-5-32-545 20019 20019 0, S-1-15-2-1 20019 20019 0, S-1-15-3-1024-1065365936-1281604716-3511738428-1654721687-432734479-3232135806-4053264122-3456934681 20019 20019 0] } }
  - { id: gone, setting: gone, expect: { within: [] } }
  - { id: present, setting: present, expect: { equals: installed } }
  - { id: by-policy, setting: by-policy, expect: { equals: installed } }
  - { id: elsewhere, setting: elsewhere, expect: { equals: installed } }
  - { id: build, setting: build, expect: { within: ['20348'] } }
  - { id: file-systems, setting: filesystems, expect: { within: [NTFS, ReFS] } }
  - { id: uefi, setting: firmware, expect: { includes: [UEFI] } }
  - { id: secure-boot, setting: firmware, expect: { includes: [SecureBoot] } }
  - { id: tpm, setting: firmware, expect: { includes: [TPM] } }
  - { id: wireless, setting: wirelessadapters, expect: { within: [] } }
  - { id: no-password, setting: passwordnotrequired, expect: { within: [] } }
  - { id: forever, setting: passwordneverexpires, expect: { within: [] } }
  - { id: inactive, setting: inactiveaccounts, expect: { within: [] } }
  - { id: deny, setting: deny, expect: { members: [S-1-5-32-546, 'S-1-5-21-*-512'] } }
`;

/** S-1-5-21-1-2-3, where LSA keeps the SID of a machine's domain. */
const DOMAIN = '01040000000000051500000001000000020000000300000000'.slice(0, 48);

function node(change: (state: WindowsState) => void): WindowsState {
  const state = freshWindows({ release: 2022 });
  state.registry[`HKLM\\${FOUND}\\${PRESENT}`] = {};
  state.registry[`HKLM\\${GIVEN}\\${BY_POLICY}`] = {};
  change(state);
  return state;
}

describe('what is only looked at', function () {
  this.timeout(180_000);
  const render = ownBaseline(OWN);

  describe('on a server that is nearly as it should be', () => {
    const start = node((state) => {
      state.registry['HKLM\\SECURITY\\Policy\\PolPrDmS'] = { '': { type: 'REG_NONE', value: DOMAIN } };
      state.registry['HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecureBoot\\State'] = {
        UEFISecureBootEnabled: { type: 'REG_DWORD', value: 1 },
      };
    });
    const server = new SimulatedNode(usePowerShell(), render, start);

    it('judges it, says what goes beyond, and sets nothing of it', async () => {
      const { report } = await server.run('apply', ['-RunId', 'first']);
      const statuses = Object.fromEntries(report.controls.map(({ id, status }) => [id, status]));
      const good = [
        'drive',
        'software',
        'present',
        'by-policy',
        'build',
        'file-systems',
        'uefi',
        'secure-boot',
        'wireless',
        'no-password',
        'forever',
        'inactive',
      ];
      for (const id of good) assert.equal(statuses[id], 'Compliant', id);
      for (const id of ['windows', 'elsewhere', 'tpm']) assert.equal(statuses[id], 'NonCompliant', id);
      assert.deepEqual([statuses['gone'], statuses['deny']], ['Error', 'Remediated']);
      const said = (id: string) => report.controls.find((control) => control.id === id)?.message ?? '';
      assert.match(said('windows'), /^only looked at, never set; beyond what is allowed: .*S-1-5-32-545 1200A9/);
      assert.doesNotMatch(said('windows'), /S-1-5-18/);
      assert.match(said('elsewhere'), /InstallRoot/);
      assert.deepEqual(
        report.changes.map(({ id }) => id),
        ['deny'],
      );
    });

    it('knows the groups of its own domain', async () => {
      assert.deepEqual(server.state.userRights['SeDenyBatchLogonRight'], ['S-1-5-21-1-2-3-512', 'S-1-5-32-546']);
      await server.run('rollback', ['-TargetRunId', 'first', '-RunId', 'back']);
      assert.equal(dumpWindows(server.state), dumpWindows(start));
    });
  });

  describe('on a server that is not', () => {
    const start = node((state) => {
      state.permissions['C:\\']?.push('S-1-1-0 OICI 40000000', 'S-1-5-32-546 OICI,DENY 10000000');
      state.hardware = { fileSystems: ['NTFS', 'FAT32', ''], tpm: true, wireless: ['Wi-Fi'] };
      state.accounts['1001'] = {
        name: 'operator',
        enabled: true,
        inactive: true,
        passwordNeverExpires: true,
        passwordNotRequired: true,
      };
    });
    const server = new SimulatedNode(usePowerShell(), render, start);

    it('says what is wrong with it', async () => {
      const { report } = await server.run('audit');
      const said = Object.fromEntries(report.controls.map(({ id, message }) => [id, message ?? '']));
      assert.match(said['drive'] ?? '', /beyond what is allowed: S-1-1-0 120116 120116 120116$/);
      assert.match(said['file-systems'] ?? '', /beyond what is allowed: FAT32, RAW$/);
      assert.match(said['wireless'] ?? '', /Wi-Fi$/);
      for (const id of ['no-password', 'forever', 'inactive']) assert.match(said[id] ?? '', /operator$/, id);
      assert.match(said['uefi'] ?? '', /^only looked at, never set$/);
      assert.equal(report.controls.find(({ id }) => id === 'tpm')?.status, 'Compliant');
    });

    it('does not know a domain outside one', async () => {
      const { report } = await server.run('apply', ['-RunId', 'first']);
      const deny = report.controls.find(({ id }) => id === 'deny');
      assert.equal(deny?.status, 'Error');
      assert.match(deny?.message ?? '', /S-1-5-21-\*-512 is not known to Windows/);
      assert.deepEqual(server.state.userRights['SeDenyBatchLogonRight'], ['S-1-5-32-546']);
    });
  });
});
