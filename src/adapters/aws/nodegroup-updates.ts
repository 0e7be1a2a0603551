import type { Update } from '@aws-sdk/client-eks';
import type { NodegroupUpdate, Progress, Replacements } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explained, notAws } from './explain.ts';
import { orNull } from './or-null.ts';

type Eks = Pick<Replacements, 'nodegroup' | 'openUpdate' | 'startUpdate' | 'updateProgress'>;

const GONE = ['ResourceNotFoundException'];
const named = (cluster: string, nodegroup: string) => `the nodegroup ${nodegroup} of the cluster ${cluster}`;

/** Managed nodegroups of EKS and their updates. */
export function nodegroupUpdates(clients: AwsClients): Eks {
  return {
    nodegroup: (cluster, name) => nodegroup(clients, cluster, name),
    openUpdate: (cluster, name) => openUpdate(clients, cluster, name),
    startUpdate: (update) => startUpdate(clients, update),
    updateProgress: (cluster, name, id) => updateProgress(clients, cluster, name, id),
  };
}

function nodegroup(clients: AwsClients, clusterName: string, nodegroupName: string): ReturnType<Eks['nodegroup']> {
  const call = { action: 'eks:DescribeNodegroup', resource: named(clusterName, nodegroupName) };
  return explained(call, async () => {
    const { sdk, client } = await clients.eks();
    const command = new sdk.DescribeNodegroupCommand({ clusterName, nodegroupName });
    const answer = await orNull(GONE, () => client.send(command));
    if (answer === null) return null;
    if (!answer.nodegroup) throw notAws(call, answer);
    const { amiType = '', version = '', releaseVersion = '', status = '', launchTemplate } = answer.nodegroup;
    const { id, version: of = '$Default' } = launchTemplate ?? {};
    const template = id === undefined ? null : { id, version: of };
    return { cluster: clusterName, name: nodegroupName, amiType, version, releaseVersion, status, template };
  });
}

/** EKS tells of the ids alone, in no order that is documented; a nodegroup keeps few. */
function openUpdate(clients: AwsClients, name: string, nodegroupName: string): Promise<Progress | null> {
  return explained({ action: 'eks:ListUpdates', resource: named(name, nodegroupName) }, async () => {
    const { sdk, client } = await clients.eks();
    for await (const { updateIds = [] } of sdk.paginateListUpdates({ client }, { name, nodegroupName })) {
      for (const id of updateIds) {
        const update = await updateProgress(clients, name, nodegroupName, id);
        if (update.status === 'InProgress') return update;
      }
    }
    return null;
  });
}

function startUpdate(clients: AwsClients, update: NodegroupUpdate): Promise<string | null> {
  const { cluster, nodegroup, version, releaseVersion, template, force } = update;
  const call = { action: 'eks:UpdateNodegroupVersion', resource: named(cluster, nodegroup) };
  return explained(call, async () => {
    const { sdk, client } = await clients.eks();
    const command = new sdk.UpdateNodegroupVersionCommand({
      clusterName: cluster,
      nodegroupName: nodegroup,
      force,
      ...(version !== undefined && { version }),
      ...(releaseVersion !== undefined && { releaseVersion }),
      ...(template && { launchTemplate: template }),
    });
    const answer = await orNull(['ResourceInUseException'], () => client.send(command));
    if (answer === null) return null;
    if (!answer.update?.id) throw notAws(call, answer);
    return answer.update.id;
  });
}

function updateProgress(clients: AwsClients, name: string, nodegroupName: string, id: string): Promise<Progress> {
  const call = { action: 'eks:DescribeUpdate', resource: `the update ${id} of ${named(name, nodegroupName)}` };
  return explained(call, async () => {
    const { sdk, client } = await clients.eks();
    const answer = await client.send(new sdk.DescribeUpdateCommand({ name, nodegroupName, updateId: id }));
    if (!answer.update) throw notAws(call, answer);
    return progressOf(id, answer.update);
  });
}

const progressOf = (id: string, { status = 'InProgress', errors = [] }: Update): Progress => ({
  id,
  status,
  percent: null,
  reason: null,
  problems: errors.map(({ errorCode = 'Unknown', errorMessage = '', resourceIds = [] }) => ({
    code: errorCode,
    message: errorMessage,
    resources: resourceIds,
  })),
});
