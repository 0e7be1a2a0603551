import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { renderDocument } from '../../src/actions/render-document.ts';
import { createApp } from '../../src/app.ts';
import { OPERATIONS } from '../../src/core/plan/model.ts';
import { flatScript } from '../../src/core/script/powershell-text.ts';
import { freshWindows } from '../../src/lab/windows-state.ts';
import { SimulatedNode } from './node.ts';
import { renderScript } from './render.ts';
import { runScript, usePowerShell } from './simulation.ts';

const GIVEN: Record<string, string> = { RunId: 'first', ReportEncoding: 'json', Reboot: 'never', TargetRunId: 'first' };

describe('a script without what its code does not need', function () {
  this.timeout(180_000);

  describe('does what the other does', () => {
    const shell = usePowerShell();
    const plain = new SimulatedNode(shell, 'eks-node', freshWindows({ release: 2022, container: true }));
    const flat = new SimulatedNode(
      shell,
      async (operation) => flatScript(await renderScript('eks-node', operation)),
      freshWindows({ release: 2022, container: true }),
    );

    it('in apply and rollback', async () => {
      for (const [operation, args] of [
        ['apply', ['-RunId', 'first']],
        ['rollback', ['-RunId', 'back', '-TargetRunId', 'first']],
      ] as const) {
        const [one, other] = [await plain.run(operation, [...args]), await flat.run(operation, [...args])];
        assert.deepEqual(other.report.controls, one.report.controls);
        assert.deepEqual(other.report.changes, one.report.changes);
      }
    });
  });

  describe('is made of the same words and signs', () => {
    const shell = usePowerShell();
    /** The code in an expandable text has braces too; text itself stays to the last blank. */
    const TOKENS = `
function Get-Word($Name) {
    $tokens = $problems = $null
    [void] [Management.Automation.Language.Parser]::ParseFile("$env:ProgramData/$Name.ps1", [ref] $tokens, [ref] $problems)
    if ($problems) { throw "$Name $problems" }
    foreach ($token in $tokens) {
        if ($token.Kind -in 'NewLine', 'Comment', 'EndOfInput') { continue }
        $text = $token.Text
        if ($token.Kind -eq 'StringExpandable') { $text = $text -replace '(?<=\\{) | (?=\\})', '' }
        "$($token.Kind) $text"
    }
}
$plain = @(Get-Word plain)
$flat = @(Get-Word flat)
for ($i = 0; $i -lt $plain.Count; $i++) { if ($plain[$i] -cne $flat[$i]) { "$i $($plain[$i]) became $($flat[$i])"; break } }
"$($plain.Count) and $($flat.Count)"
`;

    for (const operation of OPERATIONS)
      it(`for ${operation}`, async () => {
        const programData = await mkdtemp(join(tmpdir(), 'winharden-flat-'));
        const plan = await renderScript('stig', operation);
        await writeFile(join(programData, 'plain.ps1'), plan);
        await writeFile(join(programData, 'flat.ps1'), flatScript(plan));
        const { stdout, stderr } = await runScript(shell(), freshWindows({ release: 2022 }), TOKENS, { programData });
        await rm(programData, { recursive: true });
        assert.equal(stderr, '');
        assert.match(stdout.trim(), /^(\d+) and \1$/);
      });
  });

  describe('is how stig fits into its document', () => {
    const node = new SimulatedNode(
      usePowerShell(),
      async (operation) => {
        const { text } = await renderDocument(createApp({}), {
          baseline: 'stig',
          operation,
          format: 'ssm-yaml',
          include: [],
        });
        const script = String(parse(text).mainSteps[0].inputs.runCommand[0]);
        return script.replace(/\{\{ (\w+) \}\}/g, (_, name: string) => GIVEN[name] ?? '');
      },
      freshWindows({ release: 2025 }),
    );

    it('and works on a node, which lacks only what no run can give it', async () => {
      const { report } = await node.run('apply');
      const wrong = report.controls.filter(({ status }) => status === 'NonCompliant' || status === 'Error');
      assert.equal(report.error, null);
      assert.deepEqual(
        wrong.map(({ id, message }) => [id, /^(.*: )?only looked at, never set/.test(message ?? '')]).sort(),
        ['V-278031', 'V-278032', 'V-278192', 'V-278193', 'V-278194'].map((id) => [id, true]),
      );
    });
  });
});
