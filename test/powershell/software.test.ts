import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeReport } from '../../src/core/report/model.ts';
import { type Download, dumpWindows, freshWindows, type WindowsState } from '../../src/lab/windows-state.ts';
import { usePowerShell } from './simulation.ts';
import { OwnNode } from './software.ts';

const URL = 'https://example.com/tools/Scanner Setup.exe'.replace(' ', '%20');
const S3 = 's3://my-bucket/tools/scanner.msi';
const AMAZON = 'CN="Amazon Web Services, Inc.", O="Amazon Web Services, Inc.", L=Seattle, C=US';
const digest = (text: string) => createHash('sha256').update(text).digest('hex');

/** Signed by Amazon, and installs a service. */
const SCANNER: Download = {
  status: 'Valid',
  signer: AMAZON,
  service: 'ScannerSvc',
  uninstaller: 'uninstall.exe /quiet FOLDER="C:\\Program Files\\Scanner\\\\" "two words"',
};
const ADDRESS = {
  product: 'Scanner',
  service: 'ScannerSvc',
  source: URL,
  sha256: digest(URL).toUpperCase(),
  signer: ['Amazon Services LLC', 'Amazon Web Services, Inc.'],
  arguments: ['/install', 'FOLDER=C:\\Program Files\\Scanner'],
  uninstall: {
    path: '%ProgramFiles%\\Scanner\\uninstall.exe',
    arguments: ['/quiet', 'FOLDER=C:\\Program Files\\Scanner\\', 'two words'],
  },
};

