import assert from 'node:assert/strict';
import { dumpWindows, freshWindows, type Release, type WindowsState } from '../../src/lab/windows-state.ts';
import { runScript, usePowerShell } from './simulation.ts';

const version = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const dataOf = (state: WindowsState, key: string, name: string) => state.registry[key]?.[name]?.value;

describe('a fresh Windows', () => {
  const shell = usePowerShell();
  const builds: [Release, string][] = [
    [2016, '14393'],
    [2019, '17763'],
    [2022, '20348'],
    [2025, '26100'],
  ];

  for (const [release, build] of builds) {
    it(`is Server ${release} by every sign`, () => {
      const state = freshWindows({ release, core: false });
      assert.equal(dataOf(state, version, 'CurrentBuildNumber'), build);
      assert.equal(dataOf(state, version, 'InstallationType'), 'Server');
      assert.equal(state.productName, `Windows Server ${release} Datacenter`);
      assert.equal(Object.keys(state.auditPolicy).length, 59);
    });
  }

  it('stores no policy that nobody set', () => {
    const { registry } = freshWindows({ release: 2022 });
    const policies = Object.entries(registry).filter(([key]) =>
      key.startsWith('HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows'),
    );
    assert.deepEqual(
      policies.map(([key]) => key),
      ['HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\Safer\\CodeIdentifiers'],
    );
  });

  it('has a start type for every service that can be asked for', () => {
    for (const container of [false, true]) {
      const state = freshWindows({ release: 2025, core: false, container });
      for (const name of Object.keys(state.services)) {
        const start = dataOf(state, `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${name}`, 'Start');
        assert.ok([2, 3, 4].includes(Number(start)), `${name}: ${start}`);
      }
    }
  });

  it('differs between Core and Full, and on container nodes', () => {
    const [core, full, container] = [{}, { core: false }, { container: true }].map((options) =>
      freshWindows({ release: 2022, ...options }),
    ) as [WindowsState, WindowsState, WindowsState];
    assert.equal('Spooler' in core.services, false);
    assert.equal('Spooler' in full.services, true);
    assert.ok(full.userRights['SeIncreaseBasePriorityPrivilege']?.includes('S-1-5-90-0'));
    for (const name of ['containerd', 'kubelet', 'kube-proxy', 'hns', 'vmcompute'])
      assert.ok(name in container.services, name);
    assert.equal(container.features['Containers']?.installed, true);
  });

  it('is another machine for every instance id, and the same for the same', () => {
    const of = (instanceId: string) => freshWindows({ release: 2022, instanceId });
    assert.notEqual(of('i-1').machineSid, of('i-2').machineSid);
    assert.equal(dumpWindows(of('i-1')), dumpWindows(of('i-1')));
  });

  it('still has SMB 1 on Server 2016 only', () => {
    const driver = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\mrxsmb10';
    const [old, later] = [2016, 2019].map((release) => freshWindows({ release: release as Release }));
    assert.deepEqual([old?.features['FS-SMB1']?.installed, later?.features['FS-SMB1']?.installed], [true, false]);
    assert.deepEqual([old && dataOf(old, driver, 'Start'), later && dataOf(later, driver, 'Start')], [2, undefined]);
  });

  for (const options of [
    { release: 2016, core: false },
    { release: 2019, core: false, culture: 'fr-FR' },
    { release: 2022, container: true, culture: 'de-DE' },
    { release: 2025, core: false },
  ] as const) {
    it(`survives a script that changes nothing, byte for byte: ${JSON.stringify(options)}`, async () => {
      const state = freshWindows(options);
      const touch = `$machine = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64')
[void] $machine.OpenSubKey('SYSTEM\\CurrentControlSet\\Control\\Lsa').GetValue('Bounds')`;
      assert.equal(dumpWindows((await runScript(shell(), state, touch)).state), dumpWindows(state));
    });
  }
});
