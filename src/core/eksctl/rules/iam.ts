import { shown } from '../../baseline/problem.ts';
import type { Hit, NodeGroup, NodeRule } from '../model.ts';
import {
  hasCisScans,
  POLICY,
  PULL_POLICIES,
  partitionOf,
  policyArn,
  policyName,
  UNNEEDED_POLICIES,
} from '../policies.ts';
import { at, isMap, mapsAt, textsAt } from '../read-cluster.ts';

const ARNS = ['iam', 'attachPolicyARNs'] as const;

const arnsOf = ({ value }: NodeGroup) => textsAt(value, ...ARNS);
const pathOf = ({ path }: NodeGroup, ...more: (string | number)[]) => [...path, ...ARNS, ...more];
const regionOf = ({ cluster }: NodeGroup) => at(cluster.value, 'metadata', 'region');
const namesOf = (group: NodeGroup) => arnsOf(group).map(({ text }) => policyName(text));

/** eksctl's own policies stay where the list is empty, and a role of the user's own has its own. */
function replacesDefaults(group: NodeGroup): boolean {
  const own = at(group.value, 'iam', 'instanceRoleARN') ?? at(group.value, 'iam', 'instanceProfileARN');
  return arnsOf(group).length > 0 && own === undefined;
}

/** A rule that a list of policies, once it is given, has one of these. */
function needs(
  policies: readonly string[],
  rule: Omit<NodeRule, 'field' | 'mend' | 'judgeNodes'>,
  unless = never,
): NodeRule {
  const [policy = ''] = policies;
  return {
    ...rule,
    field: 'nodeGroup.iam.attachPolicyARNs',
    mend: `Add ${policy} to iam.attachPolicyARNs, or leave the whole list out.`,
    *judgeNodes(group): Iterable<Hit> {
      if (!replacesDefaults(group) || unless(group)) return;
      const names = namesOf(group);
      if (policies.some((name) => names.includes(name))) return;
      const change = { append: pathOf(group), value: policyArn(regionOf(group), policy) };
      const message = `iam.attachPolicyARNs replaces the policies that eksctl attaches, and lacks ${policy}`;
      yield { path: pathOf(group), key: true, message, change };
    },
  };
}

const never = (_group: NodeGroup): boolean => false;

const ssm = needs([POLICY.ssm, POLICY.oldSsm], {
  id: 'iam-ssm-policy',
  severity: 'error',
  what: `A list of policies holds ${POLICY.ssm}.`,
  why: 'Without it the nodes do not register with Systems Manager: no Session Manager, and nothing that winharden could do for them.',
});

const worker = needs([POLICY.worker], {
  id: 'iam-worker-policy',
  severity: 'error',
  what: `A list of policies holds ${POLICY.worker}.`,
  why: 'Without it the nodes cannot join the cluster.',
});

/** The VPC CNI has a role of its own there. */
function cniElsewhere({ cluster: { value } }: NodeGroup): boolean {
  const addon = mapsAt(value, 'addons').some(({ map }) => map['name'] === 'vpc-cni');
  return at(value, 'iam', 'withOIDC') === true || addon;
}

const cni = needs(
  [POLICY.cni],
  {
    id: 'iam-cni-policy',
    severity: 'warning',
    what: `A list of policies holds ${POLICY.cni}, unless the cluster gives the CNI a role of its own.`,
    why: 'It is one of the policies that eksctl attaches by itself; without it or a role of its own the CNI gets no addresses.',
  },
  cniElsewhere,
);

const registry = needs(
  PULL_POLICIES,
  {
    id: 'iam-registry-policy',
    severity: 'error',
    what: `A list of policies of a managed node group holds ${POLICY.registry} or a wider one.`,
    why: 'Without it the nodes cannot pull images from ECR. eksctl adds it to self-managed node groups by itself.',
  },
  ({ managed, value }) => !managed || at(value, 'iam', 'withAddonPolicies', 'imageBuilder') === true,
);

