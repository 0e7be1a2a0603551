import assert from 'node:assert/strict';
import { evaluate, usePowerShell, windowsWith } from './simulation.ts';

const tool = `$secedit = "$env:SystemRoot\\System32\\secedit.exe"
$folder = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid().ToString('N'))
[void] [IO.Directory]::CreateDirectory($folder)
function Export { $file = Join-Path $folder 'out.inf'; & $secedit /export /cfg $file /areas SECURITYPOLICY USER_RIGHTS | Out-Null; $file }
function Configure([string[]] $Lines) {
    $file = Join-Path $folder 'in.inf'
    [IO.File]::WriteAllLines($file, [string[]] (@('[Unicode]', 'Unicode=yes') + $Lines), [Text.Encoding]::Unicode)
    $db = Join-Path $folder "$([Guid]::NewGuid()).sdb"
    & $secedit /configure /db $db /cfg $file /areas SECURITYPOLICY USER_RIGHTS /log (Join-Path $folder 'log.txt') /quiet | Out-Null
    $LASTEXITCODE
}`;

describe('the simulated secedit.exe', () => {
  const shell = usePowerShell();
  const configure = async (lines: string[], faults = {}) => {
    const quoted = lines.map((line) => `'${line}'`).join(', ');
    const log = `[IO.File]::ReadAllText((Join-Path $folder 'log.txt'))`;
    const { values, state } = await evaluate(
      shell(),
      windowsWith({ faults }),
      { code: `Configure @(${quoted})`, log },
      tool,
    );
    return { code: values['code'], log: String(values['log']), state };
  };

  it('exports the sections, marks and spellings of a real export', async () => {
    const node = windowsWith();
    node.userRights['SeDebugPrivilege'] = [`${node.machineSid}-1001`, 'S-1-5-32-544'];
    const { values, state } = await evaluate(
      shell(),
      node,
      {
        mark: `$bytes = [IO.File]::ReadAllBytes((Export)); "$($bytes[0]) $($bytes[1])"`,
        text: `[IO.File]::ReadAllText((Join-Path $folder 'out.inf'))`,
      },
      tool,
    );
    const text = String(values['text']);
    assert.equal(values['mark'], '255 254');
    assert.deepEqual(text.match(/^\[.+\]/gm), [
      '[Unicode]',
      '[System Access]',
      '[Event Audit]',
      '[Registry Values]',
      '[Privilege Rights]',
      '[Version]',
    ]);
    assert.match(text, /^MinimumPasswordAge = 0\r$/m);
    assert.match(text, /^NewAdministratorName = "Administrator"\r$/m);
    assert.match(text, /^EnableGuestAccount = 0\r$/m);
    assert.match(text, /^SeDebugPrivilege = operator,\*S-1-5-32-544\r$/m);
    assert.match(text, /Winlogon\\CachedLogonsCount=1,"10"\r$/m);
    assert.match(text, /Lsa\\LimitBlankPasswordUse=4,1\r$/m);
    assert.match(text, /Lsa\\fullprivilegeauditing=3,00\r$/im);
    // Without a threshold Windows shows neither, and a right that nobody holds has no line.
    assert.doesNotMatch(text, /LockoutDuration|SeTcbPrivilege/);
    assert.equal(state.processStarts, 1);
  });

  it('sets policies and rights, and empties a right', async () => {
    const { code, state } = await configure([
      '[System Access]',
      'MinimumPasswordLength = 14',
      'LockoutBadCount = 5',
      'LockoutDuration = 15',
      'ResetLockoutCount = 15',
      '[Privilege Rights]',
      'SeBackupPrivilege = *S-1-5-32-544',
      'SeUndockPrivilege =',
      'SeDenyNetworkLogonRight = *S-1-5-114,Guests',
    ]);
    assert.equal(code, 0);
    assert.deepEqual([state.accountPolicy['MinimumPasswordLength'], state.accountPolicy['LockoutDuration']], [14, 15]);
    assert.deepEqual(state.userRights['SeBackupPrivilege'], ['S-1-5-32-544']);
    assert.deepEqual(state.userRights['SeDenyNetworkLogonRight'], ['S-1-5-114', 'S-1-5-32-546']);
    assert.equal('SeUndockPrivilege' in state.userRights, false);
  });

  it('fails the whole rights section over one name that does not resolve', async () => {
    const { code, log, state } = await configure([
      '[Privilege Rights]',
      'SeBackupPrivilege = *S-1-5-32-544',
      'SeDebugPrivilege = NoSuchUser',
    ]);
    assert.equal(code, 1);
    assert.match(log, /1332.*NoSuchUser/);
    assert.deepEqual(state.userRights, windowsWith().userRights);
  });

  it('refuses a lockout that ends before the count is reset, and keeps the rest', async () => {
    const { code, state } = await configure([
      '[System Access]',
      'PasswordHistorySize = 24',
      'LockoutBadCount = 5',
      'LockoutDuration = 10',
      'ResetLockoutCount = 15',
    ]);
    assert.equal(code, 1);
    assert.deepEqual(state.accountPolicy, { ...windowsWith().accountPolicy, PasswordHistorySize: 24 });
  });

  it('takes passwords longer than 14 only where the limit is relaxed', async () => {
    assert.equal((await configure(['[System Access]', 'MinimumPasswordLength = 15'])).code, 1);
  });

  it('insists on a database that does not exist', async () => {
    const { values } = await evaluate(
      shell(),
      windowsWith(),
      {
        taken: `$db = Join-Path $folder 'x.sdb'; [IO.File]::WriteAllText($db, ''); & $secedit /configure /db $db /cfg (Export) /quiet | Out-Null; $LASTEXITCODE`,
        noFolder: `& $secedit /configure /db (Join-Path $folder 'none/x.sdb') /cfg (Export) /quiet | Out-Null; $LASTEXITCODE`,
      },
      tool,
    );
    assert.deepEqual(values, { taken: 1, noFolder: 1 });
  });

  it('ends with 1 and nothing done, or with 3 and all done, when told to', async () => {
    const lines = ['[System Access]', 'PasswordHistorySize = 24'];
    const failed = await configure(lines, { seceditExit1: true });
    assert.deepEqual([failed.code, failed.state.accountPolicy['PasswordHistorySize']], [1, 0]);
    const warned = await configure(lines, { seceditExit3: true });
    assert.deepEqual([warned.code, warned.state.accountPolicy['PasswordHistorySize']], [3, 24]);
  });
});
