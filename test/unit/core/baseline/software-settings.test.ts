import assert from 'node:assert/strict';
import { readCatalogue } from '../../../../src/core/baseline/catalogue.ts';
import { problemText } from '../../../../src/core/baseline/problem.ts';
import { schemaCheck, smallCatalogue } from './small-policy.ts';

/** The problems of a setting at an address, without their places. */
async function problemsOf(kind: string, address: object): Promise<string[]> {
  const setting = { id: 'own', title: 'Own', kind, address: JSON.parse(JSON.stringify(address)) };
  const text = JSON.stringify({ baseline: 'mine', title: 'Mine', settings: [setting] });
  const { problems } = await readCatalogue([{ path: 'my.yaml', text }], await schemaCheck(), await smallCatalogue());
  return problems.map(problemText).map((line) => line.replace(/^my\.yaml:\d+:\d+: /, ''));
}

const HASH = 'a'.repeat(64);
const INSTALLER = {
  product: 'Agent',
  service: 'AgentSvc',
  source: 'https://example.com/agent.exe',
  signer: 'Example Inc.',
  arguments: ['/quiet'],
};
const GPO = {
  name: 'Site policy',
  source: 's3://my-bucket/site.zip',
  sha256: HASH,
  lgpo: { source: 'https://example.com/LGPO.exe' },
};

describe('addresses of software', () => {
  const good: [string, string, object][] = [
    ['an https URL with its signer', 'installer', INSTALLER],
    [
      'a digest alone, as Get-FileHash writes it',
      'installer',
      { ...INSTALLER, signer: undefined, sha256: HASH.toUpperCase() },
    ],
    ['several signers', 'installer', { ...INSTALLER, signer: ['One', 'Two'] }],
    ['an object in S3', 'installer', { ...INSTALLER, source: 's3://my-bucket/tools/agent.msi' }],
    ['the Region in its source', 'installer', { ...INSTALLER, source: 'https://a.{region}.example.com/agent.exe' }],
    ['a file on the node', 'installer', { ...INSTALLER, source: 'C:\\images\\agent.exe' }],
    ['a minimum version of a program', 'installer', { ...INSTALLER, program: 'Agent *', minimumVersion: '3.2' }],
    [
      'all else',
      'installer',
      {
        ...INSTALLER,
        service: undefined,
        file: '%ProgramFiles%\\Agent\\agent.exe',
        proxy: 'http://proxy.example.com:3128',
        timeoutSeconds: 60,
        uninstall: { path: 'C:\\Program Files\\Agent\\uninstall.exe', arguments: ['/S'] },
      },
    ],
    ['a DISM name', 'feature', { optionalFeature: 'SMB1Protocol' }],
    ['GPO backups', 'gpo', GPO],
  ];
  for (const [what, kind, address] of good) {
    it(`may have ${what}`, async () => assert.deepEqual(await problemsOf(kind, address), []));
  }

  const bad: [string, string, object, RegExp][] = [
    ['plain http', 'installer', { ...INSTALLER, source: 'http://example.com/a.exe' }, /expected an https URL, s3:/],
    [
      'nothing to hold it by',
      'installer',
      { ...INSTALLER, signer: undefined },
      /expected what the file has to be: sha/,
    ],
    ['no proof', 'installer', { ...INSTALLER, service: undefined }, /expected what proves the installation: service/],
    ['a short digest', 'installer', { ...INSTALLER, sha256: 'a'.repeat(40) }, /SHA-256 of 64 hex digits in quotes/],
    ['a quote in an argument', 'installer', { ...INSTALLER, arguments: ['/a "b"'] }, /one argument without quotes/],
    ['every program', 'installer', { ...INSTALLER, program: '*' }, /a display name in Windows' list/],
    [
      'a version of words',
      'installer',
      { ...INSTALLER, program: 'A', minimumVersion: 'latest' },
      /a version in quotes/,
    ],
    ['a version of a service', 'installer', { ...INSTALLER, minimumVersion: '1.0' }, /exactly one of program, file/],
    ['a proxy with a password', 'installer', { ...INSTALLER, proxy: 'http://a:b@proxy' }, /a proxy as http:/],
    ['both names of a feature', 'feature', { feature: 'FS-SMB1', optionalFeature: 'SMB1Protocol' }, /exactly one of/],
    ['GPO backups without a digest', 'gpo', { ...GPO, sha256: undefined }, /"sha256" is missing/],
    [
      'GPO backups that are no zip',
      'gpo',
      { ...GPO, source: 'https://example.com/gpo' },
      /of a \.zip with GPO backups/,
    ],
    ['LGPO.exe over http', 'gpo', { ...GPO, lgpo: { source: 'http://example.com/LGPO.exe' } }, /of LGPO\.exe itself/],
  ];
  for (const [what, kind, address, message] of bad) {
    it(`are refused with ${what}`, async () => {
      const problems = await problemsOf(kind, address);
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0] ?? '', message);
    });
  }
});
