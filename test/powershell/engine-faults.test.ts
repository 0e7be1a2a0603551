import assert from 'node:assert/strict';
import type { NodeReport } from '../../src/core/report/model.ts';
import { dumpWindows, freshWindows, type WindowsState } from '../../src/lab/windows-state.ts';
import { SimulatedNode } from './node.ts';
import { tally } from './report.ts';
import { usePowerShell } from './simulation.ts';

const lsa = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa';
const statusOf = (report: NodeReport, id: string) => report.controls.find((control) => control.id === id)?.status;

describe('the engine on a node where things go wrong', function () {
  this.timeout(180_000);
  const shell = usePowerShell();

  /** A test on a fresh node of its own; the faults may name what is on the node. */
  function onNode(
    title: string,
    faults: (state: WindowsState) => WindowsState['faults'],
    test: (node: SimulatedNode) => Promise<void>,
  ): void {
    describe(title, () => {
      const state = freshWindows({ release: 2022, container: true });
      const node = new SimulatedNode(shell, 'cis-l1', { ...state, faults: faults(state) });
      it('is reported and stays in bounds', () => test(node));
    });
  }

  onNode(
    'a vital service dies while settings are written',
    () => ({ serviceDiesAfter: { service: 'kubelet', after: `${lsa}\\` } }),
    async (node) => {
      const start = dumpWindows(node.state);
      const { report } = await node.run('apply', ['-RunId', 'lost'], 1);
      assert.equal(report.restored, true);
      const lost = report.vitalServices.find(({ name }) => name === 'kubelet');
      assert.deepEqual([lost?.before, report.error !== null], ['Running', true]);
      // All is as it was but the service itself, which may have been started again.
      node.state.services['kubelet'] = { status: 'Running' };
      assert.equal(dumpWindows(node.state), start);
    },
  );

  onNode(
    'secedit fails',
    () => ({ seceditExit1: true }),
    async (node) => {
      const { report } = await node.run('apply');
      assert.deepEqual([statusOf(report, '1.1.1'), statusOf(report, '2.2.8')], ['Error', 'Error']);
      assert.ok((tally(report)['Remediated'] ?? 0) > 200, 'the rest is applied all the same');
    },
  );

  onNode(
    'secedit ends with a warning',
    () => ({ seceditExit3: true }),
    async (node) => {
      const { report } = await node.run('apply');
      assert.deepEqual([statusOf(report, '1.1.1'), statusOf(report, '2.2.8')], ['Remediated', 'Remediated']);
    },
  );

  onNode(
    'a group policy takes a value back',
    () => ({ gpoReverts: { [`${lsa}\\LmCompatibilityLevel`]: 3 } }),
    async (node) => {
      const { report } = await node.run('apply');
      assert.equal(statusOf(report, '2.3.11.7'), 'NonCompliant');
    },
  );

  onNode(
    'a key is closed to everybody, another to writers',
    () => ({
      denyKeys: [lsa],
      readOnlyKeys: [
        'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Netlogon\\Parameters',
        'HKLM\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer',
      ],
    }),
    async (node) => {
      const { report } = await node.run('apply');
      assert.equal(statusOf(report, '2.3.11.7'), 'Error');
      assert.equal(statusOf(report, '2.3.9.2'), 'Error');
      assert.equal(statusOf(report, '2.3.6.4'), 'Compliant');
    },
  );

  onNode(
    "one user's hive is in use",
    (state) => ({ hiveLocked: [`${state.machineSid}-1001`] }),
    async (node) => {
      const { report } = await node.run('apply');
      assert.equal(statusOf(report, '19.5.1.1'), 'Error');
      const other = node.state.users[`${node.state.machineSid}-500`]?.registry ?? {};
      assert.ok(
        Object.keys(other).some((key) => key.includes('PushNotifications')),
        'the others are written',
      );
      assert.ok(
        Object.values(node.state.users).every(({ mount }) => mount === undefined),
        'no hive stays loaded',
      );
    },
  );

  onNode(
    'auditpol is not there',
    () => ({ missingTool: ['auditpol.exe'] }),
    async (node) => {
      const { report } = await node.run('audit');
      assert.equal(statusOf(report, '17.1.1'), 'Error');
      assert.equal(statusOf(report, '1.1.1'), 'NonCompliant');
    },
  );

  onNode(
    'somebody changed a value after apply',
    () => ({}),
    async (node) => {
      await node.run('apply', ['-RunId', 'first']);
      const value = node.state.registry[lsa]?.['LmCompatibilityLevel'];
      assert.ok(value);
      value.value = 4;
      const { report } = await node.run('rollback', ['-TargetRunId', 'first']);
      assert.equal(statusOf(report, '2.3.11.7'), 'NonCompliant');
      assert.equal(node.state.registry[lsa]?.['LmCompatibilityLevel']?.value, 4);
      assert.equal(statusOf(report, '1.1.1'), 'Remediated');
    },
  );
});
