import type { Filter, Instance } from '@aws-sdk/client-ec2';
import type { InstanceInformation, InstanceInformationStringFilter } from '@aws-sdk/client-ssm';
import { WinhardenError } from '../../core/errors.ts';
import type { Identity, Inventory, Machine, ManagedNode, Tag } from '../../core/ports.ts';
import { withScaling } from './auto-scaling.ts';
import { inChunks } from './chunks.ts';
import type { AwsClients } from './clients.ts';
import { explain, explained, nameOf, notAws } from './explain.ts';

/** SSM takes this many values in one filter. */
const MOST_NODES = 50;
/** EC2 takes this many. */
const MOST_MACHINES = 200;
const INSTANCES = { action: 'ec2:DescribeInstances', resource: 'all instances (*)' };
const NODES = { action: 'ssm:DescribeInstanceInformation', resource: 'all nodes (*)' };
const IDENTITY = { action: 'sts:GetCallerIdentity', resource: 'your own identity' };

export function createInventory(clients: AwsClients): Inventory {
  const machines = (filters: Filter[]) => listMachines(clients, filters, Number.POSITIVE_INFINITY);
  let known: Identity | undefined;
  return {
    identity: async () => {
      known ??= await explained(IDENTITY, () => identity(clients));
      return known;
    },
    machinesByTags: async (tags) => {
      const filters = tags.map(({ key, value }) => ({ Name: `tag:${escaped(key)}`, Values: [escaped(value)] }));
      return withScaling(clients, await machines(filters));
    },
    machinesById: async (ids) => {
      const found = await inChunks(MOST_MACHINES, ids, (chunk) => machines([{ Name: 'instance-id', Values: chunk }]));
      return withScaling(clients, found);
    },
    someMachines: () => listMachines(clients, [], 1),
    nodesByTags: (tags) => explained(NODES, () => listNodes(clients, tags.map(tagFilter))),
    nodesById: (ids) => inChunks(MOST_NODES, ids, (chunk) => knownNodes(clients, chunk)),
    groupMembers: (name) => groupMembers(clients, name),
  };
}

/** EC2 reads `*`, `?` and `\` in a filter as wildcards and escape. */
const escaped = (text: string) => text.replace(/[*?\\]/g, '\\$&');

const tagFilter = ({ key, value }: Tag) => ({ Key: `tag:${key}`, Values: [value] });

async function identity(clients: AwsClients): Promise<Identity> {
  const { sdk, client } = await clients.sts();
  const answer = await client.send(new sdk.GetCallerIdentityCommand({}));
  if (!answer.Account || !answer.Arn) throw notAws(IDENTITY, answer);
  return { account: answer.Account, arn: answer.Arn, region: await client.config.region() };
}

function listMachines(clients: AwsClients, filters: Filter[], pages: number): Promise<Machine[]> {
  return explained(INSTANCES, async () => {
    const { sdk, client } = await clients.ec2();
    const input = filters.length > 0 ? { Filters: filters } : {};
    const found: Machine[] = [];
    let left = pages;
    for await (const page of sdk.paginateDescribeInstances({ client, pageSize: 1000 }, input)) {
      if (page.Reservations === undefined) throw notAws(INSTANCES, page);
      found.push(...page.Reservations.flatMap((reservation) => reservation.Instances ?? []).map(machineOf));
      if (--left <= 0) break;
    }
    return found;
  });
}

