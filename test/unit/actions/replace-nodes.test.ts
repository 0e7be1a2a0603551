import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ReplaceApp } from '../../../src/actions/planned-group.ts';
import { type ReplaceInput, replaceNodes } from '../../../src/actions/replace-nodes.ts';
import { WinhardenError } from '../../../src/core/errors.ts';
import type { RunEvent } from '../../../src/core/events.ts';
import type {
  Inventory,
  Machine,
  Nodegroup,
  PostureFacts,
  Progress,
  Replacements,
  ScalingGroup,
} from '../../../src/core/ports.ts';
import type { TemplateVersion } from '../../../src/core/replace/model.ts';

const NEW = 'ami-00000000000000002';
const OLD = 'ami-00000000000000001';
const MANAGED = { 'eks:cluster-name': 'prod', 'eks:nodegroup-name': 'windows' };
const SELF = { 'aws:autoscaling:groupName': 'self', 'kubernetes.io/cluster/prod': 'owned' };

const machine = (instanceId: string, tags: Record<string, string>, imageId = OLD): Machine => ({
  instanceId,
  state: 'running',
  windows: true,
  imageId,
  privateDns: `${instanceId}.internal`,
  tags: { team: 'a', ...tags },
});

const nodegroup = (over: Partial<Nodegroup> = {}): Nodegroup => ({
  cluster: 'prod',
  name: 'windows',
  amiType: 'WINDOWS_CORE_2022_x86_64',
  version: '1.34',
  releaseVersion: '1.34-2026.01.22',
  status: 'ACTIVE',
  template: null,
  ...over,
});

const group = (over: Partial<ScalingGroup> = {}): ScalingGroup => ({
  name: 'self',
  instances: ['i-2'],
  template: { id: 'lt-1', version: '3' },
  mixed: null,
  launchConfiguration: null,
  nodegroup: null,
  ...over,
});

const template = (over: Partial<TemplateVersion> = {}): TemplateVersion => ({
  id: 'lt-1',
  version: '3',
  imageId: OLD,
  keyName: null,
  metadata: null,
  ...over,
});

const progress = (status: string): Progress => ({ id: 'x', status, percent: null, reason: null, problems: [] });

const IMAGE = {
  name: 'Windows_Server-2022-English-Full-EKS_Optimized-1.35-2026.01.22',
  owner: '801119661308',
  created: null,
};

/** AWS as far as it is told; what it was asked to change stands in `asked`. */
function world(machines: Machine[], over: Partial<Replacements> = {}, known: Partial<PostureFacts> = {}) {
  const asked: [what: string, how: unknown][] = [];
  const note = (what: string, how: unknown) => void asked.push([what, how]);
  const replacements: Replacements = {
    nodegroup: async () => nodegroup(),
    scalingGroup: async () => group(),
    template: async () => template(),
    openUpdate: async () => null,
    startUpdate: async (update) => {
      note('startUpdate', update);
      return 'update-1';
    },
    updateProgress: async () => progress('Successful'),
    openRefresh: async () => null,
    startRefresh: async (refresh) => {
      note('startRefresh', refresh);
      return 'refresh-1';
    },
    refreshProgress: async () => progress('Successful'),
    newVersion: async (from, data) => {
      note('newVersion', { from: from.version, ...data });
      return '4';
    },
    ...over,
  };
  const inventory = {
    machinesByTags: async (tags: { key: string; value: string }[]) =>
      machines.filter((each) => tags.every(({ key, value }) => each.tags[key] === value)),
    machinesById: async (ids: string[]) => machines.filter(({ instanceId }) => ids.includes(instanceId)),
    nodesByTags: async () => [],
    someMachines: async () => [],
  } as Partial<Inventory> as Inventory;
  let now = Date.parse('2027-01-01T00:00:00Z');
  const clock = {
    now: () => new Date(now),
    sleep: async (milliseconds: number) => {
      now += milliseconds;
    },
  };
  const facts = {
    images: async ([imageId = '']) => [{ ...IMAGE, imageId }],
    parameters: async ([name = '']) => new Map([[name, NEW]]),
    kubernetesOf: async () => '1.35',
    ...known,
  } as PostureFacts;
  const app: ReplaceApp = { inventory, clock, replacements, posture: { at: () => facts } };
  const input: ReplaceInput = {
    selector: { tags: ['team=a'], instanceIds: [] },
    options: { latestEks: false, force: false, minHealthy: 90, requireImdsV2: false },
    where: { aws: ' --region eu-west-1', winharden: '' },
    execute: true,
    wholeGroup: false,
    asks: false,
    concurrency: 1,
    waitMinutes: 60,
    pollSeconds: 15,
  };
  const replace = async (more: Partial<ReplaceInput> = {}, options: Partial<ReplaceInput['options']> = {}) => {
    const events: RunEvent[] = [];
    const emit = (event: RunEvent) => void events.push(event);
    const signal = new AbortController().signal;
    const whole = { ...input, ...more, options: { ...input.options, ...options } };
    const result = await replaceNodes(app, whole, { emit, signal, confirm: async () => true });
    return { ...result, events, first: result.groups[0] };
  };
  return { asked, replace };
}

