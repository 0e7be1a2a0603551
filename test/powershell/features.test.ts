import assert from 'node:assert/strict';
import { dumpWindows, freshWindows, type WindowsState } from '../../src/lab/windows-state.ts';
import { usePowerShell } from './simulation.ts';
import { OwnNode, type OwnSetting } from './software.ts';

const SMB1 = ['FS-SMB1', 'FS-SMB1-CLIENT'];

/** SMB 1 with its client on, its server off. */
function withSmb1(): WindowsState {
  const state = freshWindows({ release: 2022 });
  for (const name of SMB1) (state.features[name] as { installed: boolean }).installed = true;
  return state;
}

describe('features by their DISM names', function () {
  this.timeout(180_000);
  const shell = usePowerShell();
  const gone = (optionalFeature: string): OwnSetting[] => [
    { id: 'gone', kind: 'feature', address: { optionalFeature }, value: 'removed' },
  ];

  it('are removed with their parts, say that a restart is due, and come back with exactly those', async () => {
    const before = withSmb1();
    await OwnNode.with(shell, before, gone('SMB1Protocol'), async (node) => {
      const applied = await node.run('apply', ['-RunId', 'first']);
      assert.deepEqual(applied.controls, [
        { id: 'gone', status: 'Remediated', found: 'installed', required: 'removed' },
      ]);
      assert.equal(applied.rebootRequired, true);
      assert.equal(node.state.features['FS-SMB1-CLIENT']?.installed, false);
      const back = await node.run('rollback', ['-TargetRunId', 'first']);
      assert.deepEqual([back.controls[0]?.status, back.error], ['Remediated', null]);
      assert.equal(dumpWindows(node.state), dumpWindows(before));
    });
  });

  it('are installed with what they are part of', async () => {
    const settings = [{ id: 'there', kind: 'feature', address: { optionalFeature: 'SMB1Protocol-Server' } }];
    await OwnNode.with(shell, freshWindows({ release: 2022 }), settings, async (node) => {
      assert.equal((await node.run('apply')).controls[0]?.status, 'Remediated');
      assert.equal(node.state.features['FS-SMB1']?.installed, true);
    });
  });

  it('are removed where this Windows does not know them', async () => {
    await OwnNode.with(shell, freshWindows({ release: 2022 }), gone('NoSuchThing'), async (node) => {
      assert.equal((await node.run('audit')).controls[0]?.status, 'Compliant');
    });
  });

  it('of container hosts are held back by a guard, by whichever name', async () => {
    const before = freshWindows({ release: 2022, container: true });
    await OwnNode.with(shell, before, gone('Containers'), async (node) => {
      const { status, message } = (await node.run('apply')).controls[0] ?? {};
      assert.equal(status, 'Waived');
      assert.match(message ?? '', /^guard: Containers and virtual machines/);
      assert.equal(dumpWindows(node.state), dumpWindows(before));
    });
  });
});
