import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { freshWindows } from '../../src/lab/windows-state.ts';
import { evaluate, usePowerShell, windowsWith } from './simulation.ts';

const guid = (code: string) => `{0CCE92${code}-69AE-11D9-BED3-505054503030}`;
const tool = `$auditpol = "$env:SystemRoot\\System32\\auditpol.exe"
$file = Join-Path ([IO.Path]::GetTempPath()) "$([Guid]::NewGuid()).csv"`;

describe('the simulated auditpol.exe', () => {
  const shell = usePowerShell();
  const backup = {
    code: '& $auditpol /backup "/file:$file" | Out-Null; $LASTEXITCODE',
    text: `[IO.File]::ReadAllText($file, [Text.Encoding]::GetEncoding('iso-8859-1'))`,
  };

  it('writes the rows and columns of a real backup', async () => {
    const { values } = await evaluate(shell(), windowsWith(), backup, tool);
    const real = await readFile(new URL('../fixtures/windows/auditpol-backup.csv', import.meta.url), 'utf8');
    const shape = (text: string) =>
      text
        .trim()
        .split(/\r?\n/)
        .map((line) => line.split(','))
        .map(([, target, name, id]) => [target, name, id]);
    assert.equal(values['code'], 0);
    assert.deepEqual(shape(String(values['text'])), shape(real));
  });

  it('will not overwrite a file, nor take a GUID that it does not know', async () => {
    const { values } = await evaluate(
      shell(),
      windowsWith(),
      {
        first: backup.code,
        second: backup.code,
        unknown: `& $auditpol /set '/subcategory:{00000000-69AE-11D9-BED3-505054503030}' /success:enable | Out-Null; $LASTEXITCODE`,
      },
      tool,
    );
    assert.deepEqual(values, { first: 0, second: 183, unknown: 87 });
  });

  it('sets several subcategories in one call and leaves alone the switch that is not named', async () => {
    const pair = `${guid('3F')},${guid('17')}`;
    const { values, state } = await evaluate(
      shell(),
      windowsWith(),
      { code: `& $auditpol /set '/subcategory:${pair}' /failure:enable | Out-Null; $LASTEXITCODE` },
      tool,
    );
    assert.equal(values['code'], 0);
    assert.deepEqual([state.auditPolicy[guid('3F')], state.auditPolicy[guid('17')]], [2, 3]);
  });

  it('restores what it backed up', async () => {
    const { state } = await evaluate(
      shell(),
      windowsWith(),
      {
        code: backup.code,
        set: `& $auditpol /set '/subcategory:${guid('15')}' /success:disable /failure:disable | Out-Null`,
        restore: '& $auditpol /restore "/file:$file" | Out-Null; $LASTEXITCODE',
      },
      tool,
    );
    assert.deepEqual(state.auditPolicy, windowsWith().auditPolicy);
  });

  for (const [culture, header] of [
    ['de-DE', /^Computername,/],
    ['fr-FR', /^Nom de l'ordinateur,/],
  ] as const) {
    it(`speaks the language of a ${culture} node, numbers and GUIDs apart`, async () => {
      const { values } = await evaluate(shell(), freshWindows({ release: 2022, culture }), backup, tool);
      const text = String(values['text']);
      assert.match(text, header);
      assert.match(text, new RegExp(`${guid('15')},[^,]+,,3\\r$`, 'm'));
      assert.doesNotMatch(text, /No Auditing/);
    });
  }
});
