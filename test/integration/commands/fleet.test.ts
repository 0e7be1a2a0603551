import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FAST_LAB, follows, refuses, resultOf, start, tempFolder, winharden } from './winharden.ts';

const TAG = ['--tag', 'eks:nodegroup=windows-ng'];

interface Run {
  runId: string;
  folder: string;
  state: string;
  s3: { bucket: string; prefix: string } | null;
  aws: { calls: Record<string, number> };
  waves: { nodes: string[]; canary: boolean }[];
  nodes: {
    selected: number;
    outcomes: { instanceId: string; outcome: string; changes: number; nonCompliant: number }[];
  };
}

describe('a fleet, from audit to rollback', function () {
  this.timeout(180_000);
  const home = tempFolder();
  after(home.remove);
  const folder = join(home.path, 'lab');
  const run = (...args: string[]) => winharden([...args, '--lab', folder], home.path, FAST_LAB);
  const fleetRun = async (code: number, ...args: string[]) => {
    const ended = await run(...args, '--json');
    return resultOf<Run>(ended, 'run-result', code);
  };
  const kept: Record<string, Run> = {};

  it('audit finds fresh nodes not compliant and ends with 3', async () => {
    const audit = await fleetRun(3, 'audit', '--baseline', 'eks-node', ...TAG);
    deepEqual(new Set(audit.nodes.outcomes.map(({ outcome }) => outcome)), new Set(['NonCompliant']));
    equal(audit.nodes.selected, 4);
    // One node of each of the two releases.
    deepEqual(audit.waves.map(({ nodes, canary }) => [nodes.length, canary])[0], [2, true]);
    kept['audit'] = audit;
  });

  it('apply changes them, and says how to undo it', async () => {
    const told = await run('apply', '--baseline', 'eks-node', ...TAG, '--yes');
    equal([0, 3].includes(told.code ?? -1), true, told.stderr);
    match(told.stdout, /apply eks-node: finished, .* of 4 nodes/);
    match(told.stdout, /winharden rollback --run \S+/);
    match(told.stderr, /^Wave 1 of \d+ \(canary\): 2 nodes$/m);
    const { runs } = resultOf<{ runs: Run[] }>(await run('run', 'list', '--json'), 'run-list-result');
    deepEqual(
      runs.map((each) => (each as unknown as { operation: string }).operation),
      ['apply', 'audit'],
    );
    kept['apply'] = runs[0] as Run;
  });

  it('keeps a report page and a result next to each other, for their owner alone', () => {
    const { folder: its = '' } = kept['apply'] ?? {};
    match(readFileSync(join(its, 'report.html'), 'utf8'), /<h1>apply eks-node<\/h1>/);
    follows('run-result', JSON.parse(readFileSync(join(its, 'result.json'), 'utf8')));
    equal(statSync(join(its, 'report.html')).mode & 0o077, 0);
  });

  it('a second apply changes nothing', async () => {
    const again = await run('apply', '--baseline', 'eks-node', ...TAG, '--yes', '--json');
    const { nodes } = resultOf<Run>(again, 'run-result', again.code ?? -1);
    deepEqual(
      nodes.outcomes.map(({ changes }) => changes),
      [0, 0, 0, 0],
    );
  });

  it('run show tells of the run, one node and one control, as text, CSV and HTML', async () => {
    const { runId = '' } = kept['apply'] ?? {};
    const shown = resultOf(await run('run', 'show', runId, '--json'), 'run-show-result') as unknown as {
      reports: { node: { instanceId: string }; controls: { id: string }[] }[];
    };
    equal(shown.reports.length, 4);
    const [report] = shown.reports;
    const id = report?.node.instanceId ?? '';
    const control = report?.controls[0]?.id ?? '';
    match((await run('run', 'show', runId)).stdout, new RegExp(id));
    match((await run('run', 'show', runId, '--node', id)).stdout, /Windows Server/);
    match((await run('run', 'show', runId, '--control', control)).stdout, new RegExp(`^${control} `, 'm'));
    equal((await run('run', 'show', runId, '--format', 'csv')).stdout.trimEnd().split('\r\n').length > 4, true);
    match((await run('run', 'show', runId, '--format', 'html')).stdout, /^<!doctype html>/);
    const wrong = { exit: 2, code: 'UnknownNode', message: /has no node "i-0"/, next: /run show/ };
    await refuses(['run', 'show', runId, '--node', 'i-0', '--lab', folder], home.path, { ...FAST_LAB }, wrong);
  });

  it('rollback puts them back, so that an audit finds what it found at first', async () => {
    const back = await run('rollback', '--run', kept['apply']?.runId ?? '', '--yes', '--json');
    const { state } = resultOf<Run>(back, 'run-result', back.code ?? -1);
    equal(state, 'finished');
    const audit = await fleetRun(3, 'audit', '--baseline', 'eks-node', ...TAG);
    const found = ({ nodes }: Run) =>
      nodes.outcomes.map(({ instanceId, nonCompliant }) => `${instanceId} ${nonCompliant}`).sort();
    deepEqual(found(audit), found(kept['audit'] as Run));
  });
});

