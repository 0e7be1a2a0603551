import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { WindowsState } from '../../src/lab/windows-state.ts';
import { renderScript } from './render.ts';
import { readReport } from './report.ts';
import { evaluate, runScript, usePowerShell, windowsWith } from './simulation.ts';

const reader = fileURLToPath(new URL('../../powershell/WinHarden/Resources/Hive.ps1', import.meta.url));
const open = `. '${reader}'\n$hive = Open-HiveFile 'C:\\Users\\operator\\NTUSER.DAT'
function Show($Path, $Name) { $state = Get-HiveState $hive $Path $Name; "$($state.type) $($state.value)" }`;

/** A node whose operator, who is not logged on, has these keys. */
function withHive(registry: WindowsState['registry'], faults: WindowsState['faults'] = {}): WindowsState {
  const state = windowsWith({ faults });
  const sid = `${state.machineSid}-1001`;
  const operator = state.users[sid];
  assert.ok(operator && !operator.loaded);
  return { ...state, users: { ...state.users, [sid]: { ...operator, registry } } };
}

const hive = withHive({
  'Software\\Policies\\One': {
    Zero: { type: 'REG_DWORD', value: 0 },
    All: { type: 'REG_DWORD', value: 4294967295 },
    Short: { type: 'REG_SZ', value: '1' },
    Empty: { type: 'REG_SZ', value: '' },
    Text: { type: 'REG_SZ', value: 'a longer t\u00e9xt \u65e5' },
    '\u65e5': { type: 'REG_SZ', value: 'a name in UTF-16' },
    Open: { type: 'REG_EXPAND_SZ', value: '%TEMP%' },
    Big: { type: 'REG_QWORD', value: 5000000000 },
    List: { type: 'REG_MULTI_SZ', value: ['one', 'two'] },
    Bytes: { type: 'REG_BINARY', value: '00ff10' },
    Large: { type: 'REG_SZ', value: 'x'.repeat(9000) },
  },
  'Software\\Policies\\Two': {},
  'Control Panel\\Desktop': { ScreenSaveActive: { type: 'REG_SZ', value: '1' } },
});

describe('the hive file of a user who is not logged on', () => {
  const shell = usePowerShell();

  it('gives the values that Windows would give', async () => {
    const { values } = await evaluate(
      shell(),
      hive,
      {
        zero: `Show 'Software\\Policies\\One' 'Zero'`,
        all: `Show 'SOFTWARE\\policies\\ONE' 'ALL'`,
        short: `Show 'Software\\Policies\\One' 'Short'`,
        empty: `Show 'Software\\Policies\\One' 'Empty'`,
        text: `Show 'Software\\Policies\\One' 'Text'`,
        other: `Show 'Control Panel\\Desktop' 'ScreenSaveActive'`,
        noValue: `Show 'Software\\Policies\\One' 'None'`,
        noValues: `Show 'Software\\Policies\\Two' 'None'`,
        noKey: `Show 'Software\\Policies\\Three\\Four' 'None'`,
      },
      open,
    );
    assert.deepEqual(values, {
      zero: 'REG_DWORD 0',
      all: 'REG_DWORD 4294967295',
      short: 'REG_SZ 1',
      empty: 'REG_SZ ',
      text: 'REG_SZ a longer t\u00e9xt \u65e5',
      other: 'REG_SZ 1',
      noValue: ' ',
      noValues: ' ',
      noKey: ' ',
    });
  });

  it('is left to Windows where types and names are rare, or data large', async () => {
    const names = ['Open', 'Big', 'List', 'Bytes', 'Large', '$([char] 0x65e5)'];
    const asked = names.map((name, i) => [`${i}`, `Show 'Software\\Policies\\One' "${name}"`] as const);
    const { values } = await evaluate(shell(), hive, Object.fromEntries(asked), open);
    for (const [i, name] of names.entries()) assert.match(String(values[i]), /^RuntimeException: /, name);
  });

  it('neither keeps the node busy nor breaks more than itself when it is damaged', async () => {
    const { values } = await evaluate(
      shell(),
      hive,
      {
        outcomes: `$random = [Random]::new(7)
$whole = $hive.Bytes
$read = $thrown = 0
foreach ($round in 1..300) {
  $bytes = [byte[]] $whole.Clone()
  foreach ($hit in 1..(1 + $round % 40)) { $bytes[$random.Next($bytes.Length)] = $random.Next(256) }
  if ($round % 5 -eq 0) { [Array]::Resize([ref] $bytes, $random.Next($bytes.Length)) }
  [IO.File]::WriteAllBytes("$env:ProgramData\\damaged", $bytes)
  try { $hive = Open-HiveFile "$env:ProgramData\\damaged"; $null = Show 'Software\\Policies\\One' 'Text'; $read++ } catch { $thrown++ }
}
"$($read -gt 0) $($thrown -gt 0) $($read + $thrown)"`,
        endless: `$bytes = [byte[]] $whole.Clone()
$hive = @{ Bytes = $bytes; Numbers = [int[]]::new(100000); Steps = 0 }
$hive.Numbers[1024] = -8; $hive.Numbers[1025] = 0x6b76
Find-HiveCell $hive 2000 ([int]::MaxValue) 1 'None'`,
      },
      open,
    );
    assert.equal(values['outcomes'], 'True True 300');
    assert.match(String(values['endless']), /^RuntimeException: /);
  });

  it('spares an audit the loading of hives, and tells the same', async function () {
    this.timeout(60_000);
    const script = await renderScript('cis-l2', 'audit');
    const state = windowsWith();
    const asleep = Object.entries(state.users).filter(([, { loaded }]) => !loaded);
    const audit = async (faults: WindowsState['faults']) => {
      const { stdout, state: after } = await runScript(shell(), { ...state, faults }, script);
      return { controls: readReport(stdout).controls, starts: after.processStarts };
    };
    const clean = await audit({});
    const dirty = await audit({ hiveDirty: asleep.map(([sid]) => sid) });
    assert.equal(clean.starts, 2);
    assert.equal(dirty.starts, 2 + 2 * asleep.length);
    assert.deepEqual(clean.controls, dirty.controls);
  });
});