describe('software on a node', function () {
  this.timeout(180_000);
  const shell = usePowerShell();
  const windows = (downloads: Record<string, Download>, faults: WindowsState['faults'] = {}) => ({
    ...freshWindows({ release: 2022 }),
    downloads,
    faults,
  });
  const onNode = (state: WindowsState, address: object, body: (node: OwnNode) => Promise<void>) =>
    OwnNode.with(shell, state, [{ id: 'scanner', kind: 'installer', address }], body);
  const control = ({ controls }: NodeReport) => controls[0] as NodeReport['controls'][number];
  /** Nothing was installed, and what was downloaded is gone. */
  const untouched = async (node: OwnNode, before: WindowsState) => {
    assert.equal(dumpWindows(node.state), dumpWindows(before));
    const left = await readdir(join(node.programData, 'WinHarden'), { recursive: true });
    assert.deepEqual(
      left.filter((name) => /\.(exe|msi)$/.test(name)),
      [],
    );
  };

  it('is installed, stays so, and is uninstalled again by a rollback', async () => {
    const before = windows({ [URL]: SCANNER });
    await onNode(before, ADDRESS, async (node) => {
      assert.equal(control(await node.run('audit')).status, 'NonCompliant');
      const applied = await node.run('apply', ['-RunId', 'first']);
      assert.deepEqual(control(applied), {
        id: 'scanner',
        status: 'Remediated',
        found: 'removed',
        required: 'installed',
      });
      assert.deepEqual(applied.changes, [{ id: 'scanner', address: 'Scanner', before: 'removed', after: 'installed' }]);
      assert.equal(node.state.services['ScannerSvc']?.status, 'Running');
      assert.equal(control(await node.run('apply')).status, 'Compliant');
      assert.equal(control(await node.run('rollback', ['-TargetRunId', 'first'])).status, 'Remediated');
      await untouched(node, before);
    });
  });

  const refused: [what: string, download: Download, address: object, message: RegExp][] = [
    ['another digest', SCANNER, { sha256: 'a'.repeat(64) }, /has the SHA-256 [0-9a-f]{64}, not a{64}/],
    ['no signature', { service: 'ScannerSvc' }, {}, /signature of https.* is not valid: NotSigned/],
    ['a broken signature', { ...SCANNER, status: 'HashMismatch' }, {}, /not valid: HashMismatch/],
    [
      'another publisher',
      { ...SCANNER, signer: 'CN=Amazon Services LLC Ltd, C=US' },
      {},
      /is signed by CN=Amazon Services LLC Ltd, C=US, not by Amazon Services LLC or Amazon Web Services, Inc\./,
    ],
    ['too many bytes', { ...SCANNER, bytes: 2 ** 30 + 1 }, {}, /has 1073741825 bytes, more than the 1073741824/],
    [
      'an exit code of failure',
      { ...SCANNER, exitCode: 1603 },
      {},
      /the installer of Scanner ended with exit code 1603/,
    ],
    [
      'no end in time',
      { ...SCANNER, takes: 21 },
      { timeoutSeconds: 20 },
      /did not end within 20 seconds and was stopped/,
    ],
    ['a proxy that is needed', { ...SCANNER, proxy: 'http://proxy:3128/' }, {}, /could not be resolved: 'example.com'/],
  ];
  for (const [what, download, address, message] of refused) {
    it(`is not there after a download with ${what}`, async () => {
      const before = windows({ [URL]: download });
      await onNode(before, { ...ADDRESS, ...address }, async (node) => {
        const { status, message: said } = control(await node.run('apply'));
        assert.equal(status, 'Error');
        assert.match(said ?? '', message);
        await untouched(node, before);
      });
    });
  }

  it('is held by its digest alone or its signer alone, and fetched through a proxy', async () => {
    for (const [left, download] of [
      ['signer', { ...SCANNER, status: undefined }],
      ['sha256', { ...SCANNER, proxy: 'http://proxy:3128/' }],
    ] as const) {
      const address = { ...ADDRESS, proxy: left === 'sha256' ? 'http://proxy:3128/' : undefined, [left]: undefined };
      await onNode(windows({ [URL]: download as Download }), address, async (node) => {
        assert.equal(control(await node.run('apply')).status, 'Remediated');
      });
    }
  });

  it('says that a restart is due where its installer does', async () => {
    for (const [exitCode, due] of [
      [0, false],
      [1641, true],
      [3010, true],
    ] as const) {
      await onNode(windows({ [URL]: { ...SCANNER, exitCode } }), ADDRESS, async (node) => {
        const report = await node.run('apply');
        assert.deepEqual([control(report).status, report.rebootRequired], ['Remediated', due]);
      });
    }
  });

  const msi: Download = {
    content: Buffer.from('msi').toString('base64'),
    entry: {
      code: '{11111111-2222-3333-4444-555555555555}',
      values: { DisplayName: 'Scanner 3 (x64)', DisplayVersion: '3.3.1142', WindowsInstaller: 1 },
    },
    uninstaller: 'msiexec.exe /x {11111111-2222-3333-4444-555555555555} /qn /norestart',
  };
  const msiAddress = {
    product: 'Scanner',
    program: 'Scanner 3 *',
    source: S3,
    sha256: digest('msi'),
    arguments: ['ACCEPT=1'],
  };

  it('comes from S3 as a package of Windows Installer, which uninstalls it too', async () => {
    const before = windows({ [S3]: msi });
    await onNode(before, msiAddress, async (node) => {
      assert.equal(control(await node.run('apply', ['-RunId', 'first'])).status, 'Remediated');
      assert.equal(control(await node.run('rollback', ['-TargetRunId', 'first'])).status, 'Remediated');
      assert.deepEqual(
        Object.keys(node.state.registry).filter((key) => key.includes('{11111111')),
        [],
      );
    });
  });

  it('does not come from S3 to a node without the AWS Tools', async () => {
    const before = windows({ [S3]: msi }, { missingTool: ['Read-S3Object'] });
    await onNode(before, msiAddress, async (node) => {
      assert.match(
        control(await node.run('apply')).message ?? '',
        /needs the AWS Tools for PowerShell \(Read-S3Object\)/,
      );
      await untouched(node, before);
    });
  });

  const region = 'https://amazon-ssm-{region}.s3.{region}.amazonaws.com/agent.exe';
  const agent: Download = {
    ...SCANNER,
    service: undefined,
    entry: {
      code: '{99999999-2222-3333-4444-555555555555}',
      wow64: true,
      values: {
        DisplayName: 'Example Agent',
        DisplayVersion: '3.3.1142.0',
        QuietUninstallString: '"C:\\ProgramData\\Package Cache\\agent.exe" /uninstall /quiet',
      },
    },
    uninstaller: 'agent.exe /uninstall /quiet',
  };
  const agentAddress = {
    product: 'Agent',
    program: 'Example Agent',
    minimumVersion: '3.3.200',
    source: region,
    signer: 'Amazon Web Services, Inc.',
    arguments: ['/quiet'],
  };
  const agentUrl = region.replaceAll('{region}', 'eu-central-1');
  const uninstallKey =
    'HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{99999999-2222-3333-4444-555555555555}';
  const withVersion = (version: string | null): WindowsState => {
    const state = windows({ [agentUrl]: agent });
    const text = (value: string) => ({ type: 'REG_SZ', value });
    const values = {
      DisplayName: text('Example Agent'),
      ...(version !== null && { DisplayVersion: text(version) }),
    };
    return { ...state, registry: { ...state.registry, [uninstallKey]: values } };
  };

  it('is brought to a minimum version, for which numbers are compared as numbers', async () => {
    await onNode(withVersion('3.3.90.0'), agentAddress, async (node) => {
      node.env['AWS_SSM_REGION_NAME'] = 'eu-central-1';
      const applied = control(await node.run('apply', ['-RunId', 'first']));
      assert.deepEqual([applied.status, applied.found], ['Remediated', 'outdated 3.3.90.0']);
      assert.equal(control(await node.run('apply')).status, 'Compliant');
      const back = control(await node.run('rollback', ['-TargetRunId', 'first']));
      assert.equal(back.status, 'Error');
      assert.match(
        back.message ?? '',
        /Agent was outdated 3\.3\.90\.0, and going back to an older version is not poss/,
      );
      assert.equal(node.state.registry[uninstallKey]?.['DisplayVersion']?.value, '3.3.1142.0');
    });
  });

  it('is uninstalled by the quiet command that Windows lists, as data', async () => {
    const before = windows({ [agentUrl]: agent });
    await onNode(before, agentAddress, async (node) => {
      node.env['AWS_SSM_REGION_NAME'] = 'eu-central-1';
      assert.equal(control(await node.run('apply', ['-RunId', 'first'])).status, 'Remediated');
      assert.equal(control(await node.run('rollback', ['-TargetRunId', 'first'])).status, 'Remediated');
      assert.equal(node.state.registry[uninstallKey], undefined);
    });
  });

  it('has a version that cannot be read, or a Region that nobody knows: an error', async () => {
    await onNode(withVersion(null), agentAddress, async (node) => {
      const { status, message } = control(await node.run('audit'));
      assert.deepEqual([status, message], ['Error', 'the version of Agent could not be read']);
    });
    await onNode(withVersion('1.0'), agentAddress, async (node) => {
      assert.match(control(await node.run('apply')).message ?? '', /the Region of this node.* is not known/);
    });
  });

  it('is known by a file and its version', async () => {
    const file = 'C:\\Program Files\\Tool\\tool.exe';
    const address = { ...ADDRESS, service: undefined, file, minimumVersion: '2.0', uninstall: undefined };
    const state = { ...windows({ [URL]: { ...SCANNER, file, version: '2.1.0.0' } }), files: { [file]: '1.9.0.0' } };
    await onNode(state, address, async (node) => {
      const { status, found } = control(await node.run('apply'));
      assert.deepEqual([status, found], ['Remediated', 'outdated 1.9.0.0']);
    });
  });

  it('of AWS is installed by the settings that come with winharden', async () => {
    const inspector = 'https://inspector-agent.amazonaws.com/windows/installer/latest/AWSAgentInstall.exe';
    const agentSetup =
      'https://amazon-ssm-eu-west-1.s3.eu-west-1.amazonaws.com/latest/windows_amd64/AmazonSSMAgentSetup.exe';
    const downloads = {
      [inspector]: { status: 'Valid', signer: 'CN=Amazon Services LLC, C=US', service: 'AWSAgent' },
      [agentSetup]: {
        ...agent,
        entry: {
          ...agent.entry,
          values: { ...agent.entry?.values, DisplayName: 'Amazon SSM Agent', DisplayVersion: '3.3.2299.0' },
        },
      },
    } as Record<string, Download>;
    const before = windows(downloads);
    const [key = ''] = Object.keys(before.registry).filter((path) => path.includes('\\Uninstall\\'));
    Object.assign(before.registry[key] ?? {}, { DisplayVersion: { type: 'REG_SZ', value: '3.2.582.0' } });
    const settings = [{ id: 'inspector-classic-agent' }, { id: 'ssm-agent-version' }];
    await OwnNode.with(shell, before, settings, async (node) => {
      node.env['AWS_SSM_REGION_NAME'] = 'eu-west-1';
      const { controls } = await node.run('apply');
      assert.deepEqual(
        controls.map(({ status, found, message }) => [status, found, message]),
        [
          ['Remediated', 'removed', undefined],
          ['Remediated', 'outdated 3.2.582.0', undefined],
        ],
      );
    });
  });

  it('that AWS has given up is found, switched off and uninstalled by the settings that come with winharden', async () => {
    const source = 'https://inspector-agent.amazonaws.com/windows/installer/latest/AWSAgentInstall.exe';
    const code = '{11111111-2222-3333-4444-555555555555}';
    const values = {
      DisplayName: 'AWS Agent',
      QuietUninstallString: '"C:\\ProgramData\\Package Cache\\AWSAgentInstall.exe" /uninstall /quiet',
    };
    const classic: Download = {
      status: 'Valid',
      signer: 'CN=Amazon Services LLC, C=US',
      service: 'AWSAgent',
      entry: { code, values },
      uninstaller: 'AWSAgentInstall.exe /uninstall /quiet',
    };
    const settings = [
      { id: 'inspector-classic-service', value: 'disabled' },
      { id: 'inspector-classic-program', value: 'removed' },
    ];
    const before = windows({ [source]: classic });
    before.registry['HKLM\\SYSTEM\\CurrentControlSet\\Services\\AWSAgent'] = { Start: { type: 'REG_DWORD', value: 2 } };
    before.services['AWSAgent'] = { status: 'Running' };
    const uninstall = `HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\${code}`;
    before.registry[uninstall] = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, { type: 'REG_SZ', value }]),
    );
    await OwnNode.with(shell, before, settings.slice(0, 1), async (node) => {
      assert.deepEqual(
        [control(await node.run('audit')).found, control(await node.run('apply')).status],
        ['automatic', 'Remediated'],
      );
      assert.equal(node.state.services['AWSAgent']?.status, 'Stopped');
    });
    await OwnNode.with(shell, before, settings.slice(1), async (node) => {
      assert.equal(control(await node.run('audit')).found, 'installed');
      const { status, message } = control(await node.run('apply'));
      assert.equal(status, 'Remediated', message);
      assert.equal(node.state.services['AWSAgent'], undefined);
      assert.equal(control(await node.run('audit')).status, 'Compliant');
    });
  });

  it('is taken away where it must not be, and comes back with a rollback', async () => {
    const before = windows({ [URL]: SCANNER });
    const key = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\ScannerSvc';
    before.registry[key] = { Start: { type: 'REG_DWORD', value: 2 } };
    before.services['ScannerSvc'] = { status: 'Running' };
    const settings = [{ id: 'gone', kind: 'installer', address: ADDRESS, value: 'removed' }];
    await OwnNode.with(shell, before, settings, async (node) => {
      assert.equal(control(await node.run('apply', ['-RunId', 'first'])).status, 'Remediated');
      assert.equal(node.state.services['ScannerSvc'], undefined);
      assert.equal(control(await node.run('rollback', ['-TargetRunId', 'first'])).status, 'Remediated');
      assert.equal(dumpWindows(node.state), dumpWindows(before));
    });
  });

  it('is left to a person where nobody names a quiet way to uninstall it', async () => {
    await onNode(windows({ [URL]: SCANNER }), { ...ADDRESS, uninstall: undefined }, async (node) => {
      await node.run('apply', ['-RunId', 'first']);
      const { status, message } = control(await node.run('rollback', ['-TargetRunId', 'first']));
      assert.equal(status, 'Error');
      assert.match(message ?? '', /Scanner has to be uninstalled by hand/);
    });
  });
});
