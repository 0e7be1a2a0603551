import { strict as assert } from 'node:assert';
import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { GetParameterCommand, GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type Lab, startLab } from '../../../src/lab/index.ts';

const PATH = '/aws/service/ami-windows-latest';
const latest = (kind: string, kubernetes = '1.35') =>
  `${PATH}/Windows_Server-${kind}-EKS_Optimized-${kubernetes}/image_id`;

describe('images, security groups and public parameters of the lab', () => {
  let lab: Lab;
  let ec2: EC2Client;
  let ssm: SSMClient;

  before(async () => {
    lab = await startLab({ driver: 'model' });
    const config = {
      endpoint: lab.endpoint,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'LABKEYLABKEYLABKEY00', secretAccessKey: 'x' },
    };
    ec2 = new EC2Client(config);
    ssm = new SSMClient(config);
  });

  after(() => lab.close());

  async function node(name: string) {
    const Filters = [{ Name: 'tag:Name', Values: [name] }];
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }));
    const [instance] = Reservations.flatMap(({ Instances = [] }) => Instances);
    assert.ok(instance);
    return instance;
  }

  const imagesOf = async (id: string | undefined) =>
    (await ec2.send(new DescribeImagesCommand({ Filters: [{ Name: 'image-id', Values: [id ?? ''] }] }))).Images ?? [];

  it('names the latest image in a public parameter, and shows it as AWS publishes it', async () => {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: latest('2022-English-Core') }));
    const [image] = await imagesOf(Parameter?.Value);
    assert.match(image?.Name ?? '', /^Windows_Server-2022-English-Core-EKS_Optimized-1\.35-\d{4}\.\d\d\.\d\d$/);
    assert.deepEqual([image?.OwnerId, image?.Public, image?.Platform], ['801119661308', true, 'windows']);
    assert.ok(Date.parse(image?.CreationDate ?? '') <= lab.clock.now().getTime());
    assert.equal((await node('windows-2022-core-a')).ImageId, Parameter?.Value);
  });

  it('tells which of several parameters are not there', async () => {
    const no2025 = latest('2025-English-Core', '1.34');
    const Names = [latest('2019-English-Full'), no2025];
    const { Parameters, InvalidParameters } = await ssm.send(new GetParametersCommand({ Names }));
    assert.deepEqual([Parameters?.map(({ Name }) => Name), InvalidParameters], [[Names[0]], [no2025]]);
    await assert.rejects(ssm.send(new GetParameterCommand({ Name: no2025 })), { name: 'ParameterNotFound' });
    await assert.rejects(ssm.send(new GetParametersCommand({ Names: Array(11).fill('x') })), {
      name: 'ValidationException',
    });
  });

  it('does not show an image that is private by now', async () => {
    const { ImageId } = await node('windows-2019-full');
    assert.deepEqual(await imagesOf(ImageId), []);
    await assert.rejects(ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId ?? ''] })), {
      name: 'InvalidAMIID.NotFound',
    });
  });

  it("shows the account's own image, however old", async () => {
    const { ImageId, IamInstanceProfile, KeyName } = await node('windows-2022-unmanaged');
    const [image] = await imagesOf(ImageId);
    assert.equal(image?.OwnerId, '123456789012');
    assert.deepEqual([IamInstanceProfile, KeyName], [undefined, 'ops-2024']);
  });

  it('never started a node before there was its image', async () => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
    for (const { ImageId, LaunchTime } of Reservations.flatMap(({ Instances = [] }) => Instances)) {
      const [image] = await imagesOf(ImageId);
      if (image) assert.ok(new Date(image.CreationDate ?? '') <= (LaunchTime ?? 0), image.Name);
    }
  });

  it('has a node in a group that is open to the world', async () => {
    const instance = await node('windows-2022-full');
    const ids = (instance.SecurityGroups ?? []).map(({ GroupId = '' }) => GroupId);
    const Filters = [{ Name: 'group-id', Values: ids }];
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    assert.deepEqual(SecurityGroups.map(({ GroupId }) => GroupId).sort(), [...ids].sort());
    const open = SecurityGroups.flatMap(({ IpPermissions = [] }) => IpPermissions).find(
      ({ FromPort }) => FromPort === 3389,
    );
    assert.deepEqual(
      open?.IpRanges?.map(({ CidrIp }) => CidrIp),
      ['0.0.0.0/0'],
    );
    assert.deepEqual(
      open?.Ipv6Ranges?.map(({ CidrIpv6 }) => CidrIpv6),
      ['::/0'],
    );
    assert.ok(instance.PublicIpAddress);
  });
});
