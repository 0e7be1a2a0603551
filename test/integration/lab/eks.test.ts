import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { DescribeInstancesCommand, type Instance } from '@aws-sdk/client-ec2';
import {
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  DescribeUpdateCommand,
  EKSClient,
  ListClustersCommand,
  ListNodegroupsCommand,
  ListUpdatesCommand,
  UpdateNodegroupVersionCommand,
} from '@aws-sdk/client-eks';
import { DescribeInstanceInformationCommand, GetParameterCommand } from '@aws-sdk/client-ssm';
import { awsError, type LabUnderTest, openLab, pause } from './clients.ts';

const NEWEST = '/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-EKS_Optimized-1.35/image_id';
const nameOf = ({ Tags }: Instance) => Tags?.find(({ Key }) => Key === 'Name')?.Value;

describe('lab: EKS', () => {
  let under: LabUnderTest;
  let eks: EKSClient;
  const windows = { clusterName: 'demo', nodegroupName: 'windows-ng' };

  async function open(...faults: string[]): Promise<void> {
    under = await openLab({ faults });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    eks = new EKSClient({ endpoint: under.lab.endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
  }
  before(() => open());
  after(() => under.lab.close());

  async function instances(state: string): Promise<Instance[]> {
    const { Reservations = [] } = await under.ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: 'instance-state-name', Values: [state] }] }),
    );
    return Reservations.flatMap(({ Instances = [] }) => Instances);
  }
  async function ended(updateId: string | undefined): Promise<string | undefined> {
    for (;;) {
      const { update } = await eks.send(
        new DescribeUpdateCommand({ name: 'demo', nodegroupName: 'windows-ng', updateId }),
      );
      if (update?.status !== 'InProgress') return update?.status;
      await pause(10);
    }
  }

  it('has the cluster of its nodes', async () => {
    deepEqual((await eks.send(new ListClustersCommand({}))).clusters, ['demo']);
    const { cluster } = await eks.send(new DescribeClusterCommand({ name: 'demo' }));
    deepEqual(
      [cluster?.arn, cluster?.version, cluster?.status],
      ['arn:aws:eks:eu-central-1:123456789012:cluster/demo', '1.35', 'ACTIVE'],
    );
    await rejects(
      eks.send(new DescribeClusterCommand({ name: 'other' })),
      awsError('ResourceNotFoundException', /No cluster found for name: other/),
    );
  });

  it('has the managed nodegroups of its nodes', async () => {
    deepEqual((await eks.send(new ListNodegroupsCommand({ clusterName: 'demo' }))).nodegroups, ['windows-ng']);
    const { nodegroup } = await eks.send(new DescribeNodegroupCommand(windows));
    equal(nodegroup?.amiType, 'WINDOWS_CORE_2022_x86_64');
    equal(nodegroup?.scalingConfig?.desiredSize, 9);
    deepEqual(nodegroup?.resources?.autoScalingGroups, [{ name: 'eks-windows-ng-5ac1e2d0' }]);
    await rejects(
      eks.send(new DescribeNodegroupCommand({ ...windows, nodegroupName: 'gone' })),
      awsError('ResourceNotFoundException', /No node group found for name: gone/),
    );
  });

  it('updates a nodegroup: other nodes from the newest image, the old ones terminated, seen by Systems Manager', async () => {
    const before = await instances('running');
    const { update } = await eks.send(new UpdateNodegroupVersionCommand(windows));
    deepEqual([update?.status, update?.type], ['InProgress', 'VersionUpdate']);
    equal((await eks.send(new DescribeNodegroupCommand(windows))).nodegroup?.status, 'UPDATING');
    await rejects(
      eks.send(new UpdateNodegroupVersionCommand(windows)),
      awsError('ResourceInUseException', /update in progress/),
    );
    equal(await ended(update?.id), 'Successful');
    const { nodegroup } = await eks.send(new DescribeNodegroupCommand(windows));
    equal(nodegroup?.status, 'ACTIVE');
    match(nodegroup?.releaseVersion ?? '', /^1\.35-/);
    const now = await instances('running');
    const names = (found: Instance[]) => found.map(nameOf).sort();
    deepEqual(names(now), names(before));
    deepEqual(names(await instances('terminated')), [
      'windows-2019-full',
      'windows-2022-full',
      'windows-2022-offline',
      'windows-2022-unmanaged',
      'windows-2025-core',
    ]);
    const { Parameter } = await under.ssm.send(new GetParameterCommand({ Name: NEWEST }));
    const full = now.find((each) => nameOf(each) === 'windows-2022-full');
    equal(full?.ImageId, Parameter?.Value);
    equal(full?.Tags?.find(({ Key }) => Key === 'eks:nodegroup-name')?.Value, 'windows-ng');
    const { InstanceInformationList } = await under.ssm.send(
      new DescribeInstanceInformationCommand({ Filters: [{ Key: 'PingStatus', Values: ['Online'] }] }),
    );
    equal(
      InstanceInformationList?.some(({ InstanceId }) => InstanceId === full?.InstanceId),
      true,
    );
    const { updateIds } = await eks.send(new ListUpdatesCommand({ name: 'demo', nodegroupName: 'windows-ng' }));
    deepEqual(updateIds, [update?.id]);
  });

  it('fails where pods stay, unless it is forced', async () => {
    await under.lab.close();
    await open('pods-stay=1.0');
    const first = await eks.send(new UpdateNodegroupVersionCommand(windows));
    equal(await ended(first.update?.id), 'Failed');
    const { update } = await eks.send(
      new DescribeUpdateCommand({ name: 'demo', nodegroupName: 'windows-ng', updateId: first.update?.id }),
    );
    equal(update?.errors?.[0]?.errorCode, 'PodEvictionFailure');
    match(update?.errors?.[0]?.resourceIds?.[0] ?? '', /^i-0/);
    const second = await eks.send(new UpdateNodegroupVersionCommand({ ...windows, force: true }));
    equal(await ended(second.update?.id), 'Successful');
  });

  it('refuses versions that it has not', async () => {
    await rejects(
      eks.send(new UpdateNodegroupVersionCommand({ ...windows, version: '1.99' })),
      awsError('InvalidParameterException', /1\.99/),
    );
    await rejects(
      eks.send(new UpdateNodegroupVersionCommand({ ...windows, launchTemplate: { id: 'lt-0', version: '1' } })),
      awsError('InvalidParameterException', /launch template/i),
    );
  });
});
