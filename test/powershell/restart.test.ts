import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dumpWindows, freshWindows, type WindowsState } from '../../src/lab/windows-state.ts';
import { SimulatedNode } from './node.ts';
import { ownBaseline } from './own-baseline.ts';
import { usePowerShell } from './simulation.ts';

const PENDING = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending';
const BASELINE = `baseline: own
title: Own
settings:
  - { id: own-value, title: Own, kind: registry, address: { hive: HKLM, key: SOFTWARE\\Own, name: Value, type: REG_DWORD }, reboot: true }
  - { id: other-value, title: Other, kind: registry, address: { hive: HKLM, key: SOFTWARE\\Own, name: Other, type: REG_SZ } }
controls:
  - { id: own, setting: own-value, expect: { equals: 1 } }
  - { id: other, setting: other-value, expect: { equals: done } }
`;
const RESTART = ['-Reboot', 'if-required'];

describe('an operation that restarts Windows', function () {
  this.timeout(180_000);
  const shell = usePowerShell();
  const start = freshWindows({ release: 2022, container: true });
  const newNode = (state: WindowsState = structuredClone(start)) =>
    new SimulatedNode(shell, ownBaseline(BASELINE), state);
  const kept = async ({ programData }: SimulatedNode) => (await readdir(join(programData, 'WinHarden'))).sort();

  describe('apply, then rollback', () => {
    const node = newNode();
    it('says nothing before the restart, and after it reports once what it did before', async () => {
      await node.runToRestart('apply', ['-RunId', 'one', ...RESTART]);
      assert.deepEqual(await kept(node), ['restart.json', 'runs']);
      const { report } = await node.run('apply', ['-RunId', 'one', ...RESTART]);
      assert.deepEqual(
        [report.rebooted, report.rebootPending, report.rebootRequired, report.error],
        [true, false, false, null],
      );
      assert.deepEqual(
        report.controls.map(({ status, found }) => [status, found]),
        [
          ['Remediated', null],
          ['Remediated', null],
        ],
      );
      assert.equal(report.changes.length, 2);
      assert.equal(report.backup?.entries, 2);
      assert.ok(report.vitalServices.some(({ name, before, after }) => name === 'kubelet' && before === after));
      assert.deepEqual(await kept(node), ['runs']);
    });

    it('does not restart where nothing asks for it', async () => {
      const { report } = await node.run('apply', ['-RunId', 'two', ...RESTART]);
      assert.deepEqual([report.rebooted, report.changes], [false, []]);
    });

    it('restarts after a rollback of what needs it, and reports what was put back', async () => {
      const args = ['-TargetRunId', 'one', '-RunId', 'back', ...RESTART];
      await node.runToRestart('rollback', args);
      const { report } = await node.run('rollback', args);
      assert.deepEqual([report.rebooted, report.error, report.changes.length], [true, null, 2]);
      assert.deepEqual(
        report.controls.map(({ status }) => status),
        ['Remediated', 'Remediated'],
      );
      assert.equal(dumpWindows(node.state), dumpWindows(start));
    });
  });

  describe('what a restart changes', () => {
    const node = newNode();
    it('is found by the look after it: a value that went back is not Remediated', async () => {
      await node.runToRestart('apply', ['-RunId', 'one', ...RESTART]);
      const value = node.state.registry['HKLM\\SOFTWARE\\Own']?.['Value'];
      assert.ok(value);
      value.value = 0;
      const { report } = await node.run('apply', ['-RunId', 'one', ...RESTART]);
      assert.deepEqual(
        report.controls.map(({ status }) => status),
        ['NonCompliant', 'Remediated'],
      );
    });
  });

  describe('a vital service that does not come back', () => {
    const node = newNode();
    it('has everything put back', async () => {
      await node.runToRestart('apply', ['-RunId', 'one', ...RESTART]);
      node.state.services['containerd'] = { status: 'Stopped' };
      const { report } = await node.run('apply', ['-RunId', 'one', ...RESTART], 1);
      assert.deepEqual([report.rebooted, report.restored], [true, true]);
      assert.equal(report.error, 'the changes stopped containerd; everything was put back');
      assert.equal(dumpWindows(node.state), dumpWindows(start));
    });
  });

  describe('a restart that was due before', () => {
    const state = structuredClone(start);
    state.registry[PENDING] = {};
    const node = newNode(state);
    it('is told by an audit, which never restarts anything', async () => {
      const { report } = await node.run('audit');
      assert.deepEqual([report.rebootPending, report.rebootRequired, report.rebooted], [true, true, false]);
    });

    it('is told by an apply that may not restart', async () => {
      const { report } = await node.run('apply', ['-RunId', 'one']);
      assert.deepEqual([report.rebootPending, report.rebootRequired, report.rebooted], [true, true, false]);
    });

    it('is carried out by one that may, and asked for once only', async () => {
      await node.runToRestart('apply', ['-RunId', 'two', ...RESTART]);
      const { report } = await node.run('apply', ['-RunId', 'two', ...RESTART]);
      assert.deepEqual([report.rebootPending, report.rebootRequired, report.rebooted], [true, true, true]);
      assert.ok(report.vitalServices.some(({ name, after }) => name === 'kubelet' && after === 'Running'));
    });
  });

  describe('what another command left', () => {
    const node = newNode();
    it('is not taken for its own', async () => {
      await node.runToRestart('apply', ['-RunId', 'one', ...RESTART]);
      node.commandId = 'another-command';
      const { report } = await node.run('apply', ['-RunId', 'two', ...RESTART]);
      assert.deepEqual([report.rebooted, report.runId, report.changes], [false, 'two', []]);
    });

    it('is not believed if anybody could have written it', async () => {
      node.state.registry[PENDING] = {};
      await node.runToRestart('apply', ['-RunId', 'three', ...RESTART]);
      node.state.faults = { owners: { 'restart.json': 'S-1-5-21-1-2-3-1001' } };
      const { report } = await node.run('apply', ['-RunId', 'three', ...RESTART], 1);
      assert.match(report.error ?? '', /restart\.json belongs to S-1-5-21-1-2-3-1001 .* not trusted$/);
    });
  });
});
