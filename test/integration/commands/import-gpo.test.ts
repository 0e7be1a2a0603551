import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { FAST_LAB, refuses, resultOf, tempFolder, winharden } from './winharden.ts';

const SAMPLES = join(import.meta.dirname, '../../fixtures/gpo');

interface Outcome {
  outcome: string;
  errors: number;
  compliant: number;
  remediated: number;
  waived: number;
}

describe('baseline import-gpo', function () {
  this.timeout(120_000);
  const home = tempFolder();
  after(home.remove);
  const run = (...args: string[]) => winharden(args, home.path);
  const sample = (name: string) => join(SAMPLES, name);

  it('writes a baseline that validates, and nodes can be held to it like to any other', async () => {
    const out = join(home.path, 'stig.yaml');
    const told = await run('baseline', 'import-gpo', sample('stig-ws2019-member'), '--standalone', '--out', out);
    equal(told.code, 0, told.stderr);
    match(told.stdout, /Written .*stig\.yaml: baseline stig-ws2019-member, 163 controls from "stig-ws2019-member"/);
    match(told.stdout, /2 left out for hosts in no domain:\n.*\n +SeDenyNetworkLogonRight for S-1-5-113/);
    match((await run('baseline', 'validate', out)).stdout, /No problems in 1 files: 0 settings, .* 163 controls/);
    const lab = { ...FAST_LAB, WINHARDEN_LAB_NODES: '1' };
    const args = ['--baseline', out, '--tag', 'eks:nodegroup=windows-ng', '--lab', '--json'];
    const applied = await winharden(['apply', '--yes', ...args], home.path, lab);
    const { nodes } = resultOf(applied, 'run-result') as unknown as { nodes: { outcomes: Outcome[] } };
    deepEqual(
      nodes.outcomes.map(({ outcome, errors, compliant, remediated, waived }) => [
        outcome,
        errors,
        compliant + remediated + waived,
      ]),
      [['Remediated', 0, 163]],
    );
  });

  it('prints the file itself without --out, and says on stderr what is not in it', async () => {
    const { stdout, stderr, code } = await run('baseline', 'import-gpo', sample('nsa-certificates'));
    equal(code, 0);
    match(stdout, /^# Imported by winharden from nsa-certificates/);
    match(stdout, /\n# Not imported:\n(# - .*\n){27}# - .*creates the key/);
    match(stderr, /Warning: 28 things could not be imported/);
  });

  it('answers the same as data, and warns of what locks people out', async () => {
    const ended = await run('baseline', 'import-gpo', sample('stig-ws2019-member'), '--as', 'mine', '--json');
    const result = resultOf(ended, 'baseline-import-gpo-result');
    deepEqual([result['baseline'], result['controls'], result['unsupported'], result['out']], ['mine', 163, [], null]);
    match(String(JSON.parse(ended.stdout).warnings[0]), /SeDenyNetworkLogonRight .*--standalone/);
  });

  it('reads an archive, of which one GPO is chosen by its display name', async () => {
    const name = 'DomainSysvol/GPO/Machine/registry.pol';
    const pol = readFileSync(join(sample('community-ws2025-member'), name));
    const info = (display: string) =>
      Buffer.from(`<BackupInst><GPODisplayName>${display}</GPODisplayName></BackupInst>`);
    const other = Buffer.from(pol);
    other.writeUInt32LE(7, other.length - 6);
    const path = join(home.path, 'toolkit.zip');
    const files = {
      'Toolkit/GPOs/{1}/bkupInfo.xml': info('MSFT Server'),
      [`Toolkit/GPOs/{1}/${name}`]: pol,
      'Toolkit/GPOs/{2}/bkupInfo.xml': info('MSFT Domain Controller'),
      [`Toolkit/GPOs/{2}/${name}`]: other,
    };
    writeFileSync(path, zipSync(files));
    const command = ['baseline', 'import-gpo', path];
    await refuses(
      command,
      home.path,
      {},
      {
        exit: 2,
        code: 'ConflictingGpos',
        message: /"MSFT Domain Controller" .* but "MSFT Server"/,
        next: /--gpo NAME/,
      },
    );
    const result = resultOf(await run(...command, '--gpo', 'msft server', '--json'), 'baseline-import-gpo-result');
    deepEqual([result['baseline'], result['title'], result['controls']], ['msft-server', 'MSFT Server', 189]);
    doesNotMatch(String(result['text']), /Domain Controller/);
  });

  it('refuses what is no backup', async () => {
    const refused = (args: string[], code: string, message: RegExp) =>
      refuses(['baseline', 'import-gpo', ...args], home.path, {}, { exit: 2, code, message, next: /./ });
    await refused([join(home.path, 'nowhere')], 'UnreadableFile', /no such file or folder/);
    await refused([home.path], 'NoGpo', /holds no GPO backup/);
    await refused(
      [join(sample('nsa-firewall'), '..', 'README.md')],
      'UnreadableGpo',
      /neither a folder nor a whole zip/,
    );
    await refused([sample('nsa-firewall'), '--gpo', 'other'], 'UnknownGpo', /no GPO "other"/);
  });
});
