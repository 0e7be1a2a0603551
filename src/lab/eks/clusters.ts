import type {
  Cluster,
  DescribeClusterRequest,
  DescribeClusterResponse,
  ListClustersRequest,
  ListClustersResponse,
} from '@aws-sdk/client-eks';
import { KUBERNETES } from '../ec2/images.ts';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import { hexText, seeded } from '../random.ts';
import type { World } from '../world.ts';

/** The tag that EKS puts on the nodes of a cluster's managed nodegroups. */
export const CLUSTER_TAG = 'eks:cluster-name';

const PAGE = 100;

/** The clusters that nodes are in. */
function clusterNames({ nodes }: World): string[] {
  return [...new Set([...nodes.values()].flatMap(({ tags }) => tags[CLUSTER_TAG] ?? []))].sort();
}

export function listClusters(world: World, input: object): ListClustersResponse {
  const { maxResults, nextToken, ...rest } = input as ListClustersRequest;
  const { items, next } = page(clusterNames(world), maxResults ?? PAGE, nextToken, rest, 'InvalidParameterException');
  return { clusters: items, nextToken: next };
}

export function describeCluster(world: World, input: object): DescribeClusterResponse {
  const { name = '' } = input as DescribeClusterRequest;
  requireCluster(world, name);
  return { cluster: cluster(world, name) };
}

export function requireCluster(world: World, name: string): void {
  if (!clusterNames(world).includes(name))
    throw new AwsError('ResourceNotFoundException', `No cluster found for name: ${name}.`, 404);
}

/** The endpoint leads nowhere and the certificate is none: the lab has no Kubernetes. */
function cluster({ account, region, seed }: World, name: string): Cluster {
  const random = seeded(seed, 'cluster', account, region, name);
  const id = (prefix: string) => `${prefix}-0${hexText(random, 16)}`;
  const unique = hexText(random, 32).toUpperCase();
  return {
    name,
    arn: `arn:aws:eks:${region}:${account}:cluster/${name}`,
    createdAt: new Date('2026-01-01T00:00:00Z'),
    version: KUBERNETES,
    endpoint: `https://${unique}.gr7.${region}.eks.amazonaws.com`,
    roleArn: `arn:aws:iam::${account}:role/${name}-cluster`,
    resourcesVpcConfig: {
      subnetIds: [id('subnet'), id('subnet'), id('subnet')],
      securityGroupIds: [id('sg')],
      clusterSecurityGroupId: id('sg'),
      vpcId: id('vpc'),
      endpointPublicAccess: false,
      endpointPrivateAccess: true,
      publicAccessCidrs: [],
    },
    kubernetesNetworkConfig: { serviceIpv4Cidr: '172.20.0.0/16', ipFamily: 'ipv4' },
    identity: { oidc: { issuer: `https://oidc.eks.${region}.amazonaws.com/id/${unique}` } },
    status: 'ACTIVE',
    certificateAuthority: { data: Buffer.from(`The lab's cluster ${name} has no certificate.`).toString('base64') },
    platformVersion: 'eks.4',
    tags: {},
    accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
  };
}
