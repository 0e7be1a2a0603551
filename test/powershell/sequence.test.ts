import assert from 'node:assert/strict';
import type { NodeReport } from '../../src/core/report/model.ts';
import { dumpWindows, freshWindows, type WindowsState } from '../../src/lab/windows-state.ts';
import { SimulatedNode } from './node.ts';
import { renderScript } from './render.ts';
import { tally, unexplained } from './report.ts';
import { runScript, usePowerShell } from './simulation.ts';

const CERTIFICATES = {
  Root: [
    'D73CA91102A2204A36459ED32213B467D7CE97FB',
    'B8269F25DBD937ECAFD4C35A9838571723F2D026',
    '4ECB5CC3095670454DA1CBD410FC921F46B8564B',
    'D37ECF61C0B4ED88681EF3630C4E2FC787B37AEF',
  ],
  Disallowed: [
    '49CBE933151872E17C8EAE7F0ABA97FB610F6477',
    '9B74964506C7ED9138070D08D5F8B969866560C8',
    'D471CA32F7A692CE6CBB6196BD3377FE4DBCD106',
  ],
};

/** What no run can give a node: the certificates of the DoD, a TPM, UEFI with Secure Boot, and a domain's own SID. */
function ofTheDod(state: WindowsState): WindowsState {
  const stores = Object.entries(CERTIFICATES).flatMap(([store, list]) => list.map((thumbprint) => [store, thumbprint]));
  const keys = stores.map(
    ([store, print]) => `HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\${store}\\Certificates\\${print}`,
  );
  return {
    ...state,
    hardware: { ...state.hardware, tpm: true },
    registry: {
      ...state.registry,
      ...Object.fromEntries(keys.map((key) => [key, {}])),
      'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecureBoot\\State': {
        UEFISecureBootEnabled: { type: 'REG_DWORD', value: 1 },
      },
      'HKLM\\SECURITY\\Policy\\PolPrDmS': {
        '': { type: 'REG_NONE', value: '010400000000000515000000010000000200000003000000' },
      },
    },
  };
}

const nodes: [name: string, baseline: string, state: WindowsState][] = [
  ['cis-l1 on Server 2016', 'cis-l1', freshWindows({ release: 2016 })],
  ['cis-ng on Server 2022 Core', 'cis-ng', freshWindows({ release: 2022 })],
  ['cis-l1 on Server 2022 Core', 'cis-l1', freshWindows({ release: 2022 })],
  [
    'cis-l2 on a German Server 2022 with a desktop',
    'cis-l2',
    freshWindows({ release: 2022, core: false, culture: 'de-DE' }),
  ],
  ['cis-l1 on a French EKS node', 'cis-l1', freshWindows({ release: 2022, container: true, culture: 'fr-FR' })],
  ['msft on Server 2019 with a desktop', 'msft', freshWindows({ release: 2019, core: false })],
  ['msft on Server 2022', 'msft', freshWindows({ release: 2022 })],
  [
    'msft on Server 2025, member of a domain',
    'msft',
    { ...freshWindows({ release: 2025 }), role: 'member', domainJoined: true },
  ],
  ['stig on Server 2022', 'stig', ofTheDod(freshWindows({ release: 2022 }))],
  [
    'stig on Server 2019 with a desktop, member of a domain',
    'stig',
    ofTheDod({ ...freshWindows({ release: 2019, core: false }), role: 'member', domainJoined: true }),
  ],
  ['eks-node on an EKS node', 'eks-node', freshWindows({ release: 2022, container: true })],
  ['eks-node on Server 2019 with a desktop', 'eks-node', freshWindows({ release: 2019, core: false, container: true })],
  ['eks-node on Server 2025', 'eks-node', freshWindows({ release: 2025, container: true })],
];

for (const [name, baseline, start] of nodes) {
  describe(`${name}: audit, apply, audit, apply, rollback`, function () {
    this.timeout(180_000);
    this.bail(true);
    const node = new SimulatedNode(usePowerShell(), baseline, start);
    let applied: NodeReport;

    it('audits a fresh node, finds something, and changes nothing', async () => {
      const { report, starts } = await node.run('audit');
      assert.ok((tally(report)['NonCompliant'] ?? 0) > 0);
      assert.equal(tally(report)['Error'], undefined, unexplained(report).join('\n'));
      assert.equal(dumpWindows(node.state), dumpWindows(start));
      // One secedit, one auditpol; hives that nobody is logged on to are read from their files.
      assert.ok(starts <= 2, `${starts} processes`);
    });

    it('applies: everything that can be is put right', async () => {
      applied = (await node.run('apply', ['-RunId', 'first'])).report;
      assert.equal(applied.error, null);
      assert.deepEqual(unexplained(applied), []);
      assert.ok(applied.changes.length > 0);
      assert.ok(applied.backup !== null && applied.backup.entries > 0);
      assert.deepEqual(
        applied.vitalServices.filter(({ before, after }) => before !== after),
        [],
      );
    });

    it('audits again: Compliant, Waived, Manual or explained', async () => {
      const { report } = await node.run('audit');
      assert.deepEqual(unexplained(report), []);
      assert.equal(tally(report)['Remediated'], undefined);
    });

    it('applies again and changes nothing', async () => {
      const before = dumpWindows(node.state);
      const { report } = await node.run('apply', ['-RunId', 'second']);
      assert.deepEqual(report.changes, []);
      assert.equal(dumpWindows(node.state), before);
    });

    it('rolls back to what was there before, byte for byte', async () => {
      const { report } = await node.run('rollback', ['-TargetRunId', 'first', '-RunId', 'back']);
      assert.equal(report.error, null);
      assert.deepEqual(unexplained(report), []);
      assert.equal(dumpWindows(node.state), dumpWindows(start));
    });
  });
}

describe('a node that dies in the middle of apply', function () {
  this.timeout(180_000);
  const shell = usePowerShell();
  const start = freshWindows({ release: 2022, core: false });
  for (const write of [1, 2, 40, 150, 400]) {
    const node = new SimulatedNode(shell, 'cis-l2', start);
    it(`is rolled back to what it was, killed at write ${write}`, async () => {
      await node.runAndKill('apply', write, ['-RunId', 'killed']);
      const { report } = await node.run('rollback', ['-TargetRunId', 'killed']);
      assert.equal(report.error, null);
      assert.equal(dumpWindows(node.state), dumpWindows(start));
    });
  }
});

describe('the report', function () {
  this.timeout(180_000);
  const shell = usePowerShell();
  const node = new SimulatedNode(shell, 'cis-l1', freshWindows({ release: 2022, culture: 'de-DE' }));

  it('fits the 24,000 bytes that SSM returns when it is packed', async () => {
    const script = await renderScript('cis-l1', 'audit');
    const args = ['-ReportEncoding', 'gzip'];
    const plain = (await node.run('audit')).report;
    const { report } = await node.run('audit', args);
    const packed = await runScript(shell(), node.state, script, { args });
    assert.ok(packed.stdout.length < 24_000, `${packed.stdout.length} bytes`);
    assert.deepEqual(report.controls, plain.controls);
  });

  it('says what the node is', async () => {
    const { report } = await node.run('audit');
    const { release, build, core, role, containerHost, culture, users, computerName, instanceId } = report.node;
    const { state } = node;
    assert.deepEqual(
      { release, build, core, role, containerHost, culture, users, computerName, instanceId },
      {
        release: 2022,
        build: state.build,
        core: true,
        role: 'standalone',
        containerHost: false,
        culture: 'de-DE',
        users: 2,
        computerName: state.computerName,
        instanceId: state.instanceId,
      },
    );
  });
});
