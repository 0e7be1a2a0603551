import { deepEqual, equal, rejects } from 'node:assert/strict';
import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  DescribeInstanceRefreshesCommand,
  DescribePoliciesCommand,
  StartInstanceRefreshCommand,
} from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateVersionCommand, DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { awsError, idsByName, type LabUnderTest, openLab, pause, publish, send } from './clients.ts';

describe('lab: Auto Scaling', () => {
  let under: LabUnderTest;
  let client: AutoScalingClient;
  afterEach(() => under.lab.close());

  async function open(...faults: string[]): Promise<void> {
    under = await openLab({ nodes: 60, faults });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    client = new AutoScalingClient({
      endpoint: under.lab.endpoint,
      region: 'eu-central-1',
      credentials,
      maxAttempts: 1,
    });
  }
  const groups = async (...names: string[]) => {
    const input = names.length > 0 ? { AutoScalingGroupNames: names } : {};
    return (await client.send(new DescribeAutoScalingGroupsCommand(input))).AutoScalingGroups ?? [];
  };

  it('has the fleet in one group, which is found by the tag of its instances', async () => {
    await open();
    const { Reservations = [] } = await under.ec2.send(new DescribeInstancesCommand({ MaxResults: 5 }));
    const name =
      Reservations[0]?.Instances?.[0]?.Tags?.find(({ Key }) => Key === 'aws:autoscaling:groupName')?.Value ?? '';
    const [group, ...more] = await groups('no-such-group', name);
    deepEqual([group?.AutoScalingGroupName, group?.Instances?.length, more.length], [name, 60, 0]);
    deepEqual(new Set(group?.Instances?.map(({ LifecycleState }) => LifecycleState)), new Set(['InService']));
    deepEqual(await groups('no-such-group'), []);
  });

  it('answers for instances too, in pages', async () => {
    await open();
    const first = await client.send(new DescribeAutoScalingInstancesCommand({}));
    const second = await client.send(new DescribeAutoScalingInstancesCommand({ NextToken: first.NextToken }));
    deepEqual([first.AutoScalingInstances?.length, second.AutoScalingInstances?.length], [50, 10]);
    const [id = ''] = Object.values(await idsByName(under));
    const one = await client.send(
      new DescribeAutoScalingInstancesCommand({ InstanceIds: [id, 'i-00000000000000000'] }),
    );
    deepEqual(
      one.AutoScalingInstances?.map(({ InstanceId, LifecycleState }) => [InstanceId, LifecycleState]),
      [[id, 'InService']],
    );
  });

  it('refuses what it has not, and what is wrong', async () => {
    await open();
    await rejects(client.send(new DescribePoliciesCommand({})), awsError('InvalidAction', /DescribePolicies/));
    await rejects(
      client.send(new DescribeAutoScalingGroupsCommand({ MaxRecords: 101 })),
      awsError('ValidationException', /maxRecords|MaxRecords/),
    );
  });

  it('holds nodes in Terminating:Wait', async () => {
    await open('terminating=0.1');
    const [group] = await groups();
    equal(group?.Instances?.filter(({ LifecycleState }) => LifecycleState === 'Terminating:Wait').length, 6);
  });

  it('replaces a node that takes a command: terminated in EC2, gone from the group, another in its place', async () => {
    await open();
    const [id = ''] = Object.values(await idsByName(under));
    await under.lab.close();
    await open(`replaced=${id}`);
    await publish(under, 'winharden-test-audit');
    await send(under, { DocumentName: 'winharden-test-audit', InstanceIds: [id] });
    const membersOf = async () => (await groups())[0]?.Instances?.map(({ InstanceId }) => InstanceId) ?? [];
    while ((await membersOf()).includes(id)) await pause(20);
    const { Reservations = [] } = await under.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    deepEqual(Reservations[0]?.Instances?.[0]?.State, { Code: 48, Name: 'terminated' });
    while ((await membersOf()).length < 60) await pause(50);
    equal((await idsByName(under))['windows-2022-1'] !== id, true);
  });

  it('refreshes a group from another version of its launch template, and skips what matches', async () => {
    under = await openLab({ nodes: 3, speed: 200 });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const config = { endpoint: under.lab.endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 };
    client = new AutoScalingClient(config);
    const [group] = await groups();
    const AutoScalingGroupName = group?.AutoScalingGroupName ?? '';
    const { LaunchTemplateId, Version } = group?.LaunchTemplate ?? {};
    equal(Version, '3');
    const made = await under.ec2.send(
      new CreateLaunchTemplateVersionCommand({
        LaunchTemplateId,
        SourceVersion: '3',
        LaunchTemplateData: { ImageId: 'ami-0123456789abcdef0' },
      }),
    );
    equal(made.LaunchTemplateVersion?.VersionNumber, 4);
    equal(made.LaunchTemplateVersion?.LaunchTemplateData?.MetadataOptions?.HttpTokens, 'required');
    const refresh = {
      AutoScalingGroupName,
      DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId, Version: '4' } },
      Preferences: { SkipMatching: true, AutoRollback: true, MinHealthyPercentage: 90 },
    };
    const states = async () => {
      const answer = await client.send(new DescribeInstanceRefreshesCommand({ AutoScalingGroupName }));
      return (answer.InstanceRefreshes ?? []).map(({ Status, PercentageComplete }) => [Status, PercentageComplete]);
    };
    await client.send(new StartInstanceRefreshCommand(refresh));
    await rejects(client.send(new StartInstanceRefreshCommand(refresh)), awsError('InstanceRefreshInProgressFault'));
    while ((await states())[0]?.[0] !== 'Successful') await pause(10);
    const [after] = await groups();
    equal(after?.LaunchTemplate?.Version, '4');
    const ids = after?.Instances?.flatMap(({ InstanceId = '' }) => InstanceId);
    const { Reservations = [] } = await under.ec2.send(new DescribeInstancesCommand({ InstanceIds: ids }));
    deepEqual(
      Reservations.map(({ Instances }) => Instances?.[0]?.ImageId),
      Array.from({ length: 3 }, () => 'ami-0123456789abcdef0'),
    );
    await client.send(new StartInstanceRefreshCommand(refresh));
    while ((await states())[0]?.[0] !== 'Successful') await pause(10);
    const [again] = await groups();
    deepEqual(
      again?.Instances?.flatMap(({ InstanceId = '' }) => InstanceId),
      ids,
    );
  });
});
