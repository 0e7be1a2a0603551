import type {
  GetInstanceProfileRequest,
  GetInstanceProfileResponse,
  SimulatePolicyResponse,
  SimulatePrincipalPolicyRequest,
} from '@aws-sdk/client-iam';
import type { LabNode } from '../fleet.ts';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';

/** The lab's nodes have one of two roles, each in an instance profile of the same name. */
const WRITES = 'winharden-lab-node';
const WRITES_NOT = 'winharden-lab-node-without-s3';

/** The instance profile of a node, by whether it may write to the bucket. */
export function profileOf(world: World, { instanceId }: LabNode): { Arn: string; Id: string } {
  const name = world.faults.ofNode('no-s3-permission', instanceId) ? WRITES_NOT : WRITES;
  return { Arn: arnOf(world, 'instance-profile', name), Id: idOf('AIPA', name) };
}

export function getInstanceProfile(world: World, input: object): GetInstanceProfileResponse {
  const { InstanceProfileName: name = '' } = input as GetInstanceProfileRequest;
  if (![WRITES, WRITES_NOT].includes(name)) throw noSuch(`Instance Profile ${name} cannot be found.`);
  const made = { Path: '/', CreateDate: new Date('2026-01-01T00:00:00Z') };
  const role = { ...made, RoleName: name, RoleId: idOf('AROA', name), Arn: arnOf(world, 'role', name) };
  const profile = { InstanceProfileName: name, InstanceProfileId: idOf('AIPA', name), Roles: [role] };
  return { InstanceProfile: { ...made, ...profile, Arn: arnOf(world, 'instance-profile', name) } };
}

/** The lab's own user may do everything but what the fault `denied` takes away. */
function forCaller(world: World, actions: string[], resources: string[]): SimulatePolicyResponse {
  const decide = (action: string) => {
    const [service = '', operation = ''] = action.split(':');
    return world.faults.ofRequest(service, operation) === 'denied' ? ('implicitDeny' as const) : ('allowed' as const);
  };
  const results = actions.flatMap((action) =>
    resources.map((resource) => ({
      EvalActionName: action,
      EvalResourceName: resource,
      EvalDecision: decide(action),
    })),
  );
  return { EvaluationResults: results, IsTruncated: false };
}

/** What AmazonSSMManagedInstanceCore allows of the actions that agents need; both roles have it. */
const CORE = [/^ssm:UpdateInstanceInformation$/, /^ssmmessages:(Create|Open)(Control|Data)Channel$/, /^ec2messages:/];

const isAllowed = (role: string, action: string) =>
  (action === 's3:PutObject' && role === WRITES) || CORE.some((pattern) => pattern.test(action));

/** The roles let the agent work, and one of them put objects: the only questions that the lab can answer. */
export function simulatePrincipalPolicy(world: World, input: object): SimulatePolicyResponse {
  const { PolicySourceArn, ActionNames = [], ResourceArns = ['*'] } = input as SimulatePrincipalPolicyRequest;
  if (PolicySourceArn === arnOf(world, 'user', 'lab')) return forCaller(world, ActionNames, ResourceArns);
  const role = [WRITES, WRITES_NOT].find((name) => arnOf(world, 'role', name) === PolicySourceArn);
  if (!role) throw noSuch(`The role ${PolicySourceArn} cannot be found.`);
  const results = ActionNames.flatMap((action) =>
    ResourceArns.map((resource) => ({
      EvalActionName: action,
      EvalResourceName: resource,
      EvalDecision: isAllowed(role, action) ? ('allowed' as const) : ('implicitDeny' as const),
    })),
  );
  return { EvaluationResults: results, IsTruncated: false };
}

const arnOf = ({ account }: World, kind: string, name: string) => `arn:aws:iam::${account}:${kind}/${name}`;

const idOf = (prefix: string, name: string) =>
  `${prefix}${name.replaceAll('-', '').toUpperCase().padEnd(17, 'X').slice(-17)}`;

const noSuch = (message: string) => new AwsError('NoSuchEntity', message, 404);
