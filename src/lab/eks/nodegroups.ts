import type {
  AMITypes,
  DescribeNodegroupRequest,
  DescribeNodegroupResponse,
  ListNodegroupsRequest,
  ListNodegroupsResponse,
  Nodegroup,
} from '@aws-sdk/client-eks';
import { KUBERNETES } from '../ec2/images.ts';
import { launchedFrom } from '../ec2/launch-templates.ts';
import { GROUP_TAG, type LabNode } from '../fleet.ts';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import { hexText, seeded } from '../random.ts';
import type { World } from '../world.ts';
import { CLUSTER_TAG, requireCluster } from './clusters.ts';
import { firstRelease, hasOwnImage } from './images.ts';

/** The tag that EKS puts on the nodes of a managed nodegroup. */
const NODEGROUP_TAG = 'eks:nodegroup-name';
const PAGE = 100;

/** Nodes that are there, by the name of their nodegroup. */
function nodegroups(world: World, clusterName: string): Map<string, LabNode[]> {
  const its = [...world.nodes.values()].filter(
    ({ tags, state }) => tags[CLUSTER_TAG] === clusterName && NODEGROUP_TAG in tags && state !== 'terminated',
  );
  return Map.groupBy(its, ({ tags }) => tags[NODEGROUP_TAG] as string);
}

export function listNodegroups(world: World, input: object): ListNodegroupsResponse {
  const { maxResults, nextToken, ...rest } = input as ListNodegroupsRequest;
  requireCluster(world, rest.clusterName ?? '');
  const names = [...nodegroups(world, rest.clusterName ?? '').keys()].sort();
  const { items, next } = page(names, maxResults ?? PAGE, nextToken, rest, 'InvalidParameterException');
  return { nodegroups: items, nextToken: next };
}

export function describeNodegroup(world: World, input: object): DescribeNodegroupResponse {
  const { clusterName = '', nodegroupName = '' } = input as DescribeNodegroupRequest;
  return { nodegroup: nodegroup(world, { clusterName, nodegroupName }) };
}

interface Name {
  clusterName: string;
  nodegroupName: string;
}

/** Nodes of a nodegroup. Errors: ResourceNotFoundException. */
export function requireNodegroup(world: World, { clusterName, nodegroupName }: Name): LabNode[] {
  requireCluster(world, clusterName);
  const nodes = nodegroups(world, clusterName).get(nodegroupName);
  if (!nodes) throw new AwsError('ResourceNotFoundException', `No node group found for name: ${nodegroupName}.`, 404);
  return nodes;
}

export function nodegroup(world: World, name: Name): Nodegroup {
  const { account, region, seed } = world;
  const nodes = requireNodegroup(world, name);
  const { clusterName, nodegroupName } = name;
  const random = seeded(seed, 'nodegroup', account, region, clusterName, nodegroupName);
  const id = [8, 4, 4, 4, 12].map((length) => hexText(random, length)).join('-');
  const update = world.groups.updates.find(
    (each) => each.nodegroup === `${clusterName}/${nodegroupName}` && each.status === 'InProgress',
  );
  const groups = [...new Set(nodes.flatMap(({ tags }) => tags[GROUP_TAG] ?? []))];
  const type = amiType(world, nodes);
  return {
    nodegroupName,
    nodegroupArn: `arn:aws:eks:${region}:${account}:nodegroup/${clusterName}/${nodegroupName}/${id}`,
    clusterName,
    version: KUBERNETES,
    releaseVersion: world.groups.releases.get(`${clusterName}/${nodegroupName}`) ?? firstRelease(world),
    createdAt: new Date('2026-01-01T00:10:00Z'),
    modifiedAt: new Date('2026-01-01T00:20:00Z'),
    status: update ? 'UPDATING' : 'ACTIVE',
    capacityType: 'ON_DEMAND',
    scalingConfig: { minSize: 0, maxSize: Math.max(1, nodes.length * 2), desiredSize: nodes.length },
    instanceTypes: [...new Set(nodes.map(({ instanceType }) => instanceType))],
    subnets: [`subnet-0${hexText(random, 16)}`],
    amiType: type,
    launchTemplate: type === 'CUSTOM' ? templateOfCustom(world, groups) : undefined,
    nodeRole: `arn:aws:iam::${account}:role/winharden-lab-node`,
    labels: {},
    taints: [{ key: 'os', value: 'windows', effect: 'NO_SCHEDULE' }],
    resources: { autoScalingGroups: groups.map((each) => ({ name: each })) },
    diskSize: 80,
    health: { issues: [] },
    updateConfig: { maxUnavailable: 1 },
    tags: {},
  };
}

/** That of most of its nodes: the demo's nodegroup has nodes of all kinds, which no real one has. */
function amiType(world: World, nodes: readonly LabNode[]): AMITypes {
  const kinds = Map.groupBy(nodes, (node) => kindOf(world, node));
  const [most = 'AL2023_x86_64_STANDARD'] = [...kinds]
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([kind]) => kind);
  return most;
}

/** A nodegroup tells of its launch template where that names an image. */
function templateOfCustom(world: World, [group = '']: string[]): Nodegroup['launchTemplate'] {
  const { LaunchTemplate } = launchedFrom(world, group);
  return {
    id: LaunchTemplate?.LaunchTemplateId,
    name: LaunchTemplate?.LaunchTemplateName,
    version: LaunchTemplate?.Version,
  };
}

function kindOf(world: World, node: LabNode): AMITypes {
  const { platform, release, installation } = node;
  if (hasOwnImage(world, node)) return 'CUSTOM';
  if (platform !== 'Windows') return 'AL2023_x86_64_STANDARD';
  const edition = installation === 'Server Core' ? 'CORE' : 'FULL';
  return `WINDOWS_${edition}_${release}_x86_64` as AMITypes;
}
