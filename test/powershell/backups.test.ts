import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freshWindows } from '../../src/lab/windows-state.ts';
import { SimulatedNode } from './node.ts';
import { ownBaseline } from './own-baseline.ts';
import { usePowerShell } from './simulation.ts';

const OWN = 'HKLM\\SOFTWARE\\Own';
const BASELINE = `baseline: own
title: Own
settings:
  - { id: own-value, title: Own, kind: registry, address: { hive: HKLM, key: SOFTWARE\\Own, name: Value, type: REG_DWORD } }
controls:
  - { id: own, setting: own-value, expect: { equals: 1 } }
`;

describe('backups', function () {
  this.timeout(180_000);
  const shell = usePowerShell();

  describe('of more runs than are kept', () => {
    const node = new SimulatedNode(
      shell,
      ownBaseline(BASELINE, { config: 'keepBackups: 2' }),
      freshWindows({ release: 2022 }),
    );
    const runs = async () => (await readdir(join(node.programData, 'WinHarden', 'runs'))).sort();

    it('go, the oldest first', async () => {
      for (const run of ['r-4', 'r-3', 'r-2']) {
        node.state.registry[OWN] = { Value: { type: 'REG_DWORD', value: 7 } };
        await node.run('apply', ['-RunId', run]);
      }
      assert.deepEqual(await runs(), ['r-2', 'r-3']);
    });

    it('leave what a kept run needs to go back', async () => {
      const { report } = await node.run('rollback', ['-TargetRunId', 'r-2']);
      assert.deepEqual([report.error, report.controls[0]?.status], [null, 'Remediated']);
      assert.equal(node.state.registry[OWN]?.['Value']?.value, 7);
    });

    it('are told of when they are gone', async () => {
      const { report } = await node.run('rollback', ['-TargetRunId', 'r-4'], 1);
      assert.match(report.error ?? '', /no backup of run r-4/);
    });
  });

  describe('of one run', () => {
    const node = new SimulatedNode(shell, ownBaseline(BASELINE), freshWindows({ release: 2022 }));
    it('are what the report says they are, to the digest', async () => {
      const { report } = await node.run('apply', ['-RunId', 'one']);
      const bytes = await readFile(join(node.programData, 'WinHarden', 'runs', 'one', 'backup.json'));
      assert.equal(report.backup?.sha256, createHash('sha256').update(bytes).digest('hex'));
    });

    it('are not believed if anybody could have written them', async () => {
      node.state.faults = { owners: { 'backup.json': 'S-1-5-32-545' } };
      const { report } = await node.run('rollback', ['-TargetRunId', 'one'], 1);
      assert.match(report.error ?? '', /backup\.json belongs to S-1-5-32-545 .* not trusted$/);
      assert.equal(node.state.registry[OWN]?.['Value']?.value, 1, 'nothing is touched');
    });
  });
});

describe('a domain controller', function () {
  this.timeout(180_000);
  const shell = usePowerShell();
  const controller = () => ({
    ...freshWindows({ release: 2022 }),
    role: 'domainController' as const,
    domainJoined: true,
  });
  const refused = new SimulatedNode(shell, ownBaseline(BASELINE), controller());
  const allowed = new SimulatedNode(shell, ownBaseline(BASELINE, { allowDomainControllers: true }), controller());

  it('takes no part', async () => {
    for (const operation of ['audit', 'apply'] as const) {
      const { report } = await refused.run(operation, [], 1);
      assert.match(report.error ?? '', /^this node is a domain controller: .* \(--allow-dc lets it take part\)$/);
    }
  });

  it('does when it is allowed to, and goes back again', async () => {
    assert.equal((await allowed.run('apply', ['-RunId', 'one'])).report.controls[0]?.status, 'Remediated');
    assert.equal((await allowed.run('rollback', ['-TargetRunId', 'one'])).report.controls[0]?.status, 'Remediated');
  });
});
