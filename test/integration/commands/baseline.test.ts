import { deepEqual, equal, match } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuses, resultOf, tempFolder, winharden } from './winharden.ts';

interface Shown {
  id: string;
  title: string;
  level: string;
  severity?: string;
  kind: string;
  address: Record<string, unknown> | null;
  sources: string[];
  references?: { met: boolean }[];
}

describe('policy commands', function () {
  this.timeout(60_000);
  const home = tempFolder();
  after(home.remove);
  const run = (...args: string[]) => winharden(args, home.path);

  it('list the baselines with how many controls they hold', async () => {
    const { baselines } = resultOf<{ baselines: { name: string; controls: number }[] }>(
      await run('baseline', 'list', '--json'),
      'baseline-list-result',
    );
    const controls = new Map(baselines.map((row) => [row.name, row.controls]));
    equal((controls.get('cis-l1') ?? 0) > 300, true);
    equal((controls.get('cis-l2') ?? 0) > (controls.get('cis-l1') ?? 0), true);
    match((await run('baseline', 'list')).stdout, new RegExp(`eks-node +${controls.get('eks-node')} `));
  });

  it('show a control once per address, with its sources', async () => {
    const { controls } = resultOf<{ controls: Shown[] }>(
      await run('baseline', 'show', 'cis-l1', '--os', '2022', '--json'),
      'baseline-show-result',
    );
    const history = controls.filter(({ id }) => id === '1.1.1');
    deepEqual(
      history.map(({ kind, address, level, severity }) => ({ kind, address, level, severity })),
      [{ kind: 'accountPolicy', address: { policy: 'PasswordHistorySize' }, level: 'L1', severity: 'low' }],
    );
    deepEqual(
      controls.filter(({ sources }) => sources.length === 0),
      [],
    );
    equal(
      controls.some(({ kind, address }) => kind === 'registry' && address?.['hive'] === 'HKU'),
      true,
    );
    equal(
      controls.some(({ references = [] }) => references.some(({ met }) => met)),
      true,
    );
    match(
      (await run('baseline', 'show', 'cis-l1')).stdout,
      /1\.1\.1 +L1 +low +accountPolicy +24 or more +24 +\S.* PasswordHistorySize .* IA-5\(1\)\n/,
    );
  });

  it('tell all of one control: why, the default, what it may break, where it is held back, what else it meets', async () => {
    const { stdout } = await run('baseline', 'show', 'cis-l1', '--os', '2025', '--control', '2.2.22');
    match(stdout, /^2\.2\.22 Refuse network logons/);
    const held = 'held back +with the SSM agent:';
    for (const fact of ['out of the box +nothing', 'may break +Session Manager', held, 'NIST SP 800-53 +AC-2, ']) {
      match(stdout, new RegExp(`\n +${fact}`));
    }
    const { controls } = resultOf<{ controls: { id: string; default: unknown }[] }>(
      await run('baseline', 'show', 'cis-l1', '--os', '2025', '--control', '1.2.*', '--json'),
      'baseline-show-result',
    );
    deepEqual(new Map(controls.map(({ id, default: value }) => [id, value])).get('1.2.2'), 10);
    const unknown = await run('baseline', 'show', 'cis-l1', '--control', '1.2.22');
    equal(unknown.code, 2);
    match(unknown.stderr, /cis-l1 has no control 1\.2\.22.*\n.*Did you mean 1\.2\.2\?/);
  });

  it('lay baselines side by side', async () => {
    const args = ['baseline', 'crosswalk', 'cis-l1', 'msft', '--release', '2022'];
    const { entries, counts } = resultOf<{ entries: { relation: string }[]; counts: { shared: number }[] }>(
      await run(...args, '--json'),
      'baseline-crosswalk-result',
    );
    equal(entries.filter(({ relation }) => relation === 'shared').length, counts[0]?.shared);
    const { stdout } = await run(...args, '--differing');
    match(stdout, /^differing\n/);
    match(stdout, /Lock an account .* 1\.2\.2: 1 to 5 .* msft-lockout-threshold: 1 to 10 +cis-l1 +AC-7 AC-19\n/);
    match(stdout, /release +shared +differing +only in cis-l1 +only in msft\n +2022 /);
  });

  it('hold nodes to several baselines at once, when somebody has chosen between them', async () => {
    const args = ['render', '--baseline', 'msft', '--baseline', 'cis-l1', '--format', 'ps1'];
    const refused = await run(...args);
    equal(refused.code, 2);
    match(
      refused.stderr,
      /1\.2\.2 of cis-l1 wants .* but msft-lockout-threshold of msft wants .*; cis-l1 is stricter\n/,
    );
    match(refused.stderr, /→ Choose: --prefer stricter or --prefer cis-l1 or --prefer msft\./);
    const chosen = await run(...args, '--prefer', 'stricter', '--prefer', 'msft', '--json');
    const { name } = resultOf<{ name: string }>(chosen, 'render-result');
    equal(name, 'winharden-cis-l1_msft-audit.ps1');
    match(chosen.stdout, /msft-lockout-threshold of msft is waived: prefers 1\.2\.2 of cis-l1 \(stricter\)/);
  });

  it('tell what changed from one to the other', async () => {
    const args = ['baseline', 'diff', 'cis-l1', 'cis-l2'];
    const { entries } = resultOf<{ entries: { change: string }[] }>(
      await run(...args, '--exit-code', '--json'),
      'baseline-diff-result',
      3,
    );
    deepEqual([...new Set(entries.map(({ change }) => change))], ['added']);
    const told = await run(...args);
    equal(told.code, 0);
    match(told.stdout, /^cis-l1 to cis-l2: 0 changed, 0 removed, \d+ added, \d+ as before\n/);
    equal((await run('baseline', 'diff', 'cis-l1', 'cis-l1', '--exit-code')).code, 0);
  });

  it('find nothing wrong with what winharden brings', async () => {
    const { problems } = resultOf<{ problems: unknown[] }>(
      await run('baseline', 'validate', '--json'),
      'baseline-validate-result',
    );
    deepEqual(problems, []);
  });

  it('print a script that is exactly the file that --out writes', async () => {
    const args = ['render', '--baseline', 'eks-node', '--operation', 'audit', '--format', 'ps1'];
    const out = join(home.path, 'audit.ps1');
    const printed = await run(...args);
    const told = await run(...args, '--out', out);
    const text = readFileSync(out, 'utf8');
    equal(printed.stdout.trimEnd(), text.trimEnd());
    match(told.stdout, new RegExp(createHash('sha256').update(text).digest('hex')));
    match(text, /Invoke-Standalone @\{ Operation = .audit./);
  });

  it('render the same bytes each time, under the limit of SSM, in YAML and JSON', async () => {
    for (const format of ['ssm-yaml', 'ssm-json']) {
      const args = ['render', '--baseline', 'cis-l2', '--operation', 'apply', '--format', format, '--json'];
      const [first, second] = await Promise.all([run(...args), run(...args)]);
      const { bytesLeft, text } = resultOf<{ bytesLeft: number; text: string }>(first, 'render-result');
      equal(bytesLeft > 0, true);
      equal(second.stdout, first.stdout);
      match(text, format === 'ssm-json' ? /^\{"schemaVersion":"2\.2"/ : /^schemaVersion: ['"]2\.2['"]/m);
    }
  });

  it('create files that only their owner changes', () => equal(statSync(join(home.path, 'audit.ps1')).mode & 0o022, 0));
});

describe('wrong policy', function () {
  this.timeout(60_000);
  const home = tempFolder();
  after(home.remove);
  const refused = (args: string[], code: string, message: RegExp, next: RegExp, exit = 2) =>
    refuses(args, home.path, {}, { exit, code, message, next });
  const file = (name: string, text: string) => {
    writeFileSync(join(home.path, name), text);
    return join(home.path, name);
  };

  it('a baseline beside itself is no crosswalk', () =>
    refused(
      ['baseline', 'crosswalk', 'cis-l1', 'cis-l1'],
      'TooFewBaselines',
      /nothing to lay beside cis-l1/,
      /crosswalk cis-l1 msft/,
    ));

  it('an unknown baseline names those that come close', () =>
    refused(['render', '--baseline', 'cis-11'], 'UnknownBaseline', /no baseline "cis-11"/, /cis-l1/));

  it('broken YAML names file, line and column', () =>
    refused(
      ['baseline', 'show', file('broken.yaml', 'baseline: mine\ncontrols: [\n')],
      'InvalidPolicy',
      /broken\.yaml:\d+:\d+: /,
      /./,
    ));

  it('a wrong value names file, line and column', () => {
    const path = file(
      'wrong.yaml',
      'baseline: mine\ntitle: Mine\ncontrols:\n  - { id: "1", level: L1, setting: no-such-setting, expect: { atLeast: 24 }, set: 24, sources: [own] }\n',
    );
    return refused(['render', '--baseline', path], 'InvalidPolicy', /wrong\.yaml:4:\d+: .*no-such-setting/, /./);
  });

  it('a file that is not there is said to be so', () =>
    refused(['baseline', 'show', './nowhere.yaml'], 'UnreadableFile', /nowhere\.yaml.*no such file/, /path/));

  it('an opt-in control that does not exist is refused', () =>
    refused(['render', '--baseline', 'eks-node', '--include', '9.9.9'], 'UnknownControl', /9\.9\.9/, /opt-in/i));

  it('validate tells every problem of a file and ends with 1', async () => {
    const path = file('two.yaml', 'baseline: mine\ntitle: 7\nkontrols: []\n');
    const told = await winharden(['baseline', 'validate', path], home.path);
    equal(told.code, 1);
    match(told.stdout, /two\.yaml:2:\d+: .*\n.*two\.yaml:3:\d+: /);
    const { problems } = resultOf<{ problems: unknown[] }>(
      await winharden(['baseline', 'validate', path, '--json'], home.path),
      'baseline-validate-result',
      1,
    );
    equal(problems.length >= 2, true);
  });

  it('a place that cannot be written to is said to be so', () =>
    refused(
      ['render', '--baseline', 'eks-node', '--out', join(home.path, 'no', 'where')],
      'FileError',
      /no such file or folder/,
      /path/,
      1,
    ));
});