const machineOf = (instance: Instance): Machine => ({
  instanceId: instance.InstanceId ?? '',
  state: instance.State?.Name ?? 'unknown',
  windows: instance.Platform?.toLowerCase() === 'windows',
  imageId: instance.ImageId ?? '',
  ...(instance.Placement?.AvailabilityZone && { zone: instance.Placement.AvailabilityZone }),
  ...(instance.PrivateDnsName && { privateDns: instance.PrivateDnsName }),
  ...(instance.InstanceType && { instanceType: instance.InstanceType }),
  ...(instance.LaunchTime && { launched: instance.LaunchTime }),
  ...(instance.KeyName && { keyName: instance.KeyName }),
  ...someOf('publicIps', publicIps(instance)),
  ...someOf('securityGroups', groupIds(instance)),
  ...(instance.IamInstanceProfile?.Arn && { profile: instance.IamInstanceProfile.Arn }),
  ...metadataOf(instance),
  tags: Object.fromEntries((instance.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
});

function someOf<Name extends string>(name: Name, found: (string | undefined)[]): { [name in Name]?: string[] } {
  const texts = [...new Set(found.filter((text) => text !== undefined && text !== ''))] as string[];
  return (texts.length > 0 ? { [name]: texts } : {}) as { [name in Name]?: string[] };
}

const publicIps = ({ PublicIpAddress, Ipv6Address, NetworkInterfaces = [] }: Instance) => [
  PublicIpAddress,
  Ipv6Address,
  ...NetworkInterfaces.flatMap(({ Association, Ipv6Addresses = [] }) => [
    Association?.PublicIp,
    ...Ipv6Addresses.map((address) => address.Ipv6Address),
  ]),
];

const groupIds = ({ SecurityGroups = [], NetworkInterfaces = [] }: Instance) =>
  [...SecurityGroups, ...NetworkInterfaces.flatMap(({ Groups = [] }) => Groups)].map(({ GroupId }) => GroupId);

function metadataOf({ MetadataOptions }: Instance): Pick<Machine, 'metadata'> {
  if (!MetadataOptions?.HttpTokens || MetadataOptions.HttpEndpoint === 'disabled') return {};
  const { HttpTokens: tokens, HttpPutResponseHopLimit: hops = 1 } = MetadataOptions;
  return { metadata: { tokens, hops } };
}

async function listNodes(clients: AwsClients, filters: InstanceInformationStringFilter[]): Promise<ManagedNode[]> {
  const { sdk, client } = await clients.ssm();
  const found: ManagedNode[] = [];
  for await (const page of sdk.paginateDescribeInstanceInformation({ client, pageSize: 50 }, { Filters: filters })) {
    found.push(...(page.InstanceInformationList ?? []).map(nodeOf));
  }
  return found;
}

const nodeOf = (node: InstanceInformation): ManagedNode => ({
  instanceId: node.InstanceId ?? '',
  ping: node.PingStatus ?? '',
  lastPing: node.LastPingDateTime ?? null,
  agent: node.AgentVersion ?? '',
  platformType: node.PlatformType ?? '',
  platformName: node.PlatformName ?? '',
  ...(node.PlatformVersion && { platformVersion: node.PlatformVersion }),
  computerName: node.ComputerName ?? '',
});

/** An id that SSM does not know fails the whole question, so it is halved until the unknown one stands alone. */
async function knownNodes(clients: AwsClients, ids: string[]): Promise<ManagedNode[]> {
  try {
    return await listNodes(clients, [{ Key: 'InstanceIds', Values: ids }]);
  } catch (error) {
    if (!['InvalidInstanceId', 'InvalidInstanceInformationFilterValue'].includes(nameOf(error)))
      throw explain(error, NODES);
    if (ids.length === 1) return [];
    const middle = Math.ceil(ids.length / 2);
    return [...(await knownNodes(clients, ids.slice(0, middle))), ...(await knownNodes(clients, ids.slice(middle)))];
  }
}

async function groupMembers(clients: AwsClients, name: string): Promise<string[]> {
  const call = { action: 'resource-groups:ListGroupResources', resource: `the resource group ${name}` };
  return explained(call, async () => {
    const { sdk, client } = await clients.resourceGroups();
    const ids: string[] = [];
    try {
      for await (const page of sdk.paginateListGroupResources({ client, pageSize: 50 }, { Group: name })) {
        const arns = (page.Resources ?? []).map((resource) => resource.Identifier?.ResourceArn ?? '');
        ids.push(...arns.flatMap((arn) => /(?:\/|:)(m?i-[0-9a-f]+)$/.exec(arn)?.[1] ?? []));
      }
    } catch (error) {
      throw nameOf(error) === 'NotFoundException' ? noSuchGroup(name) : error;
    }
    return ids;
  });
}

const noSuchGroup = (name: string) =>
  new WinhardenError({
    code: 'NoSuchGroup',
    message: `there is no resource group "${name}"`,
    suggestions: ['aws resource-groups list-groups shows those of this account and Region'],
  });
