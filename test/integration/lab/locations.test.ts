import assert from 'node:assert/strict';
import { DescribeInstancesCommand, DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeInstanceInformationCommand, GetDocumentCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { awsError, type LabUnderTest, openLab, publish } from './clients.ts';

const OTHER = '210987654321';
const LOCATIONS = ['eu-central-1', 'us-east-1', `${OTHER}/us-east-1`];

/** Clients of a Region with the lab's own key, or with those of a role in another account. */
async function clientsOf({ lab, sts }: LabUnderTest, region: string, account?: string) {
  const own = { accessKeyId: 'test', secretAccessKey: 'test' };
  const credentials = account === undefined ? own : await keysOf(sts, account);
  const config = { endpoint: lab.endpoint, region, credentials, maxAttempts: 1 };
  return { ssm: new SSMClient(config), ec2: new EC2Client(config), sts: new STSClient(config) };
}

async function keysOf(sts: STSClient, account: string) {
  const input = { RoleArn: `arn:aws:iam::${account}:role/ops`, RoleSessionName: 'winharden-3f9c1a' };
  const { Credentials } = await sts.send(new AssumeRoleCommand(input));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

async function idsIn(ec2: EC2Client): Promise<string[]> {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
  return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId = '' }) => InstanceId));
}

describe('lab: several accounts and Regions', () => {
  let it_: LabUnderTest;
  before(async () => {
    it_ = await openLab({ nodes: 6, locations: LOCATIONS });
  });
  after(() => it_.lab.close());

  it('each has its share of the nodes, for EC2 and SSM alike', async () => {
    const all: string[] = [];
    for (const [region, account] of [['eu-central-1'], ['us-east-1'], ['us-east-1', OTHER]] as [string, string?][]) {
      const { ec2, ssm } = await clientsOf(it_, region, account);
      const ids = await idsIn(ec2);
      assert.equal(ids.length, 2);
      const { InstanceInformationList = [] } = await ssm.send(new DescribeInstanceInformationCommand({}));
      assert.deepEqual(new Set(InstanceInformationList.map(({ InstanceId }) => InstanceId)), new Set(ids));
      all.push(...ids);
    }
    assert.equal(new Set(all).size, 6);
  });

  it('a document is known where it was made only', async () => {
    await publish(it_, 'winharden-here');
    const { ssm } = await clientsOf(it_, 'us-east-1');
    await assert.rejects(ssm.send(new GetDocumentCommand({ Name: 'winharden-here' })), awsError('InvalidDocument'));
  });

  it('a role makes somebody else of the caller', async () => {
    const { sts } = await clientsOf(it_, 'us-east-1', OTHER);
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
    assert.deepEqual([Account, Arn], [OTHER, `arn:aws:sts::${OTHER}:assumed-role/ops/winharden-3f9c1a`]);
    const { Regions = [] } = await (await clientsOf(it_, 'us-east-1', OTHER)).ec2.send(new DescribeRegionsCommand({}));
    assert.deepEqual(
      Regions.map(({ RegionName }) => RegionName),
      ['us-east-1'],
    );
  });

  it('roles of other accounts, and names that a session cannot have, are refused', async () => {
    await assert.rejects(
      keysOf(it_.sts, '999999999999'),
      awsError('AccessDenied', /sts:AssumeRole on resource: arn:aws:iam::999999999999:role\/ops/),
    );
    const input = { RoleArn: `arn:aws:iam::${OTHER}:role/ops`, RoleSessionName: 'not good' };
    await assert.rejects(it_.sts.send(new AssumeRoleCommand(input)), awsError('ValidationError', /roleSessionName/));
  });

  it('a Region that is not enabled knows no key, as each service says it', async () => {
    const { ssm, ec2, sts } = await clientsOf(it_, 'eu-central-1', OTHER);
    await assert.rejects(ssm.send(new DescribeInstanceInformationCommand({})), awsError('UnrecognizedClientException'));
    await assert.rejects(idsIn(ec2), awsError('AuthFailure'));
    await assert.rejects(sts.send(new GetCallerIdentityCommand({})), awsError('InvalidClientTokenId'));
  });
});

describe('lab: faults of accounts and Regions', () => {
  it('strike those named', async () => {
    const faults = [`assume-denied=${OTHER}`, 'region-not-enabled=us-east-1'];
    const under = await openLab({ nodes: 2, locations: ['eu-central-1', 'us-east-1', OTHER], faults });
    try {
      await assert.rejects(keysOf(under.sts, OTHER), awsError('AccessDenied'));
      const { ssm } = await clientsOf(under, 'us-east-1');
      await assert.rejects(
        ssm.send(new DescribeInstanceInformationCommand({})),
        awsError('UnrecognizedClientException'),
      );
      assert.equal((await idsIn(under.ec2)).length, 1);
    } finally {
      await under.lab.close();
    }
  });

  it('locations are written as they must be', () =>
    assert.rejects(openLab({ locations: ['nowhere'] }), /"nowhere" is not ACCOUNT\/REGION/));
});
