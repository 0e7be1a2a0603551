import assert from 'node:assert/strict';
import {
  DescribeInstancesCommand,
  type DescribeInstancesRequest,
  DescribeRegionsCommand,
  DescribeTagsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { GetGroupCommand, ListGroupResourcesCommand } from '@aws-sdk/client-resource-groups';
import { GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { awsError, type LabUnderTest, openLab } from './clients.ts';

describe('lab: EC2, STS and Resource Groups', () => {
  let under: LabUnderTest;
  before(async () => {
    under = await openLab();
  });
  after(() => under.lab.close());

  async function names(input: DescribeInstancesRequest = {}): Promise<(string | undefined)[]> {
    const { Reservations = [] } = await under.ec2.send(new DescribeInstancesCommand(input));
    return Reservations.flatMap(({ Instances = [] }) =>
      Instances.map(({ Tags }) => Tags?.find(({ Key }) => Key === 'Name')?.Value),
    );
  }
  const filtered = (Name: string, ...Values: string[]) => names({ Filters: [{ Name, Values }] });

  it('has the demo fleet', async () => {
    assert.deepEqual(await names(), [
      'windows-2019-full',
      'windows-2022-core-a',
      'windows-2022-core-b',
      'windows-2022-full',
      'windows-2025-core',
      'windows-2022-frail',
      'linux',
      'windows-2022-offline',
      'windows-2022-unmanaged',
    ]);
  });

  it('filters', async () => {
    assert.equal((await filtered('tag:eks:nodegroup-name', 'windows-ng')).length, 9);
    assert.deepEqual(await filtered('tag:Name', 'windows-2022-core-?'), ['windows-2022-core-a', 'windows-2022-core-b']);
    assert.deepEqual(await filtered('tag:Name', 'lin*', 'windows-2025*'), ['windows-2025-core', 'linux']);
    assert.deepEqual(await filtered('tag-key', 'eks:nodegroup'), []);
    assert.equal((await filtered('platform', 'windows')).length, 8);
    assert.deepEqual(await filtered('instance-state-name', 'stopped'), []);
    const both = [
      { Name: 'tag:Name', Values: ['windows-2022-*'] },
      { Name: 'tag:Name', Values: ['*-full'] },
    ];
    assert.deepEqual(await names({ Filters: both }), ['windows-2022-full']);
    await assert.rejects(filtered('colour', 'red'), awsError('InvalidParameterValue', /colour/));
  });

  it('pages, but not together with ids', async () => {
    const first = await under.ec2.send(new DescribeInstancesCommand({ MaxResults: 5 }));
    const second = await under.ec2.send(new DescribeInstancesCommand({ MaxResults: 5, NextToken: first.NextToken }));
    assert.deepEqual([first.Reservations?.length, second.Reservations?.length, second.NextToken], [5, 4, undefined]);
    const InstanceIds = [first.Reservations?.[0]?.Instances?.[0]?.InstanceId ?? ''];
    assert.deepEqual(await names({ InstanceIds }), ['windows-2019-full']);
    await assert.rejects(names({ InstanceIds, MaxResults: 5 }), awsError('InvalidParameterCombination'));
    await assert.rejects(names({ MaxResults: 4 }), awsError('InvalidParameterValue'));
  });

  it('refuses ids that are not there or no ids', async () => {
    await assert.rejects(
      names({ InstanceIds: ['i-0000000000000000f'] }),
      awsError('InvalidInstanceID.NotFound', /i-0000000000000000f/),
    );
    await assert.rejects(names({ InstanceIds: ['windows'] }), awsError('InvalidInstanceID.Malformed'));
  });

  it('lists tags and the Region', async () => {
    const { Tags = [] } = await under.ec2.send(
      new DescribeTagsCommand({ Filters: [{ Name: 'key', Values: ['eks:*'] }] }),
    );
    assert.deepEqual([...new Set(Tags.map(({ Key }) => Key))].sort(), ['eks:cluster-name', 'eks:nodegroup-name']);
    const { Regions } = await under.ec2.send(new DescribeRegionsCommand({}));
    assert.deepEqual(
      Regions?.map(({ RegionName }) => RegionName),
      ['eu-central-1'],
    );
  });

  it('says who you are', async () => {
    const { Account, Arn } = await under.sts.send(new GetCallerIdentityCommand({}));
    assert.deepEqual([Account, Arn], ['123456789012', 'arn:aws:iam::123456789012:user/lab']);
  });

  it('has one resource group with all instances', async () => {
    const { Group } = await under.groups.send(new GetGroupCommand({ Group: 'windows-ng' }));
    const first = await under.groups.send(new ListGroupResourcesCommand({ Group: Group?.GroupArn, MaxResults: 5 }));
    const second = await under.groups.send(
      new ListGroupResourcesCommand({ Group: Group?.GroupArn, MaxResults: 5, NextToken: first.NextToken }),
    );
    assert.deepEqual([first.Resources?.length, second.Resources?.length], [5, 4]);
    assert.match(
      first.Resources?.[0]?.Identifier?.ResourceArn ?? '',
      /^arn:aws:ec2:eu-central-1:123456789012:instance\/i-/,
    );
    await assert.rejects(
      under.groups.send(new ListGroupResourcesCommand({ Group: 'nobodys' })),
      awsError('NotFoundException'),
    );
  });

  it('says so of operations that it does not have', async () => {
    await assert.rejects(under.ec2.send(new DescribeVpcsCommand({})), awsError('InvalidAction', /DescribeVpcs/));
    await assert.rejects(under.sts.send(new GetSessionTokenCommand({})), awsError('InvalidAction', /GetSessionToken/));
  });

  it('makes as many nodes as asked, the same for the same seed', async () => {
    const fleets = await Promise.all([
      openLab({ nodes: 6, seed: 3 }),
      openLab({ nodes: 6, seed: 3 }),
      openLab({ nodes: 6, seed: 4 }),
    ]);
    const found = await Promise.all(
      fleets.map(async ({ ec2 }) =>
        ((await ec2.send(new DescribeInstancesCommand({}))).Reservations ?? []).map(
          ({ Instances }) => Instances?.[0]?.InstanceId,
        ),
      ),
    );
    await Promise.all(fleets.map(({ lab }) => lab.close()));
    assert.equal(found[0]?.length, 6);
    assert.deepEqual(found[0], found[1]);
    assert.notDeepEqual(found[0], found[2]);
  });
});
