import type { Cluster, ClusterRule } from '../model.ts';
import { at, textsAt } from '../read-cluster.ts';

const hasWindows = ({ windows }: Cluster) => windows.length > 0;

const linux: ClusterRule = {
  id: 'no-linux-nodes',
  severity: 'warning',
  field: 'managedNodeGroups',
  what: 'Beside Windows nodes a Linux node group, a Fargate profile or Auto Mode.',
  why: 'CoreDNS and the controllers of EKS run on Linux only; without them no name is resolved.',
  mend: 'Add a small Linux node group; waive this where the cluster has one that another file made.',
  *judgeCluster(cluster) {
    const fargate = at(cluster.value, 'fargateProfiles');
    const auto = at(cluster.value, 'autoModeConfig', 'enabled');
    if (!hasWindows(cluster) || cluster.others > 0 || auto === true || (Array.isArray(fargate) && fargate.length > 0))
      return;
    const [list = 'managedNodeGroups'] = cluster.windows[0]?.path ?? [];
    yield { path: [list], key: true, message: 'there is nothing that CoreDNS could run on' };
  },
};

const controller: ClusterRule = {
  id: 'windows-networking',
  severity: 'error',
  field: 'iam.vpcResourceControllerPolicy',
  what: 'iam.vpcResourceControllerPolicy is not false beside Windows nodes.',
  why: 'The VPC resource controller gives Windows pods their addresses, and needs the policy.',
  mend: 'Set it to true, or take it out.',
  *judgeCluster(cluster) {
    const path = ['iam', 'vpcResourceControllerPolicy'];
    if (hasWindows(cluster) && at(cluster.value, ...path) === false)
      yield { path, message: 'Windows pods get no addresses', change: { set: path, value: true } };
  },
};

const ipv6: ClusterRule = {
  id: 'windows-ipv6',
  severity: 'error',
  field: 'kubernetesNetworkConfig.ipFamily',
  what: 'IPv4 beside Windows nodes.',
  why: 'EKS does not run Windows nodes in IPv6 clusters.',
  mend: 'Make the cluster with IPv4.',
  *judgeCluster(cluster) {
    const path = ['kubernetesNetworkConfig', 'ipFamily'];
    if (hasWindows(cluster) && at(cluster.value, ...path) === 'IPv6')
      yield { path, message: 'there are no Windows nodes in IPv6 clusters' };
  },
};

/** The deepest part of a path that is there, so that a finding about something missing has a place. */
function placeOf(value: unknown, path: string[]): string[] {
  const there = path.findIndex((_, index) => at(value, ...path.slice(0, index + 1)) === undefined);
  const found = there < 0 ? path : path.slice(0, there);
  return found.length > 0 ? found : ['metadata'];
}

const endpoint: ClusterRule = {
  id: 'cluster-endpoint',
  severity: 'note',
  field: 'vpc.clusterEndpoints.privateAccess',
  what: 'The API server has a private endpoint.',
  why: 'By default it has a public one alone, and nodes reach it over the internet.',
  mend: 'Set vpc.clusterEndpoints.privateAccess to true, and name those who may use the public one in vpc.publicAccessCIDRs.',
  *judgeCluster(cluster) {
    const path = ['vpc', 'clusterEndpoints', 'privateAccess'];
    const { value } = cluster;
    if (!hasWindows(cluster) || at(value, ...path) === true || at(value, 'privateCluster', 'enabled') === true) return;
    yield { path: placeOf(value, path), key: true, message: 'the API server has a public endpoint only' };
  },
};

const logging: ClusterRule = {
  id: 'cluster-logging',
  severity: 'note',
  field: 'cloudWatch.clusterLogging.enableTypes',
  what: 'The audit log of the control plane is kept.',
  why: 'It alone tells who did what in the cluster, and EKS does not keep it by default.',
  mend: 'Add audit to cloudWatch.clusterLogging.enableTypes, and api and authenticator with it.',
  *judgeCluster(cluster) {
    const path = ['cloudWatch', 'clusterLogging', 'enableTypes'];
    const types = textsAt(cluster.value, ...path).map(({ text }) => text);
    if (!hasWindows(cluster) || ['audit', 'all', '*'].some((type) => types.includes(type))) return;
    yield { path: placeOf(cluster.value, path), key: true, message: 'the audit log is not kept' };
  },
};

const secrets: ClusterRule = {
  id: 'cluster-secrets',
  severity: 'note',
  field: 'secretsEncryption.keyARN',
  what: 'Secrets are encrypted with a KMS key of your own.',
  why: 'With the key of AWS you can neither see its use nor take it away.',
  mend: 'Name a key in secretsEncryption.keyARN.',
  *judgeCluster(cluster) {
    const path = ['secretsEncryption', 'keyARN'];
    if (hasWindows(cluster) && at(cluster.value, ...path) === undefined)
      yield { path: placeOf(cluster.value, path), key: true, message: 'secrets are not encrypted with a key of yours' };
  },
};

export const CLUSTER_RULES = [linux, controller, ipv6, endpoint, logging, secrets];