describe('replacing nodes', () => {
  it('has EKS update a managed nodegroup, which stays on its Kubernetes version', async () => {
    const { asked, replace } = world([machine('i-1', MANAGED)]);
    const { first } = await replace();
    assert.deepEqual([first?.outcome, first?.id, first?.look], ['replaced', 'update-1', null]);
    assert.deepEqual(asked, [
      ['startUpdate', { cluster: 'prod', nodegroup: 'windows', force: false, version: '1.34' }],
    ]);
    assert.match(first?.warnings.join() ?? '', /stays on Kubernetes 1\.34.*--kubernetes-version 1\.35/);
  });

  it('updates a nodegroup with an image of its own by a version of its launch template', async () => {
    const custom = nodegroup({ amiType: 'CUSTOM', template: { id: 'lt-1', version: '3' } });
    const images = async () => [{ ...IMAGE, imageId: OLD, name: 'our-own-image' }];
    const { asked, replace } = world([machine('i-1', MANAGED)], { nodegroup: async () => custom }, { images });
    const refused = await replace();
    assert.equal(refused.first?.outcome, 'refused');
    assert.match(refused.first?.reason ?? '', /our-own-image .* is not an EKS optimised one.*--image-id/);
    const done = await replace({}, { imageId: NEW, requireImdsV2: true });
    assert.equal(done.first?.outcome, 'replaced');
    assert.deepEqual(asked, [
      ['newVersion', { from: '3', ImageId: NEW, MetadataOptions: { HttpTokens: 'required' } }],
      ['startUpdate', { cluster: 'prod', nodegroup: 'windows', force: false, template: { id: 'lt-1', version: '4' } }],
    ]);
    const command = done.first?.steps.map((step) => step.command).join('\n') ?? '';
    assert.match(command, /--launch-template id=lt-1,version="\$VERSION" --region eu-west-1/);
    const latest = await replace({ execute: false }, { latestEks: true, edition: 'Core' });
    assert.match(latest.first?.reason ?? '', /Systems Manager does not say/);
  });

  it('refreshes a self-managed group, and takes a version that is there already', async () => {
    const { asked, replace } = world([machine('i-2', SELF)], {
      template: async ({ version }) => (version === '$Latest' ? template({ version: '7', imageId: NEW }) : template()),
    });
    const { first } = await replace();
    assert.equal(first?.outcome, 'replaced');
    const desired = { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '7' } };
    assert.deepEqual(asked, [['startRefresh', { group: 'self', desired, minHealthy: 90, autoRollback: true }]]);
  });

  it('follows what is under way, also where it began in between', async () => {
    const open = { ...progress('InProgress'), id: 'theirs' };
    const running = world([machine('i-1', MANAGED)], {
      nodegroup: async () => nodegroup({ status: 'UPDATING' }),
      openUpdate: async () => open,
    });
    assert.equal((await running.replace()).first?.id, 'theirs');
    assert.deepEqual(running.asked, []);
    const between = world([machine('i-1', MANAGED)], { startUpdate: async () => null, openUpdate: async () => open });
    assert.deepEqual([(await between.replace()).first?.id], ['theirs']);
    const refresh = world([machine('i-2', SELF)], { openRefresh: async () => open });
    assert.equal((await refresh.replace()).first?.id, 'theirs');
    assert.deepEqual(refresh.asked, []);
  });

  it('stops after the first group that failed', async () => {
    const { asked, replace } = world([machine('i-1', MANAGED), machine('i-2', SELF)], {
      refreshProgress: async () => ({ ...progress('Failed'), reason: 'no capacity' }),
    });
    const { groups } = await replace();
    assert.deepEqual(
      groups.map(({ title, outcome, reason }) => [title, outcome, reason]),
      [
        ['Auto Scaling group self', 'failed', 'Failed: no capacity'],
        ['nodegroup windows of the cluster prod', 'notStarted', null],
      ],
    );
    assert.deepEqual(
      asked.map(([what]) => what),
      ['newVersion', 'startRefresh'],
    );
  });

  it('goes on looking where AWS is out of reach for a while, and says how to look again where it is not', async () => {
    let looks = 0;
    const passing = world([machine('i-1', MANAGED)], {
      updateProgress: async () => {
        looks++;
        if (looks < 3) throw new WinhardenError({ code: 'Throttled', message: 'AWS throttled' });
        return progress('Successful');
      },
    });
    assert.equal((await passing.replace()).first?.outcome, 'replaced');
    const expired = world([machine('i-1', MANAGED)], {
      updateProgress: async () => {
        throw new WinhardenError({ code: 'ExpiredCredentials', message: 'your AWS session has expired' });
      },
    });
    const { first } = await expired.replace();
    assert.deepEqual([first?.outcome, first?.reason], ['inProgress', 'your AWS session has expired']);
    assert.match(first?.look ?? '', /aws eks describe-update .*--update-id update-1 --region eu-west-1/);
    const long = world([machine('i-1', MANAGED)], { updateProgress: async () => progress('InProgress') });
    assert.equal((await long.replace({ waitMinutes: 5 })).first?.outcome, 'inProgress');
  });

  it('replaces no node that nobody selected without being told to', async () => {
    const other = { ...machine('i-9', MANAGED), tags: MANAGED };
    const { asked, replace } = world([machine('i-1', MANAGED), other]);
    await assert.rejects(replace(), { code: 'PartOfGroup' });
    assert.deepEqual(asked, []);
    assert.equal((await replace({ wholeGroup: true })).first?.outcome, 'replaced');
  });

  it('has nothing to do where all nodes have the newest image', async () => {
    const { asked, replace } = world([machine('i-1', MANAGED, NEW)]);
    assert.equal((await replace()).first?.outcome, 'upToDate');
    assert.deepEqual(asked, []);
    assert.equal((await replace({}, { releaseVersion: '1.34-2026.02.16' })).first?.outcome, 'replaced');
  });

  it('takes no Auto Scaling group that it cannot replace as it was made', async () => {
    const reasonOf = async (
      over: Partial<ScalingGroup> | null,
      more: Partial<Replacements> = {},
      known: Partial<PostureFacts> = {},
    ) => {
      const scalingGroup = async () => (over === null ? null : group(over));
      const { asked, replace } = world([machine('i-2', SELF)], { scalingGroup, ...more }, known);
      const { first } = await replace();
      assert.deepEqual([first?.outcome, asked], ['refused', []]);
      return first?.reason ?? '';
    };
    assert.match(await reasonOf(null), /has no group self/);
    assert.match(await reasonOf({ template: null, launchConfiguration: 'old-1' }), /launch configuration old-1/);
    assert.match(await reasonOf({ nodegroup: 'windows' }), /EKS alone/);
    const mixed = { LaunchTemplate: { Overrides: [{ LaunchTemplateSpecification: { LaunchTemplateId: 'lt-2' } }] } };
    assert.match(await reasonOf({ mixed }), /launch templates of their own/);
    assert.match(await reasonOf({}, { template: async () => null }), /not there/);
    const byParameter = { template: async () => template({ imageId: 'resolve:ssm:/x' }) };
    assert.match(await reasonOf({}, byParameter), /takes the image from resolve:ssm/);
    assert.match(await reasonOf({}, {}, { images: async () => [] }), /not visible any more/);
    assert.match(await reasonOf({}, {}, { parameters: async () => new Map() }), /public parameter/);
    const kubernetesOf = async () => {
      throw new WinhardenError({ code: 'NoSuchCluster', message: 'gone' });
    };
    assert.match(await reasonOf({}, {}, { kubernetesOf }), /the cluster prod, which is not there/);
  });

  it('replaces a nodegroup also where its newest image may not be looked up', async () => {
    const denied = async () => {
      throw new WinhardenError({ code: 'NoPermission', message: 'you may not call ssm:GetParameters' });
    };
    const facts = { parameters: denied, kubernetesOf: denied };
    const { first } = await world([machine('i-1', MANAGED)], {}, facts).replace();
    assert.deepEqual([first?.outcome, first?.image], ['replaced', null]);
    assert.match(first?.warnings.join() ?? '', /ssm:GetParameters/);
  });

  it('says what it cannot do for nodegroups and instances', async () => {
    const gone = world([machine('i-1', MANAGED)], { nodegroup: async () => null });
    assert.match((await gone.replace()).first?.reason ?? '', /EKS has no nodegroup windows in a cluster prod/);
    const going = world([machine('i-1', MANAGED)], { nodegroup: async () => nodegroup({ status: 'DELETING' }) });
    assert.match((await going.replace()).first?.reason ?? '', /DELETING/);
    const single = world([machine('i-1', {})]);
    const { first } = await single.replace();
    assert.equal(first?.outcome, 'refused');
    assert.match(first?.steps.map(({ command }) => command).join('\n') ?? '', /terminate-instances --instance-ids i-1/);
    const terminated = world([{ ...machine('i-1', MANAGED), state: 'terminated' }]);
    await assert.rejects(terminated.replace(), { code: 'NothingToReplace' });
  });
});