const inspector: NodeRule = {
  ...needs(
    [POLICY.inspector],
    {
      id: 'iam-inspector-policy',
      severity: 'note',
      what: `A list of policies holds ${POLICY.inspector}, outside China and GovCloud.`,
      why: "Amazon Inspector's CIS scans need it on the nodes.",
    },
    (group) => !hasCisScans(regionOf(group)),
  ),
  mend: `Add ${POLICY.inspector} to iam.attachPolicyARNs if you use CIS scans.`,
};

const oldSsm: NodeRule = {
  id: 'iam-broad-ssm-policy',
  severity: 'warning',
  field: 'nodeGroup.iam.attachPolicyARNs',
  what: `No ${POLICY.oldSsm}.`,
  why: 'It lets every process on a node read and write every S3 bucket of the account.',
  mend: `Use ${POLICY.ssm} instead, and name the bucket for results in a policy of its own.`,
  *judgeNodes(group) {
    const there = namesOf(group).includes(POLICY.ssm);
    for (const { text, index } of arnsOf(group)) {
      if (policyName(text) !== POLICY.oldSsm) continue;
      const path = pathOf(group, index);
      const message = `${POLICY.oldSsm} is broader than a node needs`;
      yield { path, message, ...(!there && { change: { set: path, value: policyArn(regionOf(group), POLICY.ssm) } }) };
    }
  },
};

const unneeded: NodeRule = {
  id: 'iam-unneeded-policy',
  severity: 'warning',
  field: 'nodeGroup.iam.attachPolicyARNs',
  what: `None of ${Object.keys(UNNEEDED_POLICIES).join(', ')}.`,
  why: 'What a node may do, everybody may do who gets onto it, and mostly its pods too.',
  mend: 'Take the policy out; give the pods that need it a role by IRSA or Pod Identity.',
  *judgeNodes(group) {
    for (const { text, index } of arnsOf(group)) {
      const name = policyName(text) ?? '';
      const why = UNNEEDED_POLICIES[name];
      if (why) yield { path: pathOf(group, index), message: `nodes do not need ${name}: ${why}` };
    }
  },
};

const arn: NodeRule = {
  id: 'iam-policy-arn',
  severity: 'error',
  field: 'nodeGroup.iam.attachPolicyARNs',
  what: "Each entry is the ARN of a policy, in the partition of the cluster's Region.",
  why: 'CloudFormation cannot attach anything else, and the stack fails.',
  mend: 'Write it as arn:aws:iam::aws:policy/NAME; aws-cn in China, aws-us-gov in GovCloud.',
  *judgeNodes(group) {
    const region = regionOf(group);
    const partition = partitionOf(region);
    for (const { text, index } of arnsOf(group)) {
      const path = pathOf(group, index);
      if (policyName(text) === undefined) yield { path, message: `${shown(text)} is no ARN of a policy` };
      else if (typeof region === 'string' && text.split(':')[1] !== partition)
        yield { path, message: `${shown(text)} is of another partition than ${region}, which is in ${partition}` };
    }
  },
};

const role: NodeRule = {
  id: 'iam-role-unseen',
  severity: 'note',
  field: 'nodeGroup.iam.instanceRoleARN',
  what: 'Nothing: it says that a role of your own is used, whose policies no manifest shows.',
  why: `Without ${POLICY.ssm} on it, nobody reaches the nodes.`,
  mend: `Look at the role: it needs ${POLICY.ssm}, ${POLICY.worker} and a policy to pull images.`,
  *judgeNodes(group) {
    for (const key of ['instanceRoleARN', 'instanceProfileARN'])
      if (at(group.value, 'iam', key) !== undefined)
        yield {
          path: [...group.path, 'iam', key],
          key: true,
          message: `the policies behind iam.${key} cannot be seen here`,
        };
  },
};

const profile: NodeRule = {
  id: 'iam-profile-managed',
  severity: 'error',
  field: 'managedNodeGroup.iam.instanceProfileARN',
  what: 'No instance profile of your own in a managed node group.',
  why: 'eksctl does not support it there.',
  mend: 'Give iam.instanceRoleARN instead.',
  *judgeNodes(group) {
    const path = [...group.path, 'iam', 'instanceProfileARN'];
    if (group.managed && at(group.value, 'iam', 'instanceProfileARN') !== undefined)
      yield { path, key: true, message: 'iam.instanceProfileARN is not supported in managed node groups' };
  },
};

