import assert from 'node:assert/strict';
import { evaluate, runScript, usePowerShell, windowsWith } from './simulation.ts';

const machine = `$machine = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64')
$key = $machine.CreateSubKey('SOFTWARE\\Test')`;

describe('the faults of a simulated node', () => {
  const shell = usePowerShell();

  it('stopAfterWrites kills the process at a write: no finally runs, the state so far is kept', async () => {
    const script = `${machine}\ntry { foreach ($n in 1..9) { $key.SetValue("v$n", $n) } } finally { [Console]::Out.Write('cleaned up') }`;
    const { exitCode, stdout, state } = await runScript(
      shell(),
      windowsWith({ faults: { stopAfterWrites: 4 } }),
      script,
    );
    assert.notEqual(exitCode, 0);
    assert.equal(stdout, '');
    assert.deepEqual(Object.keys(state.registry['HKLM\\SOFTWARE\\Test'] ?? {}), ['v1', 'v2', 'v3']);
  });

  it('gpoReverts puts a value back as soon as it is written', async () => {
    const faults = { gpoReverts: { 'HKLM\\SOFTWARE\\Test\\Value': 0 } };
    const { values } = await evaluate(
      shell(),
      windowsWith({ faults }),
      { read: `$key.SetValue('Value', 1, 'DWord'); $key.GetValue('Value')` },
      machine,
    );
    assert.equal(values['read'], 0);
  });

  it('serviceDiesAfter stops a service once something was written', async () => {
    const faults = { serviceDiesAfter: { service: 'AmazonSSMAgent', after: 'HKLM\\SOFTWARE\\Test\\Value' } };
    const { values } = await evaluate(
      shell(),
      windowsWith({ faults }),
      {
        before: `(Get-Service AmazonSSMAgent).Status`,
        after: `$key.SetValue('Value', 1); (Get-Service AmazonSSMAgent).Status`,
      },
      machine,
    );
    assert.deepEqual(values, { before: 'Running', after: 'Stopped' });
  });

  it('missingTool, hiveLocked and hiveMissing fail as Windows does', async () => {
    const node = windowsWith();
    const faults = { missingTool: ['auditpol.exe'], hiveLocked: [`${node.machineSid}-1001`], hiveMissing: ['default'] };
    const { values } = await evaluate(
      shell(),
      { ...node, faults },
      {
        tool: `& "$env:SystemRoot\\System32\\auditpol.exe" /backup /file:x`,
        locked: `& "$env:SystemRoot\\System32\\reg.exe" load HKU\\x C:\\Users\\operator\\NTUSER.DAT`,
        missing: `& "$env:SystemRoot\\System32\\reg.exe" load HKU\\x C:\\Users\\Default\\NTUSER.DAT`,
      },
    );
    assert.match(String(values['tool']), /CommandNotFoundException/);
    assert.match(String(values['locked']), /used by another process/);
    assert.match(String(values['missing']), /cannot find the file/);
  });
});
