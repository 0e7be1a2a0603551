import assert from 'node:assert/strict';
import { dumpWindows, freshWindows } from '../../src/lab/windows-state.ts';
import { SimulatedNode } from './node.ts';
import { ownBaseline } from './own-baseline.ts';
import { usePowerShell } from './simulation.ts';

const LOCKOUT = '{0CCE9217-69AE-11D9-BED3-505054503030}';
const FILES = '{0CCE921D-69AE-11D9-BED3-505054503030}';

const OWN = `
baseline: audit-flags
title: Two controls on one subcategory
settings:
  - { id: lockout, title: lockout, kind: auditPolicy, address: { subcategory: '${LOCKOUT}' } }
  - { id: files, title: files, kind: auditPolicy, address: { subcategory: '${FILES}' }, risk: service }
controls:
  - { id: files-success, setting: files, expect: { includes: [Success] } }
  - { id: files-failure, setting: files, expect: { includes: [Failure] } }
  - { id: lockout-success, setting: lockout, expect: { includes: [Success] } }
  - { id: lockout-failure, setting: lockout, expect: { includes: [Failure] } }
waivers:
  - { controls: [lockout-failure], reason: not wanted here }
`;

describe('two controls that add to one audit subcategory', function () {
  this.timeout(180_000);
  const start = freshWindows({ release: 2022 });
  start.auditPolicy = { ...start.auditPolicy, [FILES]: 0, [LOCKOUT]: 0 };
  const node = new SimulatedNode(usePowerShell(), ownBaseline(OWN), start);

  it('both hold after one apply; what is waived is not set', async () => {
    const { report } = await node.run('apply', ['-RunId', 'first']);
    assert.deepEqual(
      report.controls.map(({ id, status }) => `${id} ${status}`),
      ['files-success Remediated', 'files-failure Remediated', 'lockout-success Remediated', 'lockout-failure Waived'],
    );
    assert.deepEqual([node.state.auditPolicy[FILES], node.state.auditPolicy[LOCKOUT]], [3, 1]);
  });

  it('and both go back', async () => {
    const { report } = await node.run('rollback', ['-TargetRunId', 'first', '-RunId', 'back']);
    assert.deepEqual([...new Set(report.controls.map(({ status }) => status))], ['Remediated']);
    assert.equal(dumpWindows(node.state), dumpWindows(start));
  });
});
