import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refuses, resultOf, tempFolder, winharden } from './winharden.ts';

const EXAMPLES = fileURLToPath(new URL('../../../examples/eksctl/', import.meta.url));
const BIN = fileURLToPath(new URL('../../../bin/run.js', import.meta.url));
const example = (name: string) => readFileSync(join(EXAMPLES, name), 'utf8');

interface Lint {
  findings: { rule: string; file: string; waived: string | null }[];
  fixed: { rule: string }[];
  counts: { error: number; warning: number; note: number; waived: number };
  files: { diff: string; windowsNodeGroups: number }[];
}

describe('eksctl manifests', function () {
  this.timeout(60_000);
  const home = tempFolder();
  after(home.remove);
  const path = (name: string) => join(home.path, name);
  const run = (...args: string[]) => winharden(['eksctl', ...args], home.path);
  const refused = (args: string[], code: string, message: RegExp, next: RegExp) =>
    refuses(['eksctl', ...args], home.path, {}, { exit: 2, code, message, next });
  const GENERATE = ['generate', '--cluster', 'shop', '--region', 'eu-west-1'];

  it('are judged with places, and end with 3 where --fail-on says so', async () => {
    const weak = join(EXAMPLES, 'weak.yaml');
    const told = await run('lint', weak);
    equal(told.code, 3);
    match(told.stdout, /weak\.yaml:7:12: error: found 1\.33, expected text \[wrong-value\]\n/);
    match(
      told.stdout,
      /\d+ errors, \d+ warnings, \d+ notes, 1 waived \(3 Windows node groups in 1 file; 1 other not judged\)\n$/,
    );
    const { counts } = resultOf<Lint>(
      await run('lint', weak, join(EXAMPLES, 'hardened.yaml'), '--json'),
      'eksctl-lint-result',
      3,
    );
    equal(counts.waived, 2);
    equal((await run('lint', join(EXAMPLES, 'hardened.yaml'), '--fail-on', 'note')).code, 0);
  });

  it('are mended in place, after a look, and once', async () => {
    writeFileSync(path('weak.yaml'), example('weak.yaml'));
    const look = await run('lint', path('weak.yaml'), '--fix', '--dry-run');
    match(look.stdout, /^--- .*\n\+\+\+ .*\n@@ -4,7 \+4,7 @@/);
    match(look.stdout, /: would fix: .*\[wrong-value\]/);
    equal(readFileSync(path('weak.yaml'), 'utf8'), example('weak.yaml'));
    const args = ['lint', path('weak.yaml'), '--fix', '--json'];
    const mended = resultOf<Lint>(await run(...args), 'eksctl-lint-result', 3);
    equal(mended.fixed.length > 5, true);
    const text = readFileSync(path('weak.yaml'), 'utf8');
    match(text, /version: "1\.33" # a number/);
    const again = resultOf<Lint>(await run(...args), 'eksctl-lint-result', 3);
    deepEqual(again.fixed, []);
    equal(readFileSync(path('weak.yaml'), 'utf8'), text);
  });

  it('are written for code hosts as SARIF, and as plain JSON', async () => {
    const sarif = JSON.parse((await run('lint', join(EXAMPLES, 'weak.yaml'), '--format', 'sarif')).stdout);
    equal(sarif.version, '2.1.0');
    equal(
      sarif.runs[0].results.some(({ ruleId }: { ruleId: string }) => ruleId === 'ssh-open'),
      true,
    );
    const plain = JSON.parse((await run('lint', join(EXAMPLES, 'weak.yaml'), '--format', 'json')).stdout);
    deepEqual(Object.keys(plain), ['files', 'findings', 'fixed', 'counts']);
  });

  it('come from standard input too', () => {
    const out = execFileSync(process.execPath, [BIN, 'eksctl', 'lint', '-'], {
      input: example('hardened.yaml'),
      encoding: 'utf8',
    });
    match(out, /^0 errors, 0 warnings, 0 notes, 1 waived/);
  });

  it('may hold anything, which is told and never printed raw', async () => {
    writeFileSync(path('odd.yaml'), 'kind: ClusterConfig\n"\\e[31m": 1\nmetadata: { name: "x\\u202e", region: 5 }\n');
    const told = await run('lint', path('odd.yaml'));
    equal(told.code, 3);
    doesNotMatch(told.stdout, /\u001b|\u202e/);
    writeFileSync(path('broken.yaml'), 'a: [1\nb: *x\n');
    const broken = resultOf<Lint>(await run('lint', path('broken.yaml'), '--json'), 'eksctl-lint-result', 3);
    deepEqual([...new Set(broken.findings.map(({ rule }) => rule))], ['yaml']);
  });

  it('follow rules that are listed', async () => {
    match((await run('lint', '--rules')).stdout, /^ssh-open error nodeGroup\.ssh\.allow\n {4}No SSH/m);
    resultOf(await run('lint', '--rules', '--json'), 'eksctl-lint-result');
  });

  it('are refused in words where there is nothing to do', async () => {
    await refused(['lint'], 'FileNeeded', /no manifest is named/, /name a file/);
    await refused(['lint', path('none.yaml')], 'UnreadableFile', /no such file/, /Check the path/);
    await refused(['lint', '-', '--fix'], 'CannotWrite', /cannot write to standard input/, /--dry-run/);
  });

  it('are generated clean, for a cluster and for a node group, and never written over', async () => {
    for (const more of [
      [],
      ['--nodegroup-only'],
      ['--self-managed', '--max-instance-lifetime', '30', '--tag', 'team=blue'],
    ]) {
      const { text } = resultOf<{ text: string }>(await run(...GENERATE, ...more, '--json'), 'eksctl-generate-result');
      writeFileSync(path('made.yaml'), text);
      equal((await run('lint', path('made.yaml'), '--fail-on', 'note')).code, 0, text);
    }
    const out = ['--kubernetes-version', '1.35', '--out', path('cluster.yaml')];
    match((await run(...GENERATE, ...out)).stdout, /^Written .*next: eksctl create cluster --config-file/);
    equal(readFileSync(path('cluster.yaml'), 'utf8'), example('hardened.yaml'));
    await refused([...GENERATE, ...out], 'FileExists', /there already/, /--out/);
  });

  it('are not generated where AWS or eksctl would refuse them', async () => {
    await refused(
      [...GENERATE, '--max-instance-lifetime', '30'],
      'UselessFlag',
      /EKS replaces managed ones/,
      /--self-managed/,
    );
    await refused([...GENERATE, '--instance-type', 'm7g.large'], 'NoWindows', /ARM/, /m6i\.large/);
    const old = [...GENERATE, '--release', '2025', '--kubernetes-version', '1.34'];
    await refused(old, 'InvalidManifest', /no images for Kubernetes 1\.34/, /Raise metadata\.version/);
  });
});
