import type { Cluster, NodeRule } from '../model.ts';
import { at, textsAt } from '../read-cluster.ts';

const imds: NodeRule = {
  id: 'imds-v1',
  severity: 'error',
  field: 'nodeGroup.disableIMDSv1',
  what: 'disableIMDSv1 is not false.',
  why: "IMDSv1 hands the node's credentials to whoever can make it send one GET request, as a server-side request forgery does.",
  mend: 'Set disableIMDSv1 to true.',
  *judgeNodes(group) {
    const path = [...group.path, 'disableIMDSv1'];
    if (at(group.value, 'disableIMDSv1') === false)
      yield { path, message: 'IMDSv1 is allowed', change: { set: path, value: true } };
  },
};

const imdsUnsaid: NodeRule = {
  id: 'imds-v1-unsaid',
  severity: 'note',
  field: 'nodeGroup.disableIMDSv1',
  what: 'The manifest says disableIMDSv1: true itself.',
  why: 'It is the default of current versions of eksctl; earlier ones left IMDSv1 on.',
  mend: 'Add disableIMDSv1: true.',
  *judgeNodes(group) {
    if (group.ownTemplate || at(group.value, 'disableIMDSv1') !== undefined) return;
    const change = { set: [...group.path, 'disableIMDSv1'], value: true };
    yield { path: group.path, message: 'whether IMDSv1 is off depends on the version of eksctl', change };
  },
};

const podImds: NodeRule = {
  id: 'imds-pods',
  severity: 'note',
  field: 'nodeGroup.disablePodIMDS',
  what: 'disablePodIMDS: true.',
  why: "Otherwise a pod can ask for the credentials of its node's role.",
  mend: 'Give pods their roles by IRSA or Pod Identity, then set disablePodIMDS to true.',
  *judgeNodes(group) {
    if (group.ownTemplate || at(group.value, 'disablePodIMDS') === true) return;
    const said = at(group.value, 'disablePodIMDS') !== undefined;
    yield {
      path: said ? [...group.path, 'disablePodIMDS'] : group.path,
      message: 'pods reach the credentials of the node',
    };
  },
};

/** eksctl makes private subnets with a way out of its own only where it makes the whole VPC. */
function privateSubnetsAreMade({ value }: Cluster): boolean {
  const own = at(value, 'vpc', 'id') ?? at(value, 'vpc', 'subnets');
  return own === undefined && at(value, 'vpc', 'nat', 'gateway') !== 'Disable';
}

const privateNetworking: NodeRule = {
  id: 'private-networking',
  severity: 'error',
  field: 'nodeGroup.privateNetworking',
  what: 'privateNetworking: true, unless the whole cluster is private.',
  why: 'By default eksctl puts nodes into public subnets with public addresses, where one wrong security group rule shows RDP or WinRM to the internet.',
  mend: 'Set privateNetworking to true. The private subnets need NAT or VPC endpoints, for Systems Manager too.',
  *judgeNodes(group) {
    const given = at(group.value, 'privateNetworking');
    const { value } = group.cluster;
    if (given === true || at(value, 'privateCluster', 'enabled') === true) return;
    const place = [...group.path, 'privateNetworking'];
    const safe = privateSubnetsAreMade(group.cluster) && at(group.value, 'subnets') === undefined;
    yield {
      path: given === undefined ? group.path : place,
      message: 'nodes get public addresses',
      ...(safe && { change: { set: place, value: true } }),
    };
  },
};

const attached: NodeRule = {
  id: 'security-groups-unseen',
  severity: 'note',
  field: 'nodeGroup.securityGroups.attachIDs',
  what: 'Nothing: it says that security groups of your own are attached, whose rules no manifest shows.',
  why: 'eksctl itself never opens port 3389; a group of your own can.',
  mend: 'See to it that none lets 3389, 5985, 5986 or 22 in.',
  *judgeNodes(group) {
    const ids = textsAt(group.value, 'securityGroups', 'attachIDs').map(({ text }) => text);
    if (ids.length > 0)
      yield {
        path: [...group.path, 'securityGroups', 'attachIDs'],
        key: true,
        message: `the rules of ${ids.join(', ')} cannot be seen here`,
      };
  },
};

const managedGroups: NodeRule = {
  id: 'security-groups-managed',
  severity: 'error',
  field: 'managedNodeGroup.securityGroups',
  what: 'No withShared or withLocal in a managed node group.',
  why: 'eksctl supports them for self-managed nodes only.',
  mend: 'Take them out; attachIDs is supported.',
  *judgeNodes(group) {
    if (!group.managed) return;
    for (const name of ['withShared', 'withLocal'])
      if (at(group.value, 'securityGroups', name) === true)
        yield { path: [...group.path, 'securityGroups', name], key: true, message: `${name} is not supported here` };
  },
};

export const NETWORK_RULES = [imds, imdsUnsaid, podImds, privateNetworking, attached, managedGroups];
