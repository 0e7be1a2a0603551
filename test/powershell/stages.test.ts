import assert from 'node:assert/strict';
import type { NodeReport } from '../../src/core/report/model.ts';
import { dumpWindows, freshWindows } from '../../src/lab/windows-state.ts';
import { SimulatedNode } from './node.ts';
import { ownBaseline } from './own-baseline.ts';
import { usePowerShell } from './simulation.ts';

const LSA = 'SYSTEM\\CurrentControlSet\\Control\\Lsa';

/** A value of each risk, in an order that is not that of the risks. */
const BASELINE = `baseline: own
title: Own
settings:
  - { id: a-lockout, title: Locks out, kind: registry, address: { hive: HKLM, key: SOFTWARE\\Own, name: Lockout, type: REG_DWORD }, risk: lockout }
  - { id: a-service, title: Stops, kind: registry, address: { hive: HKLM, key: SOFTWARE\\Own, name: Service, type: REG_DWORD }, risk: service }
  - { id: a-reboot, title: Restarts, kind: registry, address: { hive: HKLM, key: SOFTWARE\\Own, name: Reboot, type: REG_DWORD }, risk: reboot, reboot: true }
  - { id: a-harmless, title: Harmless, kind: registry, address: { hive: HKLM, key: ${LSA}, name: OwnHarmless, type: REG_DWORD } }
controls:
  - { id: lockout, setting: a-lockout, expect: { equals: 1 } }
  - { id: service, setting: a-service, expect: { equals: 1 } }
  - { id: reboot, setting: a-reboot, expect: { equals: 1 } }
  - { id: harmless, setting: a-harmless, expect: { equals: 1 } }
  - { id: history, setting: password-history, expect: { atLeast: 24 }, set: 24 }
  - { id: threshold, setting: lockout-threshold, expect: { between: [1, 5] }, set: 5 }
`;

const outcome = ({ controls }: NodeReport) =>
  Object.fromEntries(controls.map(({ id, status, message = '' }) => [id, `${status} ${message}`.trim()]));

describe('an apply, stage by stage', function () {
  this.timeout(180_000);
  const shell = usePowerShell();
  const windows = () => freshWindows({ release: 2022, container: true });

  describe('where nothing goes wrong', () => {
    const node = new SimulatedNode(shell, ownBaseline(BASELINE), windows());
    it('sets the harmless first and what may lock out last, account policies together', async () => {
      const { report } = await node.run('apply', ['-RunId', 'one']);
      assert.deepEqual(
        report.changes.map(({ id }) => id),
        ['harmless', 'reboot', 'service', 'history', 'threshold', 'lockout'],
      );
      assert.equal(report.suspects, null);
      assert.equal(report.rebootRequired, true, 'a control that takes effect after a restart was set');
    });
  });

  describe('where a stage stops a vital service', () => {
    const start = windows();
    start.faults = { serviceDiesAfter: { service: 'containerd', after: 'HKLM\\SOFTWARE\\Own\\Service' } };
    const node = new SimulatedNode(shell, ownBaseline(BASELINE), start);
    it('goes no further, puts back what was set, and names the controls of that stage', async () => {
      const { report } = await node.run('apply', ['-RunId', 'one'], 1);
      assert.deepEqual(report.suspects, { risk: 'service', controls: ['service'] });
      assert.equal(report.error, 'the changes of risk service stopped containerd; everything was put back');
      assert.equal(report.restored, true);
      const put = 'NonCompliant put back, because containerd stopped';
      assert.deepEqual(outcome(report), {
        lockout: 'NonCompliant not set, because containerd stopped before',
        service: put,
        reboot: put,
        harmless: put,
        history: outcome(report)['history'],
        threshold: 'NonCompliant not set, because containerd stopped before',
      });
      assert.equal(dumpWindows(node.state), dumpWindows(start), 'containerd runs again, and nothing else is different');
    });
  });

  describe('where a vital service dies after the last change', () => {
    const start = windows();
    start.faults = { serviceDiesAfter: { service: 'kubelet', after: 'HKLM\\SOFTWARE\\Own\\Lockout', seconds: 4 } };
    const within = new SimulatedNode(shell, ownBaseline(BASELINE), structuredClone(start));
    it('notices within the settle time, and does not pretend to know which control it was', async () => {
      const { report } = await within.run('apply', ['-RunId', 'one'], 1);
      assert.equal(report.suspects, null);
      assert.equal(report.error, 'the changes stopped kubelet; everything was put back');
      assert.equal(dumpWindows(within.state), dumpWindows(start));
    });

    const later = new SimulatedNode(
      shell,
      ownBaseline(BASELINE, { config: 'settleSeconds: 1' }),
      structuredClone(start),
    );
    it('does not, when told to watch for a shorter time', async () => {
      assert.equal((await later.run('apply', ['-RunId', 'one'])).report.error, null);
    });
  });

  describe('where the service does not come back', () => {
    const start = windows();
    start.faults = { serviceDiesAfter: { service: 'MyAgent', after: 'HKLM\\SOFTWARE\\Own' } };
    start.services['MyAgent'] = { status: 'Running' };
    start.registry['HKLM\\SYSTEM\\CurrentControlSet\\Services\\MyAgent'] = { Start: { type: 'REG_DWORD', value: 4 } };
    const node = new SimulatedNode(shell, ownBaseline(BASELINE, { config: 'vitalServices: [MyAgent]' }), start);
    it('says so', async () => {
      const { report } = await node.run('apply', ['-RunId', 'one'], 1);
      assert.match(report.error ?? '', /everything was put back; MyAgent could not be started again$/);
    });
  });
});
