import assert from 'node:assert/strict';
import { freshWindows } from '../../src/lab/windows-state.ts';
import { evaluate, usePowerShell, windowsWith } from './simulation.ts';

const toSid = (name: string) =>
  `[Security.Principal.NTAccount]::new('${name}').Translate([Security.Principal.SecurityIdentifier]).Value`;
const toName = (sid: string) =>
  `(New-Object System.Security.Principal.SecurityIdentifier '${sid}').Translate([System.Security.Principal.NTAccount]).Value`;

describe('the simulated identities', () => {
  const shell = usePowerShell();

  it('turns names into SIDs and back, local accounts included', async () => {
    const node = windowsWith();
    const { values } = await evaluate(shell(), node, {
      administrators: toSid('Administrators'),
      qualified: toSid('BUILTIN\\Backup Operators'),
      local: toSid('operator'),
      renamedBack: toName(`${node.machineSid}-500`),
      localAccount: toName('S-1-5-113'),
      unknown: toSid('nobody'),
      noWindowManager: toName('S-1-5-90-0'),
      invalid: `[Security.Principal.SecurityIdentifier]::new('S-x')`,
      elevated: `[Security.Principal.WindowsPrincipal]::new([Security.Principal.WindowsIdentity]::GetCurrent()).IsInRole('Administrator')`,
    });
    const notMapped = 'IdentityNotMappedException: Some or all identity references could not be translated.';
    assert.deepEqual(values, {
      administrators: 'S-1-5-32-544',
      qualified: 'S-1-5-32-551',
      local: `${node.machineSid}-1001`,
      renamedBack: `${node.computerName}\\Administrator`,
      localAccount: 'NT AUTHORITY\\Local account',
      unknown: notMapped,
      noWindowManager: notMapped,
      invalid: "ArgumentException: Value was invalid. (Parameter 'sddlForm')",
      elevated: true,
    });
  });

  it('resolves the Window Manager group where there is a desktop', async () => {
    const { values } = await evaluate(shell(), freshWindows({ release: 2022, core: false }), {
      name: toName('S-1-5-90-0'),
    });
    assert.equal(values['name'], 'Window Manager\\Window Manager Group');
  });

  it('knows only its own language', async () => {
    const node = freshWindows({ release: 2022, culture: 'de-DE' });
    const { values } = await evaluate(shell(), node, {
      german: toSid('Administratoren'),
      english: toSid('Administrators'),
      guest: `(Get-LocalUser | Where-Object { "$($_.SID)" -like '*-501' }).Name`,
      culture: `[Globalization.CultureInfo]::CurrentUICulture.Name`,
    });
    assert.equal(values['german'], 'S-1-5-32-544');
    assert.match(String(values['english']), /IdentityNotMapped/);
    assert.deepEqual([values['guest'], values['culture']], ['Gast', 'de-DE']);
  });
});
