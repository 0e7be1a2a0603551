import { randomUUID } from 'node:crypto';
import type {
  DescribeUpdateRequest,
  DescribeUpdateResponse,
  ErrorDetail,
  ListUpdatesRequest,
  ListUpdatesResponse,
  UpdateNodegroupVersionRequest,
  UpdateNodegroupVersionResponse,
  UpdateParam,
} from '@aws-sdk/client-eks';
import type { NodegroupUpdate } from '../auto-scaling/group-store.ts';
import { rollNodes } from '../auto-scaling/roll-nodes.ts';
import { KUBERNETES } from '../ec2/images.ts';
import { findTemplate, launchedNode, versionOf } from '../ec2/launch-templates.ts';
import type { LabNode } from '../fleet.ts';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import type { World } from '../world.ts';
import { requireCluster } from './clusters.ts';
import { newestImage, newestRelease } from './images.ts';
import { nodegroup, requireNodegroup } from './nodegroups.ts';

const PAGE = 100;

/** `CLUSTER/NODEGROUP`. */
interface Name {
  clusterName: string;
  nodegroupName: string;
}
const nameOf = ({ clusterName, nodegroupName }: Name) => `${clusterName}/${nodegroupName}`;

type Asked = UpdateNodegroupVersionRequest & Name;

export function updateNodegroupVersion(world: World, input: object): UpdateNodegroupVersionResponse {
  const asked = input as Asked;
  const nodes = requireNodegroup(world, asked);
  refuse(world, asked);
  const release = asked.releaseVersion ?? newestRelease(world, nodes[0] as LabNode);
  const become = changeOf(world, asked);
  const update: NodegroupUpdate = {
    nodegroup: nameOf(asked),
    id: randomUUID(),
    status: 'InProgress',
    type: 'VersionUpdate',
    params: paramsOf(asked, release),
    createdAt: world.clock.now(),
    errors: [],
  };
  world.groups.updates.push(update);
  const old = nodes.filter((node) => node.imageId !== become(node).imageId);
  goOn(world, update, old, { become, force: asked.force === true, done: () => settle(world, asked, release) });
  return { update: shown(update) };
}

/** Errors: ResourceInUseException, InvalidParameterException. */
function refuse(world: World, asked: Asked): void {
  const busy = world.groups.updates.some(
    (update) => update.nodegroup === nameOf(asked) && update.status === 'InProgress',
  );
  if (busy) {
    const message = 'Nodegroup cannot be updated as it currently has an update in progress';
    throw new AwsError('ResourceInUseException', message, 409);
  }
  const { amiType } = nodegroup(world, asked);
  const { version, releaseVersion, launchTemplate } = asked;
  if (amiType === 'CUSTOM') {
    if (version ?? releaseVersion)
      throw invalid(
        `You cannot specify the field ${version ? 'kubernetesVersion' : 'releaseVersion'} when using custom AMIs.`,
      );
    if (!launchTemplate) throw invalid("Launch template details can't be null for Custom ami type node group");
  } else if (launchTemplate)
    throw invalid('Launch template details must be null: the node group has no launch template');
  if (version !== undefined && version !== KUBERNETES)
    throw invalid(`Nodegroup Kubernetes version ${version} should not be greater than control plane ${KUBERNETES}`);
  if (releaseVersion !== undefined && !releaseVersion.startsWith(`${KUBERNETES}-`))
    throw invalid(`Requested release version ${releaseVersion} is not valid for kubernetes version ${KUBERNETES}.`);
}

const invalid = (message: string) => new AwsError('InvalidParameterException', message);

/** What the nodes in the place of others are: from the newest image, or what their launch template says. */
function changeOf(world: World, { launchTemplate }: Asked): (node: LabNode) => Partial<LabNode> {
  if (!launchTemplate) return (node) => ({ imageId: newestImage(world, node) });
  const { id, name, version = '$Default' } = launchTemplate;
  const template = findTemplate(world, { LaunchTemplateId: id, LaunchTemplateName: name });
  const found = versionOf(template, version);
  return (node) => launchedNode(node, template, found);
}

function paramsOf({ version, launchTemplate }: Asked, release: string): UpdateParam[] {
  if (launchTemplate) return [{ type: 'LaunchTemplateVersion', value: launchTemplate.version }];
  return [
    { type: 'Version', value: version ?? KUBERNETES },
    { type: 'ReleaseVersion', value: release },
  ];
}

/** What is the nodegroup's from now on. */
function settle(world: World, asked: Asked, release: string): void {
  const { launchTemplate } = asked;
  if (!launchTemplate) return void world.groups.releases.set(nameOf(asked), release);
  const { id: LaunchTemplateId, name, version } = launchTemplate;
  const found = findTemplate(world, { LaunchTemplateId, LaunchTemplateName: name });
  const spec = { LaunchTemplateId: found.id, LaunchTemplateName: found.name, Version: version };
  world.groups.launchedFrom.set(found.name, { LaunchTemplate: spec });
}

interface How {
  become(node: LabNode): Partial<LabNode>;
  force: boolean;
  done(): void;
}

async function goOn(world: World, update: NodegroupUpdate, old: LabNode[], { become, force, done }: How) {
  await world.clock.sleep(1);
  const failed = await rollNodes(world, old, {
    become,
    stuck: ({ instanceId }) => {
      if (world.faults.ofNode('launch-fails', instanceId)) return 'NodeCreationFailure';
      return !force && world.faults.ofNode('pods-stay', instanceId) ? 'PodEvictionFailure' : undefined;
    },
    replaced: () => {},
  });
  update.status = failed ? 'Failed' : 'Successful';
  if (failed) update.errors = [errorOf(failed.why, failed.node.instanceId)];
  else done();
}

function errorOf(why: string, instanceId: string): ErrorDetail {
  const errorMessage =
    why === 'PodEvictionFailure'
      ? 'Reached max retries while trying to evict pods from nodes in node group'
      : 'Instances failed to join the kubernetes cluster';
  return { errorCode: why as 'Unknown', errorMessage, resourceIds: [instanceId] };
}

export function describeUpdate(world: World, input: object): DescribeUpdateResponse {
  const { name: clusterName = '', nodegroupName = '', updateId } = input as DescribeUpdateRequest;
  const found = updatesOf(world, { clusterName, nodegroupName }).find(({ id }) => id === updateId);
  if (!found) throw new AwsError('ResourceNotFoundException', `No update found for ID: ${updateId}`, 404);
  return { update: shown(found) };
}

/** The newest first. */
export function listUpdates(world: World, input: object): ListUpdatesResponse {
  const { maxResults, nextToken, ...rest } = input as ListUpdatesRequest;
  const name = { clusterName: rest.name ?? '', nodegroupName: rest.nodegroupName ?? '' };
  const ids = updatesOf(world, name).map(({ id = '' }) => id);
  const { items, next } = page(ids.toReversed(), maxResults ?? PAGE, nextToken, rest, 'InvalidParameterException');
  return { updateIds: items, nextToken: next };
}

/** Those of a cluster itself are none. */
function updatesOf(world: World, name: Name): NodegroupUpdate[] {
  if (name.nodegroupName === '') requireCluster(world, name.clusterName);
  else requireNodegroup(world, name);
  return world.groups.updates.filter((update) => update.nodegroup === nameOf(name));
}

const shown = ({ nodegroup: _, ...update }: NodegroupUpdate) => update;
