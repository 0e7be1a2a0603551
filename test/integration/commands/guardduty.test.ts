import { deepEqual, equal, match } from 'node:assert/strict';
import type { FoundThreats } from '../../../src/actions/guardduty-findings.ts';
import type { RegionStatus } from '../../../src/actions/guardduty-status.ts';
import { type Lab, startLab } from '../../../src/lab/index.ts';
import { refuses, resultOf, tempFolder, winharden } from './winharden.ts';

const TWO = ['123456789012/eu-central-1', '123456789012/us-east-1'];

describe('guardduty', () => {
  const home = tempFolder();
  let lab: Lab;
  before(async () => {
    lab = await startLab({ driver: 'model', locations: TWO, faults: ['guardduty-off=eu-central-1'] });
  });
  after(async () => {
    await lab.close();
    home.remove();
  });

  const run = (...args: string[]) => winharden(['guardduty', ...args], home.path, lab.env);
  const statusOf = async (code: number, ...args: string[]) =>
    resultOf<{ regions: RegionStatus[] }>(await run('status', '--json', ...args), 'guardduty-status-result', code)
      .regions;
  const findingsOf = async (...args: string[]) =>
    resultOf<FoundThreats>(await run('findings', '--json', ...args), 'guardduty-findings-result');

  it('is told of every Region that the account has, and of those asked for', async () => {
    const regions = await statusOf(3, '--fail-on', 'off');
    deepEqual(
      regions.map(({ region, status }) => [region, status]),
      [
        ['eu-central-1', 'none'],
        ['us-east-1', 'enabled'],
      ],
    );
    equal((await statusOf(0, '--fail-on', 'off', '--region', 'us-east-1')).length, 1);
  });

  it('has findings about nodes, the gravest first, with what to do', async () => {
    const { findings, nodes } = await findingsOf('--region', 'us-east-1');
    equal(nodes, null);
    deepEqual(
      [...findings].sort((a, b) => b.score - a.score),
      findings,
    );
    const attacked = findings.find(({ type, role }) => type.endsWith('RDPBruteForce') && role === 'TARGET');
    deepEqual(attacked?.ports, [3389]);
    match(attacked?.next.join() ?? '', /node list/);
    const about = await findingsOf('--region', 'us-east-1', '--instance-id', attacked?.instanceId ?? '');
    deepEqual(new Set(about.findings.map(({ instanceId }) => instanceId)), new Set([attacked?.instanceId]));
    equal(about.nodes, 1);
  });

  it('are filtered, and may end a pipeline', async () => {
    const args = ['findings', '--region', 'us-east-1'];
    const low = await run(...args, '--fail-on', 'critical');
    equal(low.code, 0, low.stderr);
    const { findings } = await findingsOf('--region', 'us-east-1', '--type', 'Recon:EC2/PortProbeUnprotectedPort');
    equal((await run(...args, '--fail-on', 'low')).code, findings.length > 0 ? 3 : 0);
    deepEqual(
      findings.map(({ type }) => type),
      findings.map(() => 'Recon:EC2/PortProbeUnprotectedPort'),
    );
  });

  it('is never turned on by itself, and once by --enable', async () => {
    await refuses(['guardduty', 'findings', '--region', 'eu-central-1'], home.path, lab.env, {
      exit: 1,
      code: 'GuardDutyOff',
      message: /not turned on in eu-central-1/,
      next: /--enable/,
    });
    await refuses(['guardduty', 'status', '--region', 'eu-central-1', '--enable'], home.path, lab.env, {
      exit: 2,
      code: 'ConfirmationNeeded',
      message: /./,
      next: /--yes/,
    });
    const told = await run('status', '--region', 'eu-central-1', '--enable', '--yes');
    match(told.stderr, /billed by what it reads/);
    match(told.stdout, /on \(now\)/);
    const [region] = await statusOf(0, '--region', 'eu-central-1', '--enable', '--yes');
    deepEqual([region?.status, region?.turnedOn], ['enabled', false]);
  });

  it('refuses what it cannot answer', async () => {
    await refuses(['guardduty', 'findings', '--region', 'eu-west-1,eu-west-2'], home.path, lab.env, {
      exit: 2,
      code: 'SeveralLocations',
      message: /one Region/,
      next: /--region/,
    });
    await refuses(['guardduty', 'findings', '--tag', 'a=b', '--region', 'us-east-1'], home.path, lab.env, {
      exit: 1,
      code: 'NoNodesMatched',
      message: /no EC2 instance matches/,
      next: /--profile/,
    });
  });
});