const asList = (value: unknown) => (Array.isArray(value) ? value : [value]);

const inline: NodeRule = {
  id: 'iam-inline-wildcard',
  severity: 'warning',
  field: 'nodeGroup.iam.attachPolicy',
  what: 'No statement that allows every action.',
  why: 'What a node may do, everybody may do who gets onto it.',
  mend: 'Name the actions and the resources.',
  *judgeNodes(group) {
    const path = ['iam', 'attachPolicy', 'Statement'];
    const list = at(group.value, ...path);
    for (const [index, statement] of asList(list).entries()) {
      if (!isMap(statement) || statement['Effect'] !== 'Allow' || !asList(statement['Action']).includes('*')) continue;
      const place = Array.isArray(list) ? [...path, index] : path;
      yield { path: [...group.path, ...place, 'Action'], message: 'this statement allows every action' };
    }
  },
};

/** Add-ons that the node's own role serves: logs and traces of the node. */
const OWN_ADDONS = ['cloudWatch', 'xRay'];

const addons: NodeRule = {
  id: 'iam-addon-policy',
  severity: 'note',
  field: 'nodeGroup.iam.withAddonPolicies',
  what: 'No add-on policies on Windows nodes.',
  why: 'They give every pod of the node what one controller needs, and those controllers run on Linux.',
  mend: "Give the controller's service account a role by IRSA or Pod Identity.",
  *judgeNodes(group) {
    for (const name of addonsOf(group).filter((addon) => !OWN_ADDONS.includes(addon))) {
      const path = [...group.path, 'iam', 'withAddonPolicies', name];
      yield { path, key: true, message: `${name} is given to the whole node` };
    }
  },
};

/** What makes a role, and so has no place beside one that is there. */
const OF_A_NEW_ROLE = ['instanceRoleName', 'instanceRolePermissionsBoundary', 'attachPolicy', 'attachPolicyARNs'];

const addonsOf = ({ value }: NodeGroup) => {
  const given = at(value, 'iam', 'withAddonPolicies');
  return Object.entries(isMap(given) ? given : {}).flatMap(([name, on]) => (on === true ? [name] : []));
};

const conflict: NodeRule = {
  id: 'iam-role-conflict',
  severity: 'error',
  field: 'nodeGroup.iam',
  what: `Beside a role or an instance profile of your own none of ${OF_A_NEW_ROLE.join(', ')}, withAddonPolicies.`,
  why: 'They are about a role that eksctl would make; it refuses both.',
  mend: 'Attach the policies to the role itself, or let eksctl make the role.',
  *judgeNodes(group) {
    const own = ['instanceRoleARN', 'instanceProfileARN'].find((key) => at(group.value, 'iam', key) !== undefined);
    if (own === undefined) return;
    const given = OF_A_NEW_ROLE.filter((key) => at(group.value, 'iam', key) !== undefined);
    for (const key of addonsOf(group).length > 0 ? [...given, 'withAddonPolicies'] : given)
      yield { path: [...group.path, 'iam', key], key: true, message: `iam.${key} cannot stand beside iam.${own}` };
  },
};

const podConflict: NodeRule = {
  id: 'iam-addon-conflict',
  severity: 'error',
  field: 'nodeGroup.iam.withAddonPolicies',
  what: 'No add-on policies where disablePodIMDS is true.',
  why: 'Pods could not get at them; eksctl refuses both.',
  mend: "Give the add-on's service account a role by IRSA or Pod Identity.",
  *judgeNodes(group) {
    if (at(group.value, 'disablePodIMDS') !== true || addonsOf(group).length === 0) return;
    const path = [...group.path, 'iam', 'withAddonPolicies'];
    yield { path, key: true, message: 'add-on policies are for pods, which disablePodIMDS keeps away from them' };
  },
};

export const IAM_RULES = [
  conflict,
  podConflict,
  ssm,
  worker,
  cni,
  registry,
  inspector,
  oldSsm,
  unneeded,
  arn,
  role,
  profile,
  inline,
  addons,
];
