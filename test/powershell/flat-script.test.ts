import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { renderDocument } from '../../src/actions/render-document.ts';
import { createApp } from '../../src/app.ts';
import { flatScript } from '../../src/core/script/powershell-text.ts';
import { freshWindows } from '../../src/lab/windows-state.ts';
import { SimulatedNode } from './node.ts';
import { renderScript } from './render.ts';
import { usePowerShell } from './simulation.ts';

const GIVEN: Record<string, string> = { RunId: 'first', ReportEncoding: 'json', Reboot: 'never', TargetRunId: 'first' };

describe('a script without indentation, comments and blank lines', function () {
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
