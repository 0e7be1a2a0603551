import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeReport } from '../../src/core/report/model.ts';
import { type Download, dumpWindows, freshWindows, type WindowsState } from '../../src/lab/windows-state.ts';
import { backup, registryPol } from './gpo-backup.ts';
import { usePowerShell } from './simulation.ts';
import { OwnNode } from './software.ts';

const SYSTEM_POLICY = 'SOFTWARE\\Policies\\Microsoft\\Windows\\Tested';
const TATTOO = 'SYSTEM\\CurrentControlSet\\Control\\Lsa';

const SOURCE = 's3://my-bucket/gpo/site.zip';
const LGPO = 'https://example.com/LGPO.exe';
const lgpo: Download = {
  lgpo: true,
  status: 'Valid',
  signer: 'CN=Microsoft Corporation, O=Microsoft Corporation, C=US',
};

describe('a Group Policy backup, applied by LGPO.exe', function () {
  this.timeout(180_000);
  const shell = usePowerShell();
  const archive = backup([[SYSTEM_POLICY, 'Enabled', 1]]);
  const onNode = (zip: Buffer, program: Download, body: (node: OwnNode, before: WindowsState) => Promise<void>) => {
    const downloads = { [SOURCE]: { content: zip.toString('base64') }, [LGPO]: program };
    const state = { ...freshWindows({ release: 2022 }), downloads };
    // The key is there, so that only the value comes and goes.
    state.registry[`HKLM\\${SYSTEM_POLICY}`] = { Other: { type: 'REG_DWORD', value: 7 } };
    const address = {
      name: 'Site policy',
      source: SOURCE,
      sha256: createHash('sha256').update(zip).digest('hex'),
      lgpo: { source: LGPO },
    };
    const settings = [{ id: 'policy', kind: 'gpo', address, value: 'applied' }];
    return OwnNode.with(shell, state, settings, (node) => body(node, state));
  };
  const control = ({ controls }: NodeReport) => controls[0] as NodeReport['controls'][number];
  const policyFolder = (node: OwnNode) => join(node.programData, 'Windows', 'System32', 'GroupPolicy');

  it('is applied once, and put back byte for byte with the settings that it brought', async () => {
    await onNode(archive, lgpo, async (node, before) => {
      const own = join(policyFolder(node), 'Machine', 'Registry.pol');
      await mkdir(join(policyFolder(node), 'Machine'), { recursive: true });
      await writeFile(own, registryPol([]));
      assert.equal(control(await node.run('audit')).found, 'notApplied');
      const applied = await node.run('apply', ['-RunId', 'first']);
      assert.deepEqual(
        [control(applied).status, applied.changes.map(({ address, after }) => [address, after])],
        ['Remediated', [['Site policy', 'applied']]],
      );
      assert.equal(node.state.registry[`HKLM\\${SYSTEM_POLICY}`]?.['Enabled']?.value, 1);
      assert.equal(node.state.accountPolicy['PasswordHistorySize'], 20);
      assert.equal(node.state.auditPolicy['{0CCE9215-69AE-11D9-BED3-505054503030}'], 0);
      assert.deepEqual(node.state.userRights['SeTcbPrivilege'], ['S-1-5-32-551']);
      assert.equal(control(await node.run('apply')).status, 'Compliant');
      const back = control(await node.run('rollback', ['-TargetRunId', 'first']));
      assert.equal(back.status, 'Remediated', back.message);
      assert.equal(dumpWindows(node.state), dumpWindows(before));
      assert.deepEqual(await readFile(own), registryPol([]));
      assert.deepEqual(await readdir(policyFolder(node), { recursive: true }), ['Machine', 'Machine/Registry.pol']);
    });
  });

  it('is held back unless its risk is accepted', async () => {
    await onNode(archive, lgpo, async (node, before) => {
      node.acceptRisk = [];
      const { status, message } = control(await node.run('apply'));
      assert.equal(status, 'Waived');
      assert.match(message ?? '', /^guard: LGPO\.exe writes whatever/);
      assert.equal(dumpWindows(node.state), dumpWindows(before));
    });
  });

  it('says what its rollback cannot reach: values outside the policy keys', async () => {
    const zip = backup([
      [SYSTEM_POLICY, 'Enabled', 1],
      [TATTOO, 'Tattooed', 1],
    ]);
    await onNode(zip, lgpo, async (node) => {
      await node.run('apply', ['-RunId', 'first']);
      const { status, message } = control(await node.run('rollback', ['-TargetRunId', 'first']));
      assert.equal(status, 'Error');
      assert.match(message ?? '', /the local policy was put back, but not: SYSTEM\\CurrentControlSet\\Control\\Lsa$/);
      assert.equal(node.state.registry[`HKLM\\${SYSTEM_POLICY}`]?.['Enabled'], undefined);
      assert.equal(control(await node.run('audit')).found, 'partlyApplied');
    });
  });

  it('is put back by a rollback where the node died while LGPO.exe ran', async () => {
    await onNode(archive, lgpo, async (node, before) => {
      node.state = { ...node.state, faults: { stopAfterWrites: 4 } };
      await assert.rejects(node.run('apply', ['-RunId', 'killed']));
      node.state = { ...node.state, faults: {} };
      assert.equal(node.state.registry[`HKLM\\${SYSTEM_POLICY}`]?.['Enabled']?.value, 1);
      assert.equal(control(await node.run('audit')).found, 'partlyApplied');
      const back = control(await node.run('rollback', ['-TargetRunId', 'killed']));
      assert.equal(back.status, 'Remediated', back.message);
      assert.equal(dumpWindows(node.state), dumpWindows(before));
    });
  });

  it('leaves nothing behind where LGPO.exe fails or is not of Microsoft', async () => {
    for (const [program, said] of [
      [{ ...lgpo, exitCode: 5 }, /LGPO\.exe ended with exit code 5; put back/],
      [{ ...lgpo, signer: 'CN=Somebody' }, /is signed by CN=Somebody, not by Microsoft Corporation/],
    ] as const) {
      await onNode(archive, program, async (node, before) => {
        const { status, message } = control(await node.run('apply'));
        assert.equal(status, 'Error');
        assert.match(message ?? '', said);
        assert.equal(dumpWindows(node.state), dumpWindows(before));
      });
    }
  });
});
