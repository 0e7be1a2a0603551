import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import nock from 'nock';
import { createPostureFacts } from '../../../src/adapters/aws/posture.ts';
import { clientsAndCounter, closeTheNet, EC2, failure, onSsm, openTheNet, xml } from './wire.ts';

const EKS = 'https://eks.eu-west-1.amazonaws.com';
const IAM = 'https://iam.amazonaws.com';
const facts = () => createPostureFacts(clientsAndCounter().clients);
const forms = (seen: URLSearchParams[]) => (body: unknown) => {
  seen.push(new URLSearchParams(body as Record<string, string>));
  return true;
};
const iam = (operation: string, body: string) =>
  `<${operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${operation}Result>${body}</${operation}Result></${operation}Response>`;

describe('posture over the wire', () => {
  beforeEach(closeTheNet);
  afterEach(openTheNet);

  it('asks for images by filter, 200 at a time, deprecated ones too', async () => {
    const seen: URLSearchParams[] = [];
    const item =
      '<imagesSet><item><imageId>ami-1</imageId><name>one</name><imageOwnerId>801119661308</imageOwnerId><creationDate>2026-11-11T18:05:00.000Z</creationDate></item></imagesSet>';
    nock(EC2).post('/', forms(seen)).reply(200, xml('DescribeImages', item));
    nock(EC2).post('/', forms(seen)).reply(200, xml('DescribeImages', '<imagesSet/>'));
    const images = await facts().images(Array.from({ length: 201 }, (_, index) => `ami-${index}`));
    assert.deepEqual(images, [
      { imageId: 'ami-1', name: 'one', owner: '801119661308', created: new Date('2026-11-11T18:05:00Z') },
    ]);
    assert.deepEqual(
      seen.map((form) => [form.get('Filter.1.Name'), form.get('IncludeDeprecated'), form.get('Filter.1.Value.200')]),
      [
        ['image-id', 'true', 'ami-199'],
        ['image-id', 'true', null],
      ],
    );
  });

  it('asks for parameters ten at a time, and for none where there are none', async () => {
    const seen: { Names: string[] }[] = [];
    onSsm('GetParameters', seen)
      .times(2)
      .reply(200, { Parameters: [{ Name: 'p0', Value: 'ami-1' }], InvalidParameters: ['p1'] });
    const found = await facts().parameters(Array.from({ length: 11 }, (_, index) => `p${index}`));
    assert.deepEqual([...found], [['p0', 'ami-1']]);
    assert.deepEqual(
      seen.map(({ Names }) => Names.length),
      [10, 1],
    );
    assert.equal((await facts().parameters([])).size, 0);
  });

  it('reads the rules of security groups', async () => {
    const all =
      '<item><ipProtocol>-1</ipProtocol><groups><item><groupId>sg-2</groupId></item></groups><prefixListIds><item><prefixListId>pl-1</prefixListId></item></prefixListIds></item>';
    const rdp =
      '<item><ipProtocol>tcp</ipProtocol><fromPort>3389</fromPort><toPort>3390</toPort><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges><ipv6Ranges><item><cidrIpv6>::/0</cidrIpv6></item></ipv6Ranges></item>';
    const group = `<item><groupId>sg-1</groupId><groupName>one</groupName><ipPermissions>${all}${rdp}</ipPermissions></item>`;
    nock(EC2)
      .post('/')
      .reply(200, xml('DescribeSecurityGroups', `<securityGroupInfo>${group}</securityGroupInfo>`));
    assert.deepEqual(await facts().securityGroups(['sg-1']), [
      {
        id: 'sg-1',
        name: 'one',
        inbound: [
          {
            protocol: '-1',
            ports: null,
            sources: [
              { kind: 'group', id: 'sg-2' },
              { kind: 'prefixList', id: 'pl-1' },
            ],
          },
          {
            protocol: 'tcp',
            ports: { from: 3389, to: 3390 },
            sources: [
              { kind: 'cidr', cidr: '0.0.0.0/0' },
              { kind: 'cidr', cidr: '::/0' },
            ],
          },
        ],
      },
    ]);
  });

  it('names the permission that is missing', async () => {
    onSsm('GetParameters').reply(400, failure('AccessDeniedException', 'no'));
    await assert.rejects(facts().parameters(['p']), /ssm:GetParameters.*ami-windows-latest/);
    nock(EKS).get('/clusters/demo').reply(403, { message: 'no' }, { 'x-amzn-errortype': 'AccessDeniedException' });
    await assert.rejects(facts().kubernetesOf('demo'), /eks:DescribeCluster.*demo/);
  });

  it('knows the version of a cluster', async () => {
    nock(EKS)
      .get('/clusters/demo')
      .reply(200, { cluster: { name: 'demo', version: '1.35' } });
    assert.equal(await facts().kubernetesOf('demo'), '1.35');
  });

  it('asks IAM what the role of a profile lacks', async () => {
    const role = '<Roles><member><Arn>arn:aws:iam::111122223333:role/r</Arn></member></Roles>';
    const profile = iam('GetInstanceProfile', `<InstanceProfile>${role}</InstanceProfile>`);
    const result = (action: string, decision: string) =>
      `<member><EvalActionName>${action}</EvalActionName><EvalDecision>${decision}</EvalDecision></member>`;
    const results = `${result('ssm:UpdateInstanceInformation', 'implicitDeny')}${result('ssmmessages:OpenDataChannel', 'allowed')}`;
    const seen: URLSearchParams[] = [];
    nock(IAM).post('/', forms(seen)).reply(200, profile);
    nock(IAM)
      .post('/', forms(seen))
      .reply(200, iam('SimulatePrincipalPolicy', `<EvaluationResults>${results}</EvaluationResults>`));
    const arn = 'arn:aws:iam::111122223333:instance-profile/path/node';
    assert.deepEqual(await facts().missingRights(arn), ['ssm:UpdateInstanceInformation']);
    assert.equal(seen[0]?.get('InstanceProfileName'), 'node');
    assert.equal(seen[1]?.get('PolicySourceArn'), 'arn:aws:iam::111122223333:role/r');
  });
});
