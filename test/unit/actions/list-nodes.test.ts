import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type ListNodesInput, listNodes } from '../../../src/actions/list-nodes.ts';
import type { Machine, ManagedNode } from '../../../src/core/ports.ts';
import type { NodePosture } from '../../../src/core/posture/model.ts';
import { FakePosture } from '../core/posture/doubles.ts';
import { idOf, running, World, windows } from '../core/run/doubles.ts';

const NOW = new Date('2026-11-25T12:00:00Z');
const ago = (days: number) => new Date(NOW.getTime() - days * 86_400_000);
const PATH = '/aws/service/ami-windows-latest/Windows_Server-2022-English';
const NAME = (edition: string, day: string) => `Windows_Server-2022-English-${edition}-EKS_Optimized-1.35-${day}`;
const AMAZON = '801119661308';
const PROFILE = 'arn:aws:iam::111122223333:instance-profile/node';
const TAGS = { 'eks:cluster-name': 'demo', 'eks:nodegroup-name': 'windows-ng' };

const newest = { imageId: 'ami-new', name: NAME('Core', '2026.11.11'), owner: AMAZON, created: ago(14) };
const older = { imageId: 'ami-old', name: NAME('Full', '2026.09.09'), owner: AMAZON, created: ago(77) };
const ours = { imageId: 'ami-own', name: 'golden-2022', owner: '111122223333', created: ago(10) };

/** A node as it should be. */
const good = (number: number, over: Partial<Machine> = {}): Machine =>
  running(
    idOf(number),
    { ...TAGS, Name: `node-${number}` },
    {
      imageId: newest.imageId,
      launched: ago(3),
      profile: PROFILE,
      metadata: { tokens: 'required', hops: 1 },
      ...over,
    },
  );

function account(machines: Machine[], nodes: ManagedNode[] = machines.map(({ instanceId }) => windows(instanceId))) {
  const world = new World(0);
  world.inventory.machines = machines;
  world.inventory.nodes = nodes;
  const facts = new FakePosture();
  facts.visible = [newest, older, ours];
  facts.published = {
    [`${PATH}-Core-EKS_Optimized-1.35/image_id`]: newest.imageId,
    [`${PATH}-Full-EKS_Optimized-1.35/image_id`]: 'ami-full',
  };
  const app = { ...world.ports, posture: facts.port, clock: { ...world.ports.clock, now: () => NOW } };
  const list = (over: Partial<ListNodesInput> = {}) =>
    listNodes(app, {
      selector: { tags: [], instanceIds: [] },
      releases: [],
      maxAge: 45,
      order: 'name',
      ...over,
    });
  return { world, facts, app, list };
}

const flagsOf = ({ flags }: NodePosture) => flags.map(({ id }) => id);
const only = async (machine: Machine, node: ManagedNode | null = windows(machine.instanceId)) => {
  const { nodes } = await account([machine], node ? [node] : []).list();
  assert.equal(nodes.length, 1);
  return nodes[0] as NodePosture;
};

