import { deepEqual, equal, rejects } from 'node:assert/strict';
import {
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  EKSClient,
  ListClustersCommand,
  ListNodegroupsCommand,
} from '@aws-sdk/client-eks';
import { awsError, type LabUnderTest, openLab } from './clients.ts';

describe('lab: EKS', () => {
  let under: LabUnderTest;
  let eks: EKSClient;
  const windows = { clusterName: 'demo', nodegroupName: 'windows-ng' };
  before(async () => {
    under = await openLab({ nodes: 5 });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    eks = new EKSClient({ endpoint: under.lab.endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
  });
  after(() => under.lab.close());

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
    deepEqual(nodegroup?.scalingConfig?.desiredSize, 5);
    deepEqual(nodegroup?.resources?.autoScalingGroups, [{ name: 'eks-windows-ng-5ac1e2d0' }]);
    await rejects(
      eks.send(new DescribeNodegroupCommand({ ...windows, nodegroupName: 'gone' })),
      awsError('ResourceNotFoundException', /No node group found for name: gone/),
    );
  });
});
