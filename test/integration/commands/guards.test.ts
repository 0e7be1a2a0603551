import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAST_LAB, refuses, resultOf, tempFolder, winharden } from './winharden.ts';

const TARGET = ['--baseline', 'cis-l1', '--tag', 'eks:nodegroup=windows-ng'];
/** What cis-l1 holds back on a container host outside a domain, of Windows Server 2019 and later. */
const HELD = ['1.2.3', '2.2.22', '2.2.27', '2.3.1.3', '9.3.4', '9.3.5'];

interface Run {
  runId: string;
  folder: string;
  heldBack: { id: string; reason: string; when: object[] }[];
}
interface Shown {
  reports: {
    node: { release: number };
    controls: { id: string; status: string; found: unknown; message?: string }[];
  }[];
}

describe('what could cut a node off', function () {
  this.timeout(180_000);
  const home = tempFolder();
  after(home.remove);
  const lab = join(home.path, 'lab');
  const run = (...args: string[]) => winharden([...args, '--lab', lab], home.path, FAST_LAB);
  const applied = async (...args: string[]) => {
    const ended = await run('apply', ...TARGET, '--yes', '--json', ...args);
    return resultOf<Run>(ended, 'run-result', ended.code ?? -1);
  };
  const reports = async ({ runId }: Run) =>
    resultOf<Shown & Record<string, unknown>>(await run('run', 'show', runId, '--json'), 'run-show-result').reports;
  const statuses = (report: Shown['reports'][number] | undefined, ids: string[]) =>
    ids.map((id) => report?.controls.find((control) => control.id === id)?.status);

  it('is listed by a dry run, with where and why', async () => {
    const told = await run('apply', ...TARGET, '--dry-run');
    equal(told.code, 0, told.stderr);
    match(told.stderr, /, 9 held back /);
    for (const text of [told.stderr, told.stdout]) {
      match(text, /^ +2\.2\.22 +with the SSM agent or outside a domain +.*Session Manager/m);
      match(text, /^ +9\.3\.4 +container hosts or outside a domain or on a pub… +.*kubelet/m);
      match(text, /^ +18\.4\.6 +Windows Server 2019 +Run the logon service as a protected process +.*firmware/m);
      match(
        text,
        /^ +2\.3\.1\.4 +Windows Server 2016 and outside a domain +Give the built-in administrator another name/m,
      );
      match(text, /--accept-risk CONTROL/);
    }
    const asked = resultOf<Run>(await run('apply', ...TARGET, '--dry-run', '--json'), 'run-result');
    deepEqual(
      asked.heldBack.map(({ id }) => id).sort(),
      // Windows Server 2016 has two of them under other numbers.
      [...HELD, '18.4.6', '2.3.1.4', '18.4.7'].sort(),
    );
  });

  it('is Waived with its reason on each node, found values and all', async () => {
    const result = await applied();
    for (const report of await reports(result)) {
      deepEqual(statuses(report, HELD), Array(HELD.length).fill('Waived'));
      const denial = report.controls.find(({ id }) => id === '2.2.22');
      match(denial?.message ?? '', /^guard: Session Manager logs/);
      deepEqual(denial?.found, []);
      // The same number means another control in the other releases' benchmarks.
      equal(statuses(report, ['18.4.6'])[0], report.node.release === 2019 ? 'Waived' : 'Remediated');
      deepEqual(statuses(report, ['2.2.3', '2.2.19']), ['Remediated', 'Compliant']);
    }
    match(readFileSync(join(result.folder, 'report.html'), 'utf8'), /guard: Session Manager logs/);
    match((await run('run', 'show', result.runId, '--control', '2.2.22')).stdout, /Waived .*guard: Session Manager/);
    match((await run('run', 'show', result.runId)).stdout, /^Held back .*: 1\.2\.3, 2\.2\.22, /m);
  });

  it('is applied where its risk is accepted, on the command line or in winharden.yaml', async () => {
    const config = join(home.path, 'winharden.yaml');
    writeFileSync(config, 'acceptRisk: ["9.3.4"]\n');
    const result = await applied('--accept-risk', '2.2.22', '--config', config);
    for (const report of await reports(result)) {
      deepEqual(statuses(report, ['2.2.22', '9.3.4', '2.2.27']), ['Remediated', 'Remediated', 'Waived']);
    }
    equal(
      result.heldBack.some(({ id }) => id === '2.2.22' || id === '9.3.4'),
      false,
    );
  });

  it('is marked in the baseline, and in the script', async () => {
    const shown = await winharden(['baseline', 'show', 'cis-l1', '--os', '2022'], home.path);
    match(shown.stdout, /^ +2\.2\.22 +L1 guarded /m);
    doesNotMatch(shown.stdout, /^ +2\.2\.3 +L1 guarded /m);
    const data = resultOf<{ controls: { id: string; guard?: { reason: string; sources: string[] }[] }[] }>(
      await winharden(['baseline', 'show', 'cis-l1', '--json'], home.path),
      'baseline-show-result',
    );
    equal(data.controls.find(({ id }) => id === '2.2.22')?.guard?.[0]?.sources.includes('amazon-ssm-agent'), true);
    const render = ['render', '--baseline', 'cis-l1', '--format', 'ps1'];
    match((await winharden(render, home.path)).stdout, /"guard: Session Manager/);
    const accepting = await winharden([...render, '--accept-risk', '2.2.22'], home.path);
    doesNotMatch(accepting.stdout, /"guard: Session Manager/);
  });

  it('cannot be accepted for a control that is not there', () =>
    refuses(['apply', ...TARGET, '--accept-risk', '2.2.222', '--dry-run', '--lab'], home.path, FAST_LAB, {
      exit: 2,
      code: 'UnknownControl',
      message: /cannot accept the risk of 2\.2\.222/,
      next: /Did you mean 2\.2\.22\?/,
    }));
});