describe('listNodes', () => {
  it('has nothing to say against a node as it should be', async () => {
    const node = await only(good(1));
    assert.deepEqual(flagsOf(node), []);
    assert.deepEqual(
      [node.release, node.edition, node.kubernetes, node.cluster, node.isLatest, node.image?.days, node.launchedDays],
      ['2022', 'Core', '1.35', 'demo', true, 14, 3],
    );
  });

  it('tells the age of the image and the last start apart', async () => {
    const node = await only(good(1, { imageId: older.imageId, launched: ago(1) }));
    assert.deepEqual(flagsOf(node).sort(), ['full-edition', 'not-latest', 'old-image']);
    const old = node.flags.find(({ id }) => id === 'old-image');
    assert.match(old?.what ?? '', /made 77 days ago \(more than 45\); the node was last started 1 day ago/);
  });

  it('takes --max-age at its word', async () => {
    const { list } = account([good(1)]);
    assert.deepEqual((await list({ maxAge: 14 })).flags, {});
    assert.deepEqual((await list({ maxAge: 13 })).flags, { 'old-image': 1 });
  });

  it('says so where even the latest image is old', async () => {
    const { facts, list } = account([good(1, { imageId: older.imageId })]);
    facts.published[`${PATH}-Full-EKS_Optimized-1.35/image_id`] = older.imageId;
    const [node] = (await list()).nodes;
    assert.equal(node?.isLatest, true);
    assert.match(node?.flags[0]?.next ?? '', /latest that AWS has published is 77 days old itself/);
  });

  it('takes an image that nobody sees any more for old, whatever the edition, and says why', async () => {
    const node = await only(good(1, { imageId: 'ami-gone' }));
    assert.deepEqual([node.image?.visible, node.edition, node.isLatest], [false, null, false]);
    assert.deepEqual(flagsOf(node), ['old-image', 'not-latest']);
    assert.match(node.flags[0]?.what ?? '', /no longer visible: EKS makes its images private four months/);
  });

  it("does not ask an account's own image to be the latest of AWS", async () => {
    const node = await only(good(1, { imageId: ours.imageId }));
    assert.deepEqual([node.image?.own, node.isLatest, node.latest, flagsOf(node)], [true, null, null, []]);
  });

  it('flags a key pair and metadata without tokens, and notes the hops', async () => {
    const node = await only(good(1, { keyName: 'ops', metadata: { tokens: 'optional', hops: 2 } }));
    assert.deepEqual(flagsOf(node), ['imdsv1', 'key-pair']);
    assert.match(node.notes.join(), /2 hops/);
  });

  it('flags the Full edition on EKS workers alone', async () => {
    const alone = await only(good(1, { imageId: older.imageId, tags: { Name: 'alone' } }));
    assert.ok(!flagsOf(alone).includes('full-edition'));
  });

  it('lists what Systems Manager does not see, with the reason', async () => {
    const { profile: _, ...bare } = good(1);
    const without = await only(bare, null);
    assert.deepEqual(flagsOf(without), ['no-ssm-profile', 'unmanaged']);
    assert.match(without.reason ?? '', /no instance profile/);
    const stopped = await only(good(1, { state: 'stopped' }), null);
    assert.match(stopped.reason ?? '', /the instance is stopped/);
    assert.deepEqual(flagsOf(stopped), ['unmanaged']);
  });

  it('asks IAM about the roles of unmanaged nodes, each once', async () => {
    const { facts, list } = account([good(1), good(2), good(3, { profile: `${PROFILE}-managed` })], [windows(idOf(3))]);
    facts.lacking = { [PROFILE]: ['ssm:UpdateInstanceInformation'] };
    const { nodes } = await list();
    assert.deepEqual(
      facts.asked.filter(([question]) => question === 'missingRights'),
      [['missingRights', [PROFILE]]],
    );
    assert.match(nodes[0]?.flags[0]?.what ?? '', /instance profile node may not ssm:UpdateInstanceInformation/);
    assert.deepEqual(nodes.map(flagsOf), [['no-ssm-profile', 'unmanaged'], ['no-ssm-profile', 'unmanaged'], []]);
  });

  it('does not miss a profile where Systems Manager manages the node all the same', async () => {
    const { profile: _, ...bare } = good(1);
    assert.deepEqual(flagsOf(await only(bare)), []);
  });

  it('flags a node that went silent', async () => {
    const node = await only(good(1), windows(idOf(1), { ping: 'ConnectionLost' }));
    assert.deepEqual(flagsOf(node), ['offline']);
  });

  it('asks once for each image and group, however many nodes have it', async () => {
    const { facts, list } = account(Array.from({ length: 30 }, (_, n) => good(n + 1, { securityGroups: ['sg-1'] })));
    await list();
    assert.deepEqual(facts.asked, [
      ['images', ['ami-new']],
      ['securityGroups', ['sg-1']],
      ['parameters', [`${PATH}-Core-EKS_Optimized-1.35/image_id`]],
    ]);
  });

  it('goes on without what may not be asked, and warns once for each', async () => {
    const { facts, list } = account([good(1, { securityGroups: ['sg-1'] }), good(2, { imageId: 'ami-gone' })]);
    facts.refused = ['images', 'securityGroups', 'parameters', 'kubernetesOf', 'missingRights'];
    const { nodes, warnings, undecided } = await list();
    assert.deepEqual(nodes.map(flagsOf), [[], []]);
    assert.deepEqual(undecided, [
      'rdp-reachable',
      'winrm-reachable',
      'ssh-reachable',
      'old-image',
      'not-latest',
      'full-edition',
    ]);
    assert.deepEqual(
      nodes.map(({ image, isLatest, edition }) => [image?.visible, isLatest, edition]),
      [
        [null, null, null],
        [null, null, null],
      ],
    );
    assert.deepEqual(
      warnings.map((warning) => /may not ask for (\w+)/.exec(warning)?.[1]),
      ['images', 'securityGroups', 'kubernetesOf'],
    );
  });

  it('does not take a group that it cannot see for closed', async () => {
    const { warnings, undecided } = await account([good(1, { securityGroups: ['sg-shared'] })]).list();
    assert.match(warnings.join(), /security group sg-shared lets in is unknown/);
    assert.deepEqual(undecided, ['rdp-reachable', 'winrm-reachable', 'ssh-reachable']);
  });

  it('knows a latest image by its id alone, and says of no other that it is not', async () => {
    const { facts, list } = account([good(1), good(2, { imageId: ours.imageId })]);
    facts.refused = ['images'];
    assert.deepEqual(
      (await list()).nodes.map(({ isLatest }) => isLatest),
      [true, null],
    );
  });

  it('knows that an image is no younger than its node where it may not ask', async () => {
    const { facts, list } = account([good(1, { launched: ago(60) })]);
    facts.refused = ['images'];
    const [node] = (await list()).nodes;
    assert.match(node?.flags.find(({ id }) => id === 'old-image')?.what ?? '', /last started 60 days ago/);
  });

  it('leaves out other systems and what is terminated, and says so of what was named', async () => {
    const linux = good(2, { windows: false });
    const gone = good(3, { state: 'terminated' });
    const { list } = account([good(1), linux, gone], [windows(idOf(1))]);
    assert.deepEqual((await list()).excluded, []);
    const named = await list({ selector: { tags: [], instanceIds: [1, 2, 3, 4].map(idOf) } });
    assert.deepEqual(
      named.nodes.map(({ instanceId }) => instanceId),
      [idOf(1)],
    );
    assert.deepEqual(
      named.excluded.map(({ reason }) => reason),
      ['not Windows', 'the instance is terminated', 'there is no such instance, and Systems Manager does not know it'],
    );
  });

  it('is empty where the account has no nodes, and an error where a tag matches none', async () => {
    const { list } = account([]);
    assert.deepEqual((await list()).nodes, []);
    await assert.rejects(list({ selector: { tags: ['env=no'], instanceIds: [] } }), { code: 'NoNodesMatched' });
  });

  it('keeps to releases', async () => {
    const older2019 = windows(idOf(2), { platformName: 'Microsoft Windows Server 2019 Datacenter' });
    const { list } = account([good(1), good(2, { imageId: ours.imageId })], [windows(idOf(1)), older2019]);
    const { nodes } = await list({ releases: ['2019'] });
    assert.deepEqual(
      nodes.map(({ release }) => release),
      ['2019'],
    );
  });

  it('puts the gravest first, or what is asked for', async () => {
    const { list } = account([
      good(1),
      good(2, { keyName: 'ops', launched: ago(9) }),
      good(3, { metadata: { tokens: 'optional', hops: 1 } }),
      good(4, { imageId: 'ami-gone' }),
    ]);
    const numbers = async (order: ListNodesInput['order']) =>
      (await list({ order })).nodes.map(({ name }) => Number(name?.slice(-1)));
    assert.deepEqual(await numbers('flags'), [4, 3, 2, 1]);
    assert.deepEqual((await numbers('image-age'))[0], 4);
    assert.deepEqual((await numbers('node-age'))[0], 2);
    assert.deepEqual(await numbers('name'), [1, 2, 3, 4]);
  });

  it('has last run and score from kept runs, and the edition that the node reported where its image is gone', async () => {
    const { world, list } = account([good(1), good(2, { imageId: 'ami-gone' }), good(3)]);
    const outcomeOf = (number: number, outcome: string, percent?: number) => ({
      instanceId: idOf(number),
      outcome,
      ...(percent !== undefined && { score: { afterWaivers: { percent } } }),
    });
    const keep = async (runId: string, operation: string, outcomes: object[]) => {
      const folder = await world.ports.runs.create(runId);
      const result = { runId, operation, baseline: 'cis-l1', state: 'finished', started: runId, nodes: { outcomes } };
      await folder.write('result.json', result);
      for (const number of [1, 2]) await folder.write(`nodes/${idOf(number)}.json`, { node: { core: false } });
    };
    await keep('20261120T100000Z-aaaaaa', 'audit', [
      outcomeOf(1, 'NonCompliant', 81.2),
      outcomeOf(2, 'Compliant', 100),
    ]);
    await keep('20261121T100000Z-bbbbbb', 'rollback', [outcomeOf(1, 'Remediated'), outcomeOf(2, 'NotSent')]);
    const { nodes } = await list();
    assert.deepEqual(
      nodes.map(({ lastRun }) => lastRun && [lastRun.runId.slice(-6), lastRun.operation, lastRun.score]),
      [['bbbbbb', 'rollback', 81.2], ['aaaaaa', 'audit', 100], null],
    );
    assert.deepEqual(
      nodes.map(({ edition }) => edition),
      ['Core', 'Full', 'Core'],
    );
  });
});
