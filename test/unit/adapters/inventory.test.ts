import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import nock from 'nock';
import { createInventory } from '../../../src/adapters/aws/inventory.ts';
import { clientsAndCounter, closeTheNet, EC2, failure, onSsm, openTheNet, SSM, STS, xml } from './wire.ts';

const inventory = () => createInventory(clientsAndCounter().clients);
const instance = (id: string, extra = '') =>
  `<item><instancesSet><item><instanceId>${id}</instanceId><imageId>ami-1</imageId><instanceState><name>running</name></instanceState>${extra}</item></instancesSet></item>`;
const page = (body: string, next = '') => xml('DescribeInstances', `<reservationSet>${body}</reservationSet>${next}`);
const AUTO_SCALING = 'https://autoscaling.eu-west-1.amazonaws.com';
const groupsXml = (body: string) =>
  `<DescribeAutoScalingGroupsResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><DescribeAutoScalingGroupsResult>${body}</DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>`;
const forms = (seen: URLSearchParams[]) => (body: unknown) => {
  seen.push(new URLSearchParams(body as Record<string, string>));
  return true;
};

describe('inventory over the wire', () => {
  beforeEach(closeTheNet);
  afterEach(openTheNet);

  it('asks EC2 by all tags, wildcards escaped, on every page', async () => {
    const seen: URLSearchParams[] = [];
    const tags = '<platform>windows</platform><tagSet><item><key>Name</key><value>web</value></item></tagSet>';
    nock(EC2)
      .post('/', forms(seen))
      .reply(200, page(instance('i-01234567', tags), '<nextToken>n</nextToken>'));
    nock(EC2)
      .post('/', forms(seen))
      .reply(200, page(instance('i-12345678')));
    const machines = await inventory().machinesByTags([
      { key: 'env', value: 'a*b?' },
      { key: 'team/x', value: 'c\\d' },
    ]);
    assert.deepEqual(machines, [
      { instanceId: 'i-01234567', state: 'running', windows: true, imageId: 'ami-1', tags: { Name: 'web' } },
      { instanceId: 'i-12345678', state: 'running', windows: false, imageId: 'ami-1', tags: {} },
    ]);
    assert.deepEqual(
      ['Filter.1.Name', 'Filter.1.Value.1', 'Filter.2.Name', 'Filter.2.Value.1'].map((name) => seen[0]?.get(name)),
      ['tag:env', 'a\\*b\\?', 'tag:team/x', 'c\\\\d'],
    );
    assert.equal(seen[1]?.get('NextToken'), 'n');
  });

  it('reads how an instance was made, over all its network interfaces', async () => {
    const made =
      '<instanceType>m6i.large</instanceType><launchTime>2026-11-20T10:00:00.000Z</launchTime><keyName>ops</keyName><ipAddress>203.0.113.9</ipAddress>' +
      '<groupSet><item><groupId>sg-1</groupId></item></groupSet><iamInstanceProfile><arn>arn:aws:iam::1:instance-profile/p</arn></iamInstanceProfile>' +
      '<networkInterfaceSet><item><groupSet><item><groupId>sg-1</groupId></item><item><groupId>sg-2</groupId></item></groupSet>' +
      '<association><publicIp>203.0.113.9</publicIp></association><ipv6AddressesSet><item><ipv6Address>2001:db8::1</ipv6Address></item></ipv6AddressesSet></item></networkInterfaceSet>';
    const options = (endpoint: string) =>
      `<metadataOptions><httpTokens>optional</httpTokens><httpPutResponseHopLimit>2</httpPutResponseHopLimit><httpEndpoint>${endpoint}</httpEndpoint></metadataOptions>`;
    const both = `${instance('i-01234567', made + options('enabled'))}${instance('i-12345678', options('disabled'))}`;
    nock(EC2).post('/').reply(200, page(both));
    const [machine, off] = await inventory().machinesByTags([]);
    assert.deepEqual(machine, {
      instanceId: 'i-01234567',
      state: 'running',
      windows: false,
      imageId: 'ami-1',
      instanceType: 'm6i.large',
      launched: new Date('2026-11-20T10:00:00Z'),
      keyName: 'ops',
      publicIps: ['203.0.113.9', '2001:db8::1'],
      securityGroups: ['sg-1', 'sg-2'],
      profile: 'arn:aws:iam::1:instance-profile/p',
      metadata: { tokens: 'optional', hops: 2 },
      tags: {},
    });
    assert.equal(off?.metadata, undefined);
  });

  it('asks EC2 for ids by filter, 200 at a time, so that an unknown id is no error', async () => {
    const seen: URLSearchParams[] = [];
    nock(EC2).post('/', forms(seen)).times(2).reply(200, page(''));
    const ids = Array.from({ length: 210 }, (_, index) => `i-${String(index).padStart(8, '0')}`);
    assert.deepEqual(await inventory().machinesById(ids), []);
    assert.deepEqual(
      seen.map((form) => [
        form.get('Filter.1.Name'),
        [...form.keys()].filter((key) => key.startsWith('Filter.1.Value')).length,
      ]),
      [
        ['instance-id', 200],
        ['instance-id', 10],
      ],
    );
  });

  it('tells zone and private DNS name, and what Auto Scaling says of the machines of its groups', async () => {
    const seen: URLSearchParams[] = [];
    const tagged = (group: string) =>
      `<tagSet><item><key>aws:autoscaling:groupName</key><value>${group}</value></item></tagSet>`;
    const where =
      '<placement><availabilityZone>eu-west-1b</availabilityZone></placement><privateDnsName>ip-10-0-0-1.eu-west-1.compute.internal</privateDnsName>';
    const ids = ['i-01234567', 'i-12345678', 'i-23456789'];
    nock(EC2)
      .post('/')
      .reply(
        200,
        page(
          `${instance('i-01234567', where + tagged('a'))}${instance('i-12345678', tagged('a'))}${instance('i-23456789')}`,
        ),
      );
    const member = (id: string, state: string) =>
      `<member><InstanceId>${id}</InstanceId><LifecycleState>${state}</LifecycleState></member>`;
    const group = `<member><Instances>${member('i-01234567', 'Terminating:Wait')}</Instances></member>`;
    nock(AUTO_SCALING)
      .post('/', forms(seen))
      .reply(200, groupsXml(`<AutoScalingGroups>${group}</AutoScalingGroups>`));
    const machines = await inventory().machinesById(ids);
    assert.deepEqual(
      machines.map(({ zone, privateDns, autoScaling }) => [zone, privateDns, autoScaling]),
      [
        ['eu-west-1b', 'ip-10-0-0-1.eu-west-1.compute.internal', { group: 'a', lifecycle: 'Terminating:Wait' }],
        [undefined, undefined, { group: 'a', lifecycle: null }],
        [undefined, undefined, undefined],
      ],
    );
    assert.deepEqual(
      [...(seen[0]?.entries() ?? [])].filter(([key]) => key.includes('member')),
      [['AutoScalingGroupNames.member.1', 'a']],
    );
  });

  it('goes without Auto Scaling where it may not be asked, and says which permission is missing', async () => {
    const tags = '<tagSet><item><key>aws:autoscaling:groupName</key><value>a</value></item></tagSet>';
    nock(EC2)
      .post('/')
      .reply(200, page(instance('i-01234567', tags)));
    nock(AUTO_SCALING)
      .post('/')
      .reply(
        403,
        '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
      );
    const [machine] = await inventory().machinesById(['i-01234567']);
    assert.equal(machine?.autoScaling?.lifecycle, null);
    assert.match(machine?.autoScaling?.unknown ?? '', /autoscaling:DescribeAutoScalingGroups/);
  });

  it('reads no more than one page to learn from the tags of others', async () => {
    nock(EC2)
      .post('/')
      .reply(200, page(instance('i-01234567'), '<nextToken>n</nextToken>'));
    assert.equal((await inventory().someMachines()).length, 1);
  });

  it('asks SSM by tags page by page', async () => {
    const bodies: unknown[] = [];
    const node = {
      InstanceId: 'i-01234567',
      PingStatus: 'Online',
      AgentVersion: '3.3.1',
      PlatformType: 'Windows',
      PlatformName: 'W',
      ComputerName: 'C',
      LastPingDateTime: 1764000000,
    };
    onSsm('DescribeInstanceInformation', bodies).reply(200, { InstanceInformationList: [node], NextToken: 'n' });
    onSsm('DescribeInstanceInformation', bodies).reply(200, { InstanceInformationList: [] });
    assert.deepEqual(await inventory().nodesByTags([{ key: 'env', value: 'a' }]), [
      {
        instanceId: 'i-01234567',
        ping: 'Online',
        lastPing: new Date(1764000000_000),
        agent: '3.3.1',
        platformType: 'Windows',
        platformName: 'W',
        computerName: 'C',
      },
    ]);
    assert.deepEqual(bodies[0], { Filters: [{ Key: 'tag:env', Values: ['a'] }], MaxResults: 50 });
  });

  it('finds the one id that SSM does not know by halving', async () => {
    const bad = 'i-00000003';
    const answer = async (request: Request): Promise<[number, object]> => {
      const ids: string[] = JSON.parse(await request.text()).Filters[0].Values;
      return ids.includes(bad)
        ? [400, failure('InvalidInstanceId')]
        : [200, { InstanceInformationList: ids.map((InstanceId) => ({ InstanceId })) }];
    };
    nock(SSM).persist().post('/').reply(answer);
    const ids = Array.from({ length: 8 }, (_, index) => `i-0000000${index}`);
    assert.deepEqual(
      (await inventory().nodesById(ids)).map((node) => node.instanceId),
      ids.filter((id) => id !== bad),
    );
  });

  it('takes the members of a resource group from their ARNs, hybrid nodes too', async () => {
    const Resources = [
      'arn:aws:ec2:eu-west-1:1:instance/i-01234567',
      'arn:aws:ssm:eu-west-1:1:managed-instance/mi-0123456789abcdef0',
      'arn:aws:s3:::bucket',
    ].map((ResourceArn) => ({ Identifier: { ResourceArn } }));
    const groups = nock('https://resource-groups.eu-west-1.amazonaws.com');
    groups.post('/list-group-resources').reply(200, { Resources });
    assert.deepEqual(await inventory().groupMembers('g'), ['i-01234567', 'mi-0123456789abcdef0']);
    groups.post('/list-group-resources').reply(404, { message: 'no' }, { 'x-amzn-errortype': 'NotFoundException' });
    await assert.rejects(inventory().groupMembers('g'), { code: 'NoSuchGroup', message: /"g"/ });
  });

  it('says who asks, and does not take a page of HTML for an identity', async () => {
    nock(STS)
      .post('/')
      .reply(
        200,
        '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:me</Arn><UserId>u</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
      );
    assert.deepEqual(await inventory().identity(), { account: '111122223333', arn: 'arn:me', region: 'eu-west-1' });
    nock(STS).post('/').reply(200, '<html><body>Sign in</body></html>');
    await assert.rejects(inventory().identity(), {
      code: 'NotAws',
      message: /^sts\.eu-west-1\.amazonaws\.com did not/,
    });
  });
});