describe('before anything is sent', function () {
  this.timeout(120_000);
  const home = tempFolder();
  after(home.remove);
  const args = ['apply', '--baseline', 'eks-node', ...TAG, '--lab'];

  it('a dry run shows nodes, waves and controls, and sends nothing', async () => {
    const told = await winharden([...args, '--dry-run'], home.path, FAST_LAB);
    equal(told.code, 0, told.stderr);
    match(told.stderr, /waves +\d+: 2 \(canary\)/);
    match(told.stderr, /account +\d{12}/);
    match(told.stdout, /Nothing was sent/);
    const asked = await winharden([...args, '--dry-run', '--json'], home.path, FAST_LAB);
    const { state, aws } = resultOf<Run>(asked, 'run-result');
    equal(state, 'dryRun');
    deepEqual(
      Object.keys(aws.calls).filter((call) => /Send|Create|Update|Put/.test(call)),
      [],
    );
  });

  it('keeps stdout for the answer: progress and which driver runs are on stderr', async () => {
    const { stdout, stderr } = await winharden([...args, '--dry-run', '--json'], home.path, FAST_LAB);
    equal(JSON.parse(stdout).status, 0);
    match(stderr, /model driver/);
    doesNotMatch(stderr, /\x1b/);
  });

  it('a lab in memory leaves nothing in the user’s own runs', () =>
    equal(existsSync(join(home.path, '.winharden', 'runs')), false));

  it('never shows the lab a real key', async () => {
    const env = {
      ...FAST_LAB,
      AWS_ACCESS_KEY_ID: 'AKIAREALREALREALREAL',
      AWS_SECRET_ACCESS_KEY: 'real',
      AWS_PROFILE: 'prod',
      AWS_ENDPOINT_URL_SSM: 'http://127.0.0.1:9',
    };
    equal((await winharden([...args, '--dry-run'], home.path, env)).code, 0);
  });
});

describe('Ctrl-C', function () {
  this.timeout(120_000);
  const home = tempFolder();
  after(home.remove);

  it('ends the run in order with 130, and names the run', async () => {
    const slow = { ...FAST_LAB, WINHARDEN_LAB_SPEED: '1' };
    const child = start(
      ['apply', '--baseline', 'eks-node', ...TAG, '--lab', join(home.path, 'lab'), '--yes', '--json'],
      home.path,
      slow,
    );
    const text = { stdout: '', stderr: '' };
    child.stdout.on('data', (part) => (text.stdout += part));
    child.stderr.on('data', (part) => {
      const sent = /Command \S+ sent/;
      const before = sent.test(text.stderr);
      text.stderr += part;
      if (!before && sent.test(text.stderr)) child.kill('SIGINT');
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    equal(code, 130, text.stderr);
    match(text.stderr, /nothing more is sent/);
    const { state } = resultOf<Run>({ code, ...text }, 'run-result', 130);
    equal(state, 'interrupted');
  });
});
