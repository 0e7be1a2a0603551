import { WinhardenError } from '../../core/errors.ts';
import type { NodeRoles, UploadRight } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explained } from './explain.ts';

/** Asked only about nodes whose upload is missing. The answer for a role is kept: a fleet has few of them. */
export function createNodeRoles(clients: AwsClients): NodeRoles {
  const byProfile = new Map<string, Promise<UploadRight>>();
  return {
    mayPut: async (instanceId, bucket, key) => {
      const arn = await orNull(() => profileOf(clients, instanceId));
      if (arn === null) return { profile: null, role: null, may: 'unknown' };
      const known = byProfile.get(arn) ?? rightOf(clients, arn, bucket, key);
      byProfile.set(arn, known);
      return known;
    },
  };
}

/** The ARN of a node's instance profile; null for a hybrid node, and for one that uses Default Host Management. */
function profileOf(clients: AwsClients, instanceId: string): Promise<string | null> {
  return explained({ action: 'ec2:DescribeInstances', resource: 'all instances (*)' }, async () => {
    const { sdk, client } = await clients.ec2();
    const filter = { Name: 'instance-id', Values: [instanceId] };
    const { Reservations } = await client.send(new sdk.DescribeInstancesCommand({ Filters: [filter] }));
    return Reservations?.[0]?.Instances?.[0]?.IamInstanceProfile?.Arn ?? null;
  });
}

async function rightOf(clients: AwsClients, profileArn: string, bucket: string, key: string): Promise<UploadRight> {
  const profile = profileArn.split('/').at(-1) ?? profileArn;
  const role = await orNull(() => roleOf(clients, profile));
  if (role === null) return { profile, role, may: 'unknown' };
  const name = role.split('/').at(-1) ?? role;
  const decision = await orNull(() => decisionFor(clients, role, bucket, key));
  if (decision === null) return { profile, role: name, may: 'unknown' };
  return { profile, role: name, may: decision === 'allowed' ? 'yes' : 'no' };
}

/** ARN of the role of an instance profile; null where it has none. */
function roleOf(clients: AwsClients, profile: string): Promise<string | null> {
  return explained({ action: 'iam:GetInstanceProfile', resource: `the instance profile ${profile}` }, async () => {
    const { sdk, client } = await clients.iam();
    const answer = await client.send(new sdk.GetInstanceProfileCommand({ InstanceProfileName: profile }));
    return answer.InstanceProfile?.Roles?.[0]?.Arn ?? null;
  });
}

/** Those of the actions that the role of an instance profile (ARN) may not; all of them where it has no role. */
export async function missingRights(
  clients: AwsClients,
  profileArn: string,
  actions: readonly string[],
  resource = '*',
): Promise<string[]> {
  const role = await roleOf(clients, profileArn.split('/').at(-1) ?? profileArn);
  if (role === null) return [...actions];
  return explained({ action: 'iam:SimulatePrincipalPolicy', resource: `the role ${role}` }, async () => {
    const { sdk, client } = await clients.iam();
    const input = { PolicySourceArn: role, ActionNames: [...actions], ResourceArns: [resource] };
    const { EvaluationResults = [] } = await client.send(new sdk.SimulatePrincipalPolicyCommand(input));
    const denied = EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== 'allowed');
    return denied.map(({ EvalActionName = '' }) => EvalActionName);
  });
}

/** What the role's own policies, boundary and organisation say; a bucket's policy is not looked at. */
function decisionFor(clients: AwsClients, role: string, bucket: string, key: string): Promise<string | null> {
  return explained({ action: 'iam:SimulatePrincipalPolicy', resource: `the role ${role}` }, async () => {
    const { sdk, client } = await clients.iam();
    const partition = role.split(':')[1];
    const command = new sdk.SimulatePrincipalPolicyCommand({
      PolicySourceArn: role,
      ActionNames: ['s3:PutObject'],
      ResourceArns: [`arn:${partition}:s3:::${bucket}/${key}`],
    });
    return (await client.send(command)).EvaluationResults?.[0]?.EvalDecision ?? null;
  });
}

async function orNull<T>(ask: () => Promise<T | null>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof WinhardenError) return null;
    throw error;
  }
}
