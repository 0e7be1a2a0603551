import assert from 'node:assert/strict';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { GetInstanceProfileCommand, IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { awsError, idsByName, type LabUnderTest, openLab } from './clients.ts';

describe('lab: the roles of nodes', () => {
  let under: LabUnderTest;
  let iam: IAMClient;
  before(async () => {
    under = await openLab();
    const { 'windows-2022-full': struck = '' } = await idsByName(under);
    await under.lab.close();
    under = await openLab({ faults: [`no-s3-permission=${struck}`] });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    iam = new IAMClient({ endpoint: under.lab.endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
  });
  after(() => under.lab.close());

  /** What IAM says of a node's own role. */
  async function decisionFor(name: string) {
    const id = (await idsByName(under))[name] as string;
    const { Reservations } = await under.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    const profile = Reservations?.[0]?.Instances?.[0]?.IamInstanceProfile?.Arn?.split('/')[1];
    const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName: profile }));
    const answer = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: InstanceProfile?.Roles?.[0]?.Arn,
        ActionNames: ['s3:PutObject'],
        ResourceArns: ['arn:aws:s3:::winharden-lab/x'],
      }),
    );
    return answer.EvaluationResults?.map(({ EvalDecision }) => EvalDecision);
  }

  it('lets a node write to the bucket, or not where the fault strikes it', async () => {
    assert.deepEqual(await decisionFor('windows-2022-core-a'), ['allowed']);
    assert.deepEqual(await decisionFor('windows-2022-full'), ['implicitDeny']);
  });

  it('knows no other names', () =>
    assert.rejects(
      iam.send(new GetInstanceProfileCommand({ InstanceProfileName: 'other' })),
      awsError('NoSuchEntityException', /other cannot be found/),
    ));
});
