import assert from 'node:assert/strict';
import { evaluate, usePowerShell, windowsWith } from './simulation.ts';

const services = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';

describe('the simulated services, accounts and features', () => {
  const shell = usePowerShell();
  const sc = (text: string) => `& "$env:SystemRoot\\System32\\sc.exe" ${text} | Out-Null; $LASTEXITCODE`;

  it('finds services by name, and none is an error that can be silenced', async () => {
    const { values } = await evaluate(shell(), windowsWith(), {
      status: `"$((Get-Service -Name spooler, WinRM -ErrorAction SilentlyContinue).Status)"`,
      start: `"$((Get-Service -Name BITS).StartType)"`,
      missing: `Get-Service -Name NoSuchService`,
      silenced: `$null -eq (Get-Service -Name NoSuchService -ErrorAction SilentlyContinue)`,
      all: `@(Get-Service).Count -gt 60`,
    });
    assert.match(String(values['missing']), /Cannot find any service with service name 'NoSuchService'/);
    assert.deepEqual(
      [values['status'], values['start'], values['silenced'], values['all']],
      ['Running', 'Automatic', true, true],
    );
  });

  it('configures start types with the exit codes of sc.exe', async () => {
    const { values, state } = await evaluate(shell(), windowsWith(), {
      disabled: sc('config W32Time start= disabled'),
      delayed: sc('config WinRM start= delayed-auto'),
      plain: sc('config BITS start= auto'),
      noBlank: sc('config WinRM start=auto'),
      unknown: sc('config NoSuchService start= auto'),
      starting: sc('start W32Time'),
      stopping: sc('stop RemoteRegistry'),
    });
    assert.deepEqual(values, {
      disabled: 0,
      delayed: 0,
      plain: 0,
      noBlank: 1639,
      unknown: 1060,
      starting: 1058,
      stopping: 1062,
    });
    const start = (name: string) =>
      Object.entries(state.registry[`${services}\\${name}`] ?? {}).map(
        ([value, { value: data }]) => `${value}=${data}`,
      );
    assert.deepEqual(start('W32Time'), ['Start=4']);
    assert.deepEqual(start('WinRM'), ['DelayedAutostart=1', 'Start=2']);
    assert.deepEqual(start('BITS'), ['DelayedAutostart=0', 'Start=2']);
  });

  it('starts and stops services, but not a disabled one', async () => {
    const { values, state } = await evaluate(shell(), windowsWith(), {
      stop: `Stop-Service -Name WinRM; (Get-Service WinRM).Status`,
      start: `Start-Service -Name BITS; (Get-Service BITS).Status`,
      disabled: `Set-Service -Name WinRM -StartupType Disabled; Start-Service -Name WinRM`,
    });
    assert.deepEqual([values['stop'], values['start']], ['Stopped', 'Running']);
    assert.match(String(values['disabled']), /cannot be started/);
    assert.equal(state.services['WinRM']?.status, 'Stopped');
  });

  it('renames, enables and disables the built-in accounts by SID', async () => {
    const node = windowsWith();
    const { values, state } = await evaluate(
      shell(),
      node,
      {
        name: `$guest.Name`,
        rename: `Rename-LocalUser -SID $guest.SID -NewName 'visitor'; (Get-LocalUser -SID $guest.SID).Name`,
        taken: `Rename-LocalUser -SID $guest.SID -NewName 'administrator'`,
        invalid: `Rename-LocalUser -SID $guest.SID -NewName 'a/b'`,
        enable: `Enable-LocalUser -SID $guest.SID; (Get-LocalUser -Name visitor).Enabled`,
        missing: `Get-LocalUser -Name nobody`,
      },
      `$guest = @(Get-LocalUser | Where-Object { "$($_.SID)" -like '*-501' })[0]`,
    );
    assert.deepEqual([values['name'], values['rename'], values['enable']], ['Guest', 'visitor', true]);
    assert.match(String(values['taken']), /already in use/);
    assert.match(String(values['invalid']), /not valid/);
    assert.match(String(values['missing']), /nobody was not found/);
    assert.deepEqual(state.accounts['501'], { name: 'visitor', enabled: true });
  });

  it('installs a feature with its parents and removes it with its parts', async () => {
    const { values, state } = await evaluate(shell(), windowsWith(), {
      install: `$done = Install-WindowsFeature -Name FS-SMB1-SERVER; "$($done.Success) $($done.RestartNeeded) $($done.ExitCode)"`,
      again: `"$((Install-WindowsFeature -Name FS-SMB1).ExitCode)"`,
      installed: `@(Get-WindowsFeature FS-SMB1*).Where({ $_.Installed }).Name -join ','`,
      parts: `(Get-WindowsFeature FS-SMB1).SubFeatures -join ','`,
      unknown: `Uninstall-WindowsFeature -Name No-Such-Feature`,
      none: `$null -eq (Get-WindowsFeature -Name No-Such-Feature)`,
      remove: `(Uninstall-WindowsFeature -Name FS-SMB1).RestartNeeded`,
    });
    assert.deepEqual(
      [values['install'], values['again'], values['installed'], values['none'], values['remove']],
      ['True Yes SuccessRestartRequired', 'NoChangeNeeded', 'FS-SMB1,FS-SMB1-SERVER', true, 'Yes'],
    );
    assert.deepEqual(String(values['parts']).split(',').sort(), ['FS-SMB1-CLIENT', 'FS-SMB1-SERVER']);
    assert.match(String(values['unknown']), /ArgumentNotValid.*No-Such-Feature/);
    assert.deepEqual(state.features, windowsWith().features);
  });

  it('runs a downloaded installer, whose signature can be asked for', async () => {
    const url = 'https://example.com/AWSAgentInstall.exe';
    const downloads = {
      [url]: { signer: 'CN=Amazon Web Services', status: 'Valid', service: 'AWSAgent', exitCode: 3010 },
    };
    const { values, state } = await evaluate(
      shell(),
      windowsWith({ downloads }),
      {
        noHost: `Invoke-WebRequest -Uri https://example.com/other.exe -OutFile $file -UseBasicParsing`,
        signature: `Invoke-WebRequest -Uri ${url} -OutFile $file -UseBasicParsing; $found = Get-AuthenticodeSignature -FilePath $file; "$($found.Status) $($found.SignerCertificate.Subject)"`,
        code: `$started = [Diagnostics.ProcessStartInfo]::new($file, '/install'); $started.UseShellExecute = $false; $process = [Diagnostics.Process]::Start($started); [void] $process.WaitForExit(1000); $process.ExitCode`,
      },
      `$file = Join-Path ([IO.Path]::GetTempPath()) "$([Guid]::NewGuid()).exe"`,
    );
    assert.match(String(values['noHost']), /could not be resolved/);
    assert.deepEqual([values['signature'], values['code']], ['Valid CN=Amazon Web Services', 3010]);
    assert.deepEqual(state.services['AWSAgent'], { status: 'Running' });
    assert.equal(state.processStarts, 1);
  });
});
