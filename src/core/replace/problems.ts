import type { Progress } from '../ports.ts';

/** What EKS's and Auto Scaling's codes mean to somebody who has to do something about it (API reference, ErrorDetail). */
const WORDS: Record<string, string> = {
  PodEvictionFailure:
    'pods could not be evicted: look at their PodDisruptionBudgets (kubectl get pdb -A), or replace with --force, which passes over them',
  NodeCreationFailure:
    'new nodes did not join the cluster: look at the node role, its entry in the access entries or aws-auth, and the subnets',
  AsgInstanceLaunchFailures: 'instances could not be launched: look at capacity, quotas and the launch template',
  InsufficientFreeAddresses: 'the subnets have no free addresses',
  IpNotAvailable: 'the subnets have no free addresses',
  EniLimitReached: 'the account has no room for more network interfaces',
  AccessDenied: 'EKS may not do it: look at the node role and the service-linked role of EKS',
  SecurityGroupNotFound: 'a security group of the nodegroup is gone',
  SubnetNotFound: 'a subnet of the nodegroup is gone',
  ClusterUnreachable: 'EKS could not reach the Kubernetes API of the cluster',
  InsufficientNumberOfReplicas: 'too few replicas were there',
};

export function problemTexts({ problems }: Pick<Progress, 'problems'>): string[] {
  return problems.map(({ code, message, resources }) => {
    const where = resources.length > 0 ? ` (${resources.join(', ')})` : '';
    const words = WORDS[code];
    return `${code}${where}: ${words ? `${words}; EKS says: ` : ''}${message}`;
  });
}

const DONE = ['Successful'];
const OVER = ['Failed', 'Cancelled', 'RollbackSuccessful', 'RollbackFailed'];

/** Whether AWS has ended it, and how. */
export function endOf({ status }: Pick<Progress, 'status'>): 'replaced' | 'failed' | undefined {
  if (DONE.includes(status)) return 'replaced';
  return OVER.includes(status) ? 'failed' : undefined;
}

/** `InProgress, 50 %: waiting for instances to warm up`. */
export function progressText({ status, percent, reason }: Progress): string {
  const share = percent === null ? '' : `, ${percent} %`;
  return `${status}${share}${reason ? `: ${reason}` : ''}`;
}
