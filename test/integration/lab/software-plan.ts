import { createHash } from 'node:crypto';
import type { Download } from '../../../src/lab/windows-state.ts';

const url = (name: string) => `https://example.com/${name}`;
const signer = 'Example Inc.';
const signed = { status: 'Valid', signer: 'CN=Example Inc., C=US' } as const;
const code = '{11111111-2222-3333-4444-555555555555}';
const product = (name: string) => ({
  product: name,
  service: name,
  source: url(`${name}.exe`),
  signer,
  arguments: ['/install'],
});
const tool = 'C:\\Tool\\tool.exe';

/** What the nodes of the software plan can download. */
export const SOFTWARE: Record<string, Download> = {
  [url('good.exe')]: { ...signed, service: 'good', uninstaller: 'remove.exe /S', exitCode: 3010 },
  's3://my-bucket/package.msi': {
    content: Buffer.from('package').toString('base64'),
    entry: { code, values: { DisplayName: 'Package 2', DisplayVersion: '2.0', WindowsInstaller: 1 } },
    uninstaller: `msiexec.exe /x ${code} /qn /norestart`,
  },
  [url('forged.exe')]: { ...signed, signer: 'CN=Somebody', service: 'forged' },
  [url('slow.exe')]: { ...signed, service: 'slow', takes: 700 },
  [url('tool.exe')]: { ...signed, file: tool, version: '2.1.0.0' },
};

/** A plan by hand with software that is good, forged, slow, outdated, unknown and not over https, and a feature by its DISM name. */
export const SOFTWARE_PLAN = {
  format: 1,
  baseline: 'software',
  hash: 'b'.repeat(64),
  vitalServices: ['AmazonSSMAgent'],
  settleSeconds: 1,
  keepBackups: 2,
  risks: {},
  reboot: [],
  groups: [
    {
      feature: [['s-6', { optionalFeature: 'SMB1Protocol' }, 'removed']],
      installer: [
        ['s-1', { ...product('good'), uninstall: { path: 'C:\\Good\\remove.exe', arguments: ['/S'] } }, 'installed'],
        [
          's-2',
          {
            product: 'package',
            program: 'Package *',
            minimumVersion: '2.0.0.0',
            source: 's3://my-bucket/package.msi',
            sha256: createHash('sha256').update('package').digest('hex'),
            arguments: [],
          },
          'installed',
        ],
        ['s-3', product('forged'), 'installed'],
        ['s-4', product('slow'), 'installed'],
        ['s-5', { ...product('tool'), service: undefined, file: tool, minimumVersion: '2.0' }, 'installed'],
        ['s-7', product('unknown'), 'installed'],
        ['s-8', { ...product('plain'), source: 'http://example.com/plain.exe' }, 'installed'],
      ],
    },
  ],
};
