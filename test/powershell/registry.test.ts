import assert from 'node:assert/strict';
import type { WindowsState } from '../../src/lab/windows-state.ts';
import { evaluate, usePowerShell, windowsWith } from './simulation.ts';

const open = `$machine = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64')
$users = [Microsoft.Win32.RegistryKey]::OpenBaseKey('Users', 'Registry64')`;

describe('the simulated registry', () => {
  const shell = usePowerShell();
  const state = windowsWith({
    registry: {
      'HKLM\\SOFTWARE\\Test': {
        All: { type: 'REG_DWORD', value: 4294967295 },
        Big: { type: 'REG_QWORD', value: 5000000000 },
        Bytes: { type: 'REG_BINARY', value: '00ff10' },
        List: { type: 'REG_MULTI_SZ', value: ['one', 'two'] },
        Path: { type: 'REG_EXPAND_SZ', value: '%SystemRoot%\\x' },
      },
      'HKLM\\SOFTWARE\\Test\\Child\\Deep': {},
      'HKLM\\SYSTEM\\Closed': { Value: { type: 'REG_SZ', value: 'x' } },
      'HKLM\\SYSTEM\\ReadOnly': { Value: { type: 'REG_SZ', value: 'x' } },
    },
    faults: { denyKeys: ['HKLM\\SYSTEM\\Closed'], readOnlyKeys: ['HKLM\\SYSTEM\\ReadOnly'] },
  });

  it('gives values as .NET Framework does', async () => {
    const { values } = await evaluate(
      shell(),
      state,
      {
        signed: `$key.GetValue('all')`,
        kind: `"$($key.GetValueKind('ALL'))"`,
        big: `$key.GetValue('Big')`,
        bytes: `[Convert]::ToBase64String($key.GetValue('Bytes'))`,
        list: `$key.GetValue('List') -join '+'`,
        listType: `, $key.GetValue('List') | ForEach-Object { $_.GetType().Name }`,
        expanded: `$key.GetValue('Path')`,
        raw: `$key.GetValue('Path', $null, 'DoNotExpandEnvironmentNames')`,
        missing: `$null -eq $key.GetValue('No')`,
        fallback: `$key.GetValue('No', 7)`,
        noKind: `$key.GetValueKind('No')`,
        names: `$key.GetValueNames() -join ','`,
        subKeys: `$key.GetSubKeyNames() -join ','`,
        counts: `"$($key.SubKeyCount) $($key.ValueCount)"`,
        noKey: `$null -eq $machine.OpenSubKey('SOFTWARE\\None')`,
        name: `$key.Name`,
      },
      `${open}\n$key = $machine.OpenSubKey('software\\TEST')`,
    );
    assert.deepEqual(values, {
      signed: -1,
      kind: 'DWord',
      big: 5000000000,
      bytes: 'AP8Q',
      list: 'one+two',
      listType: 'String[]',
      expanded: 'C:\\Windows\\x',
      raw: '%SystemRoot%\\x',
      missing: true,
      fallback: 7,
      noKind: 'IOException: The specified registry key does not exist.',
      names: 'All,Big,Bytes,List,Path',
      subKeys: 'Child',
      counts: '1 5',
      noKey: true,
      name: 'HKEY_LOCAL_MACHINE\\software\\TEST',
    });
  });

  it('refuses what .NET refuses', async () => {
    const mismatch =
      'ArgumentException: The type of the value object did not match the specified RegistryValueKind or the object could not be properly converted.';
    const { values } = await evaluate(
      shell(),
      state,
      {
        readOnly: `$machine.OpenSubKey('SOFTWARE\\Test').SetValue('x', 1)`,
        unsigned: `$key.SetValue('x', [uint32] 4294967295, 'DWord')`,
        text: `$key.SetValue('x', 'one', 'DWord')`,
        objects: `$key.SetValue('x', @('a', 'b'), 'MultiString')`,
        nothing: `$key.SetValue('x', $null)`,
        noValue: `$key.DeleteValue('none')`,
        subKeys: `$machine.DeleteSubKey('SOFTWARE\\Test')`,
        noSubKey: `$machine.DeleteSubKey('SOFTWARE\\None')`,
        denied: `$machine.OpenSubKey('SYSTEM\\Closed')`,
        deniedWriting: `$machine.OpenSubKey('SYSTEM\\ReadOnly', $true)`,
        readable: `$machine.OpenSubKey('SYSTEM\\ReadOnly').GetValue('Value')`,
        created: `$machine.CreateSubKey('SYSTEM\\ReadOnly\\New')`,
        closed: `$other = $machine.OpenSubKey('SOFTWARE'); $other.Dispose(); $other.GetValue('x')`,
        deleted: `$gone = $machine.CreateSubKey('SOFTWARE\\Gone'); $machine.DeleteSubKeyTree('SOFTWARE\\Gone'); $gone.SetValue('x', 1)`,
      },
      `${open}\n$key = $machine.OpenSubKey('SOFTWARE\\Test', $true)`,
    );
    assert.deepEqual(values, {
      readOnly: 'UnauthorizedAccessException: Cannot write to the registry key.',
      unsigned: mismatch,
      text: mismatch,
      objects: mismatch,
      nothing: "ArgumentNullException: Value cannot be null. (Parameter 'value')",
      noValue: 'ArgumentException: No value exists with that name.',
      subKeys:
        'InvalidOperationException: Registry key has subkeys and recursive removes are not supported by this method.',
      noSubKey: 'ArgumentException: Cannot delete a subkey tree because the subkey does not exist.',
      denied: 'SecurityException: Requested registry access is not allowed.',
      deniedWriting: 'SecurityException: Requested registry access is not allowed.',
      readable: 'x',
      created:
        "UnauthorizedAccessException: Access to the registry key 'HKEY_LOCAL_MACHINE\\SYSTEM\\ReadOnly\\New' is denied.",
      closed:
        "ObjectDisposedException: Cannot access a closed registry key.\nObject name: 'HKEY_LOCAL_MACHINE\\SOFTWARE'.",
      deleted: 'IOException: Illegal operation attempted on a registry key that has been marked for deletion.',
    });
  });

  it('keeps what is written: first spelling, types, and keys without values', async () => {
    const written = await evaluate(
      shell(),
      state,
      { done: '1' },
      `${open}
$key = $machine.CreateSubKey('software\\test\\New Key')
$key.SetValue('Number', -1, 'DWord'); $key.SetValue('NUMBER', 5, 'DWord')
$key.SetValue('Text', 'a'); $key.SetValue('List', [string[]] @('a', 'b')); $key.SetValue('Bytes', [byte[]] (0, 255), 'Binary')
$key.SetValue('Long', 5000000000, 'QWord'); $key.SetValue('Open', '%TEMP%', 'ExpandString')
$machine.CreateSubKey('SOFTWARE\\Test\\Empty').Dispose()
$machine.OpenSubKey('SOFTWARE\\Test', $true).DeleteValue('ALL')`,
    );
    const { registry } = written.state;
    assert.deepEqual(registry['HKLM\\SOFTWARE\\Test\\New Key'], {
      Bytes: { type: 'REG_BINARY', value: '00ff' },
      List: { type: 'REG_MULTI_SZ', value: ['a', 'b'] },
      Long: { type: 'REG_QWORD', value: 5000000000 },
      Number: { type: 'REG_DWORD', value: 5 },
      Open: { type: 'REG_EXPAND_SZ', value: '%TEMP%' },
      Text: { type: 'REG_SZ', value: 'a' },
    });
    assert.deepEqual(registry['HKLM\\SOFTWARE\\Test\\Empty'], {});
    assert.deepEqual(Object.keys(registry['HKLM\\SOFTWARE\\Test'] ?? {}), ['Big', 'Bytes', 'List', 'Path']);
  });

  it('shows loaded hives under HKU, and loads others from their files', async () => {
    const node = windowsWith();
    const [administrator, operator] = ['500', '1001'].map((rid) => `${node.machineSid}-${rid}`) as [string, string];
    const reg = '& "$env:SystemRoot\\System32\\reg.exe"';
    const { values, state: after } = await evaluate(
      shell(),
      node,
      {
        loaded: `$null -ne $users.OpenSubKey('${administrator}\\Console')`,
        unloaded: `$null -ne $users.OpenSubKey('${operator}')`,
        noHive: `$users.CreateSubKey('Anything')`,
        missing: `${reg} load HKU\\x C:\\Users\\nobody\\NTUSER.DAT | Out-Null; $LASTEXITCODE`,
        busy: `${reg} load HKU\\x C:\\Users\\Administrator\\NTUSER.DAT | Out-Null; $LASTEXITCODE`,
        load: `${reg} load HKU\\x C:\\Users\\operator\\NTUSER.DAT | Out-Null; $LASTEXITCODE`,
        write: `$script:key = $users.CreateSubKey('x\\Software\\Policies\\New'); $key.SetValue('v', 1); $key.GetValue('v')`,
        open: `${reg} unload HKU\\x | Out-Null; $LASTEXITCODE`,
        unload: `$key.Dispose(); ${reg} unload HKU\\x | Out-Null; $LASTEXITCODE`,
        again: `${reg} unload HKU\\x | Out-Null; $LASTEXITCODE`,
      },
      open,
    );
    assert.deepEqual(values, {
      loaded: true,
      unloaded: false,
      noHive: 'IOException: The parameter is incorrect.',
      missing: 1,
      busy: 1,
      load: 0,
      write: 1,
      open: 1,
      unload: 0,
      again: 1,
    });
    const hive = (after as WindowsState).users[operator];
    assert.deepEqual(hive?.registry['Software\\Policies\\New'], { v: { type: 'REG_DWORD', value: 1 } });
    assert.equal(hive?.loaded, false);
    assert.equal(after.processStarts, 6);
  });
});
