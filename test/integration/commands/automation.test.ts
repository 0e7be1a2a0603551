import { deepEqual, equal, match } from 'node:assert/strict';
import { join } from 'node:path';
import { FAST_LAB, refuses, resultOf, tempFolder, winharden } from './winharden.ts';

const TAG = ['--tag', 'eks:nodegroup-name=windows-ng'];
const WHERE = ['--region', 'eu-central-1,us-east-1', '--account', '123456789012,210987654321', '--role-name', 'reader'];
const VIA = [...TAG, ...WHERE, '--via', 'automation'];

interface Run {
  runId: string;
  state: string;
  automation?: { executionId: string };
  waves: { commandIds: string[]; reason?: string }[];
  nodes: { outcomes: { location: string; outcome: string; reason?: string }[] };
  aws: { calls: Record<string, number> };
}

describe('a run by Automation over an organisation', function () {
  this.timeout(180_000);
  const home = tempFolder();
  after(home.remove);
  const folder = join(home.path, 'lab');
  const env = { ...FAST_LAB, WINHARDEN_LAB_NODES: '8' };
  const run = (...args: string[]) => winharden([...args, '--lab', folder], home.path, env);

  it('has every location send, and every report verified', async () => {
    const ended = await run(
      'apply',
      '--baseline',
      'eks-node',
      ...VIA,
      '--location-concurrency',
      '2',
      '--yes',
      '--json',
    );
    const { nodes, waves, automation, aws, runId } = resultOf<Run>(ended, 'run-result');
    deepEqual(new Set(nodes.outcomes.map(({ outcome }) => outcome)), new Set(['Remediated']));
    equal(new Set(nodes.outcomes.map(({ location }) => location)).size, 4);
    equal(waves[0]?.commandIds.length, 4);
    match(automation?.executionId ?? '', /^[0-9a-f-]{36}$/);
    deepEqual([aws.calls['ssm:StartAutomationExecution'], aws.calls['ssm:SendCommand']], [1, undefined]);
    const back = resultOf<Run>(await run('rollback', '--run', runId, '--yes', '--json'), 'run-result');
    equal(new Set(back.nodes.outcomes.map(({ location }) => location)).size, 4);
  });

  it('tells beforehand who sends, and where', async () => {
    const { stderr } = await run('apply', '--baseline', 'eks-node', ...VIA, '--dry-run');
    match(stderr, /sent by +Systems Manager Automation, 1 locations? at a time/);
  });

  it('stops at a location that fails', async () => {
    const faults = { ...env, WINHARDEN_LAB_FAULTS: 'failing-step=1' };
    const args = ['audit', '--baseline', 'eks-node', ...VIA, '--lab', '--json'];
    const { state, nodes, waves } = resultOf<Run>(await winharden(args, home.path, faults), 'run-result', 1);
    equal(state, 'stopped');
    match(waves[0]?.reason ?? '', /4 of 4 locations did not succeed/);
    const outcomes = nodes.outcomes.map(({ outcome }) => outcome);
    deepEqual([outcomes.includes('NoReport'), outcomes.includes('NotSent')], [true, true]);
  });

  it('is refused where it cannot be', () =>
    refuses(['audit', '--baseline', 'eks-node', ...TAG, '--via', 'automation', '--lab'], home.path, env, {
      exit: 2,
      code: 'NotByAutomation',
      message: /none is named/,
      next: /--account/,
    }));
});
