import { WinhardenError } from '../core/errors.ts';
import type { Nodegroup } from '../core/ports.ts';
import { CLUSTER_TAG, NODEGROUP_TAG } from '../core/replace/group-nodes.ts';
import { type ImageKind, kindOfAmiType } from '../core/replace/image-kind.ts';
import type { GroupName, Way } from '../core/replace/model.ts';
import { chooseImage, newestImage } from './choose-image.ts';
import { alive, type Found, type Planned, type Planning, refused } from './planned-group.ts';
import { versionWith } from './template-version.ts';

const USABLE = ['ACTIVE', 'UPDATING', 'DEGRADED'];

/** How a managed nodegroup is replaced: by EKS, which drains its nodes. */
export async function planNodegroup(
  planning: Planning,
  { cluster, nodegroup: name }: Extract<GroupName, { kind: 'nodegroup' }>,
): Promise<Planned> {
  const { replacements, inventory } = planning.app;
  const nodegroup = await replacements.nodegroup(cluster, name);
  if (!nodegroup)
    return refused(`EKS has no nodegroup ${name} in a cluster ${cluster}: it is gone, or in another account or Region`);
  const machines = await inventory.machinesByTags([
    { key: CLUSTER_TAG, value: cluster },
    { key: NODEGROUP_TAG, value: name },
  ]);
  const found: Found = { nodes: machines.filter(alive) };
  if (!USABLE.includes(nodegroup.status)) return refused(`EKS says that it is ${nodegroup.status}`, found);
  const open = nodegroup.status === 'UPDATING' ? await replacements.openUpdate(cluster, name) : null;
  const custom = nodegroup.amiType === 'CUSTOM';
  const planned = await (custom ? byTemplate(planning, nodegroup, found) : byRelease(planning, nodegroup, found));
  if (!open) return planned;
  return { ...planned, ...found, state: 'inProgress', reason: 'EKS updates it already', open: open.id };
}

async function byRelease(planning: Planning, nodegroup: Nodegroup, found: Found): Promise<Planned> {
  const { options } = planning;
  const kind = kindOfAmiType(nodegroup.amiType);
  if (!kind) return refused(`its AMI type is ${nodegroup.amiType}, which is not Windows`, found);
  if (options.imageId !== undefined || options.latestEks || options.edition !== undefined)
    return refused('EKS chooses the image of this nodegroup: leave out --image-id, --image and --edition', found);
  const version = options.kubernetesVersion ?? nodegroup.version;
  const { image, warnings } = await newestOf(planning, kind, version);
  const named = options.releaseVersion ?? options.kubernetesVersion;
  const way: Way = {
    by: 'nodegroup',
    version,
    ...(options.releaseVersion !== undefined && { releaseVersion: options.releaseVersion }),
  };
  if (image !== null && named === undefined && found.nodes.every(({ imageId }) => imageId === image))
    return {
      ...found,
      state: 'upToDate',
      reason: 'all nodes have the newest image',
      way: null,
      image,
      open: null,
      warnings,
    };
  return {
    ...found,
    state: 'ready',
    reason: null,
    way,
    image: options.releaseVersion === undefined ? image : null,
    open: null,
    warnings: [...warnings, ...warningsOf(planning, nodegroup, await clusterVersion(planning, nodegroup))],
  };
}

/** EKS finds the image itself; who may not look it up only does not see it beforehand. */
async function newestOf({ app }: Planning, kind: ImageKind, version: string) {
  const image = await ifAllowed(newestImage(app.posture.at(undefined), { ...kind, kubernetes: version }));
  if (!(image instanceof WinhardenError)) return { image, warnings: [] };
  return { image: null, warnings: [`whether its image is the newest is not known: ${image.message}`] };
}

async function clusterVersion({ app }: Planning, { cluster }: Nodegroup): Promise<string | null> {
  const version = await ifAllowed(app.posture.at(undefined).kubernetesOf(cluster));
  return version instanceof WinhardenError ? null : version;
}

/** The answer, or why it may not be known. */
async function ifAllowed<T>(answer: Promise<T>): Promise<T | WinhardenError> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof WinhardenError && error.code === 'NoPermission') return error;
    throw error;
  }
}

function warningsOf({ options }: Planning, { version }: Nodegroup, cluster: string | null): string[] {
  const behind = cluster !== null && options.kubernetesVersion === undefined && cluster !== version;
  return [
    ...(behind
      ? [`it stays on Kubernetes ${version}, and the cluster has ${cluster}: --kubernetes-version ${cluster} moves it`]
      : []),
    ...(options.force ? ['--force ends nodes whatever PodDisruptionBudgets say'] : []),
    ...(options.requireImdsV2 ? ['--require-imdsv2 changes nothing here: EKS makes the launch template'] : []),
  ];
}

/** A nodegroup with an image of its own is updated by another version of its launch template. */
async function byTemplate(planning: Planning, nodegroup: Nodegroup, found: Found): Promise<Planned> {
  const { options, app } = planning;
  if (options.releaseVersion !== undefined)
    return refused('it has an image of its own: name the new one with --image-id, not a --release-version', found);
  const from = nodegroup.template && (await app.replacements.template(nodegroup.template));
  if (!from) return refused('it has an image of its own, and its launch template is not there', found);
  const chosen = await chooseImage({
    facts: app.posture.at(undefined),
    options,
    current: from.imageId ?? found.nodes[0]?.imageId ?? null,
    release: planning.release,
    cluster: nodegroup.cluster,
  });
  if ('refused' in chosen) return refused(chosen.refused, found);
  return versionWith(planning, found, from, chosen.imageId, (existing) => ({
    by: 'nodegroupTemplate',
    from,
    imageId: chosen.imageId,
    existing,
  }));
}
