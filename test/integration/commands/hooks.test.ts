import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunResult } from '../../../src/core/results/model.ts';
import { FAST_LAB, refuses, resultOf, start, tempFolder, winharden } from './winharden.ts';

const EXAMPLES = fileURLToPath(new URL('../../../examples/kubernetes/', import.meta.url));
const KUBECTL = fileURLToPath(new URL('./stand-in-kubectl.sh', import.meta.url));
const TAG = ['--tag', 'eks:nodegroup=windows-ng'];
const ARGS = ['--baseline', 'eks-node', ...TAG, '--wave-size', '1'];
const HOOKS = ['--before-wave', join(EXAMPLES, 'before-wave.sh'), '--after-wave', join(EXAMPLES, 'after-wave.sh')];

interface LabNode {
  instanceId: string;
  privateIp: string;
}

describe('nodes of Kubernetes are taken out of service and back', function () {
  this.timeout(120_000);
  const home = tempFolder();
  after(home.remove);
  const kube = join(home.path, 'kube');
  const bin = join(home.path, 'bin');
  const lab = join(home.path, 'lab');
  const env = { ...FAST_LAB, KUBE: kube, PATH: `${bin}:${process.env['PATH']}`, DRAIN_AT_ONCE: '1' };
  const run = (...args: string[]) => winharden([...args, '--lab', lab], home.path, env);
  const names = () =>
    new Map<string, string>(
      JSON.parse(readFileSync(join(lab, 'fleet.json'), 'utf8')).map(({ instanceId, privateIp }: LabNode) => [
        instanceId,
        `ip-${privateIp.replaceAll('.', '-')}.eu-central-1.compute.internal`,
      ]),
    );
  /** The verb and the node of every call that changes something. */
  const calls = () =>
    readFileSync(join(kube, 'calls'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((call) => call.split(' '))
      .filter(([verb]) => verb !== 'get' && verb !== 'label')
      .map((words) => [words[0], words.find((word) => word.startsWith('ip-'))]);

  before(async () => {
    mkdirSync(bin);
    copyFileSync(KUBECTL, join(bin, 'kubectl'));
    equal((await run('apply', ...ARGS, '--dry-run')).code, 0);
  });
  beforeEach(() => {
    rmSync(kube, { recursive: true, force: true });
    mkdirSync(kube);
  });

  it('not for an audit', async () => {
    const told = await run('audit', ...ARGS, ...HOOKS);
    equal(told.code, 3, told.stderr);
    match(told.stderr, /\[before-wave\] an audit changes nothing/);
    deepEqual(
      readFileSync(join(kube, 'calls'), 'utf8')
        .split('\n')
        .filter((call) => call !== '' && !call.startsWith('get')),
      [],
    );
  });

  it('a node that cannot be drained keeps its wave from being sent, and all are back in service', async () => {
    const planned = resultOf<RunResult>(await run('apply', ...ARGS, '--dry-run', '--json'), 'run-result');
    const last = planned.nodes.outcomes.find(({ wave }) => wave === 2)?.instanceId ?? '';
    const stubborn = names().get(last) ?? '';
    writeFileSync(join(kube, 'stubborn'), `${stubborn}\n`);
    const told = await run('apply', ...ARGS, ...HOOKS, '--yes', '--json');
    const { state, waves, nodes, folder } = resultOf<RunResult>(told, 'run-result', 68);
    equal(state, 'stopped');
    match(waves[1]?.reason ?? '', /^--before-wave of wave 2 ended with exit code \d+$/);
    deepEqual(
      nodes.outcomes.filter(({ outcome }) => outcome === 'NotSent').map(({ wave }) => wave),
      [2, 3],
    );
    deepEqual(calls().slice(-3), [
      ['cordon', stubborn],
      ['drain', stubborn],
      ['uncordon', stubborn],
    ]);
    for (const name of names().values()) equal(existsSync(join(kube, `${name}.cordoned`)), false);
    const log = join(folder, 'hooks', 'wave-2-before.log');
    match(readFileSync(log, 'utf8'), /cannot evict pod/);
    equal(statSync(log).mode & 0o077, 0);
    match(told.stderr, /\[before-wave\] error: cannot evict pod/);
    match(told.stderr, /\[after-wave\] wave 2: notSent/);
  });

  it('wave after wave, but for those that failed and those that somebody else had cordoned', async () => {
    const planned = resultOf<RunResult>(await run('apply', ...ARGS, '--dry-run', '--json'), 'run-result');
    const inWave = (number: number) =>
      planned.nodes.outcomes.filter(({ wave }) => wave === number).map(({ instanceId }) => instanceId);
    const [failing = '', theirs = ''] = [inWave(2)[0], inWave(3)[0]];
    writeFileSync(join(kube, `${names().get(theirs)}.cordoned`), '');
    const faults = { ...env, WINHARDEN_LAB_FAULTS: `failing-step=${failing}` };
    const told = await winharden(
      ['apply', ...ARGS, ...HOOKS, '--max-errors', '1', '--yes', '--json', '--lab', lab],
      home.path,
      faults,
    );
    const { state } = resultOf<RunResult>(told, 'run-result', 68);
    equal(state, 'finished');
    const name = (id: string) => names().get(id) as string;
    const canary = inWave(1).map(name);
    deepEqual(calls(), [
      ...canary.map((node) => ['cordon', node]),
      ...canary.map((node) => ['drain', node]),
      ...canary.map((node) => ['uncordon', node]),
      ['cordon', name(failing)],
      ['drain', name(failing)],
      ['drain', name(theirs)],
    ]);
    for (const id of [failing, theirs]) ok(existsSync(join(kube, `${name(id)}.cordoned`)));
    ok(existsSync(join(kube, `${name(failing)}.label`)));
    match(told.stderr, new RegExp(`\\[after-wave\\] ${name(failing)} failed and stays cordoned`));
  });
});

describe('hooks and pauses', function () {
  this.timeout(120_000);
  const home = tempFolder();
  after(home.remove);
  const args = ['audit', ...ARGS, '--lab', join(home.path, 'lab')];
  const run = (...more: string[]) => winharden([...args, ...more], home.path, FAST_LAB);

  it('run as they were typed, with what they must know in the environment', async () => {
    const told = await run(
      '--before-wave',
      'echo "$WINHARDEN_OPERATION $WINHARDEN_WAVE of $WINHARDEN_WAVES: $WINHARDEN_INSTANCE_IDS; $WINHARDEN_NODE_NAMES"',
    );
    equal(told.code, 3, told.stderr);
    match(told.stderr, /\[before-wave\] audit 2 of 3: i-[0-9a-f]{17}; ip-[0-9-]+\.eu-central-1\.compute\.internal$/m);
  });

  it('are ended at their time, and then the run goes on where it is told to', async () => {
    const slow = ['--before-wave', 'sleep 30', '--hook-timeout', '1'];
    const stopped = resultOf<RunResult>(await run(...slow, '--json'), 'run-result', 1);
    equal(stopped.waves[0]?.reason, '--before-wave of wave 1 timed out after 1 seconds');
    const told = await run('--before-wave', 'false', '--on-hook-failure', 'continue', '--json');
    equal(resultOf<RunResult>(told, 'run-result', 3).state, 'finished');
    match(JSON.parse(told.stdout).warnings[0], /^--before-wave of wave 1 ended with exit code 1; the run goes on/);
  });

  it('that the program is killed in run again when the run goes on, and those that ended do not', async () => {
    const trace = join(home.path, 'trace');
    const hook = `echo "$WINHARDEN_WAVE" >> '${trace}'; if [ "$(wc -l < '${trace}')" = 2 ]; then sleep 30; fi`;
    const child = start([...args, '--before-wave', hook], home.path, FAST_LAB);
    const told = () => existsSync(trace) && readFileSync(trace, 'utf8') === '1\n2\n';
    while (!told() && child.exitCode === null) await new Promise((done) => setTimeout(done, 20));
    child.kill('SIGKILL');
    await new Promise((done) => child.once('close', done));
    const { runs } = resultOf<{ runs: RunResult[] }>(
      await winharden(['run', 'list', '--lab', join(home.path, 'lab'), '--json'], home.path, FAST_LAB),
      'run-list-result',
    );
    const resumed = await winharden(
      ['run', 'resume', runs[0]?.runId ?? '', '--lab', join(home.path, 'lab'), '--json'],
      home.path,
      FAST_LAB,
    );
    equal(resultOf<RunResult>(resumed, 'run-result', 3).state, 'finished');
    equal(readFileSync(trace, 'utf8'), '1\n2\n2\n3\n');
  });

  it('are interrupted with the run', async () => {
    const child = start([...args, '--before-wave', 'echo at work; sleep 30; echo too late'], home.path, FAST_LAB);
    let stderr = '';
    child.stderr.on('data', (part) => {
      const before = stderr.includes('at work\n');
      stderr += part;
      if (!before && stderr.includes('at work\n')) child.kill('SIGINT');
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    equal(code, 130, stderr);
    match(stderr, /--before-wave was interrupted/);
    doesNotMatch(stderr, /\] too late|Command \S+ sent/);
  });

  it('that ask are refused where nobody can be asked, and so are wrong numbers', async () => {
    const wrong = (flags: string[], code: string, message: RegExp, next: RegExp) =>
      refuses(['audit', ...ARGS, ...flags, '--lab'], home.path, FAST_LAB, { exit: 2, code, message, next });
    await wrong(['--pause', 'ask'], 'PauseNeedsTerminal', /not a terminal to ask on/, /--pause MINUTES/);
    await wrong(['--pause', 'soon'], 'InvalidPause', /--pause "soon"/, /--pause 15/);
    await wrong(['--canary', 'one'], 'InvalidNumber', /--canary "one" is neither/, /--canary 25%/);
    await wrong(['--max-concurrency', '0'], 'InvalidNumber', /--max-concurrency "0" would never send/, /25%/);
  });
});
