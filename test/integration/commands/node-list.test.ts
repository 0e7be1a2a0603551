import { deepEqual, equal, match } from 'node:assert/strict';
import { join } from 'node:path';
import type { NodeList } from '../../../src/actions/list-nodes.ts';
import { FLAGS, type NodePosture } from '../../../src/core/posture/model.ts';
import { FAST_LAB, refuses, resultOf, tempFolder, winharden } from './winharden.ts';

type Result = Omit<NodeList, 'warnings'> & { failed: string[] };

const { WINHARDEN_LAB_NODES: _, ...DEMO } = FAST_LAB;
const ON = ['--baseline', 'eks-node', '--tag', 'eks:nodegroup=windows-ng'];

/** The demo fleet, whose nodes trip each flag that a fleet of AWS's own making can. */
describe('node list', function () {
  this.timeout(120_000);
  const home = tempFolder();
  after(home.remove);
  const lab = join(home.path, 'lab');
  const inLab = (...args: string[]) => winharden([...args, '--lab', lab], home.path, DEMO);
  const list = async (code: number, ...args: string[]) =>
    resultOf<Result>(await inLab('node', 'list', ...args, '--json'), 'node-list-result', code);
  const named = ({ nodes }: Result, name: string) => nodes.find((node) => node.name === name) as NodePosture;
  const flagsOf = ({ flags }: NodePosture) => flags.map(({ id }) => id);
  let all: Result;

  before(async () => {
    await inLab('audit', ...ON);
    all = await list(0);
  });

  it('shows every Windows node, managed or not', () => {
    equal(all.nodes.length, 8);
    const unmanaged = named(all, 'windows-2022-unmanaged');
    match(unmanaged.reason ?? '', /no instance profile/);
    deepEqual([unmanaged.managed, unmanaged.agent, unmanaged.image?.own], [false, null, true]);
  });

  it('has each flag but SSH', () => {
    deepEqual(
      FLAGS.filter((id) => !all.flags[id]),
      ['ssh-reachable'],
    );
  });

  it('knows release, build, edition, image, agent, last run and score', () => {
    const node = named(all, 'windows-2022-core-a');
    deepEqual(
      [node.release, node.build, node.edition, node.kubernetes, node.isLatest, node.ping, node.flags],
      ['2022', '10.0.20348', 'Core', '1.35', true, 'Online', []],
    );
    match(node.image?.name ?? '', /^Windows_Server-2022-English-Core-EKS_Optimized-1\.35-/);
    deepEqual([node.lastRun?.operation, node.lastRun?.baseline], ['audit', 'eks-node']);
    equal(typeof node.lastRun?.score, 'number');
  });

  it('takes an image that is private by now for old, and the edition from the node’s own report', () => {
    const node = named(all, 'windows-2019-full');
    deepEqual([node.image?.visible, node.edition], [false, 'Full']);
    for (const flag of ['old-image', 'full-edition', 'key-pair', 'imdsv1'] as const)
      equal(flagsOf(node).includes(flag), true);
  });

  it('says from where RDP is open, the gravest first', () => {
    const [first] = all.nodes;
    equal(first?.name, 'windows-2022-full');
    const rdp = first?.flags.find(({ id }) => id === 'rdp-reachable');
    equal(rdp?.severity, 'critical');
    match(rdp?.what ?? '', /0\.0\.0\.0\/0, ::\/0.*203\.0\.113\.24/);
  });

  it('ends with 3 where a node has a flag of --fail-on', async () => {
    deepEqual((await list(3, '--fail-on', 'ssh-reachable,key-pair')).failed, ['key-pair']);
    deepEqual((await list(0, '--fail-on', 'ssh-reachable')).failed, []);
    const { code, stdout } = await inLab('node', 'list', '--fail-on', 'any', '--sort', 'name');
    equal(code, 3);
    match(stdout, /8 Windows nodes/);
    match(stdout, /\n {2}→ .*winharden node replace/);
    match(stdout, /old-image: \d nodes/);
  });

  it('keeps to a selection, sorted as asked', async () => {
    const one = await list(0, '--instance-id', all.nodes[0]?.instanceId ?? '', '--max-age', '100000');
    deepEqual(one.nodes.map(flagsOf), [flagsOf(all.nodes[0] as NodePosture).filter((id) => id !== 'old-image')]);
    const names = async (...args: string[]) =>
      (await list(0, '--release', '2022', '--sort', 'name', ...args)).nodes.map(({ name }) => name);
    const sorted = await names();
    equal(sorted.length, 5);
    deepEqual(await names('--reverse'), sorted.toReversed());
  });

  it('is a line for each node as CSV', async () => {
    const { stdout } = await inLab('node', 'list', '--format', 'csv');
    const [head = '', ...lines] = stdout.trimEnd().split('\r\n');
    match(head, /^instanceId,location,name,.*,flags,reason$/);
    equal(lines.length, 8);
  });

  it('goes on without permissions for single facts, and names them', async () => {
    const denied = ['ec2:DescribeImages', 'ec2:DescribeSecurityGroups', 'ssm:GetParameters'];
    const env = { ...DEMO, WINHARDEN_LAB_FAULTS: denied.map((each) => `denied=${each}`).join(' ') };
    const ended = await winharden(['node', 'list', '--json', '--lab'], home.path, env);
    const result = resultOf<Result>(ended, 'node-list-result');
    deepEqual([result.flags['rdp-reachable'], result.flags['not-latest']], [undefined, undefined]);
    equal(result.flags['key-pair'], 2);
    const warnings: string[] = JSON.parse(ended.stdout).warnings;
    for (const action of denied.slice(0, 2)) equal(warnings.filter((text) => text.includes(action)).length, 1, action);
  });

  it('does not let a pipeline pass on what could not be asked', async () => {
    const env = { ...DEMO, WINHARDEN_LAB_FAULTS: 'denied=ec2:DescribeSecurityGroups' };
    const gate = (flag: string) => winharden(['node', 'list', '--fail-on', flag, '--json', '--lab'], home.path, env);
    const ended = await gate('rdp-reachable');
    deepEqual(resultOf<Result>(ended, 'node-list-result', 1).undecided, [
      'rdp-reachable',
      'winrm-reachable',
      'ssh-reachable',
    ]);
    match(ended.stdout, /--fail-on cannot tell whether any node has rdp-reachable/);
    deepEqual(resultOf<Result>(await gate('any'), 'node-list-result', 3).failed.includes('key-pair'), true);
  });

  it('looks at several Regions as one fleet', async () => {
    const where = ['--region', 'eu-central-1,eu-west-1'];
    const { nodes } = resultOf<Result>(
      await winharden(['node', 'list', ...where, '--json', '--lab'], home.path, FAST_LAB),
      'node-list-result',
    );
    deepEqual([...new Set(nodes.map(({ location }) => location))].sort(), [
      '123456789012/eu-central-1',
      '123456789012/eu-west-1',
    ]);
    equal(
      nodes.every(({ isLatest }) => isLatest !== null),
      true,
    );
  });

  it('refuses a tag that nobody has, and a flag that is none', async () => {
    await refuses(['node', 'list', '--tag', 'env=nowhere', '--lab'], home.path, DEMO, {
      exit: 1,
      code: 'NoNodesMatched',
      message: /no node matches env=nowhere/,
      next: /./,
    });
    const { code, stderr } = await inLab('node', 'list', '--fail-on', 'rdp');
    equal(code, 2);
    match(stderr, /rdp-reachable/);
  });
});
