import { WinhardenError } from '../../core/errors.ts';
import type { App, Automations, Identity, NodeRoles, Where } from '../../core/ports.ts';
import { commandsOf } from '../locations/commands.ts';
import { inventoryOf } from '../locations/inventory.ts';
import type { Place } from '../locations/place.ts';
import type { Whereabouts } from '../locations/whereabouts.ts';
import { assumeRole, type Keys } from './assume-role.ts';
import { automationState, commandOfAutomation, startAutomation, stopAutomation } from './automations.ts';
import { createBucket } from './bucket.ts';
import type { AwsClients, AwsOptions } from './clients.ts';
import { createCommands } from './commands.ts';
import { createDocuments } from './documents.ts';
import { createInventory } from './inventory.ts';
import { createNodeRoles } from './node-roles.ts';
import { createSharedObject } from './shared-object.ts';

type Ports = Pick<App, 'inventory' | 'documents' | 'commands' | 'automations' | 'bucket' | 'nodeRoles' | 'shared'>;

/** Makes the clients of one account and Region, which count their calls with all others. */
export type Connect = (options: Pick<AwsOptions, 'region' | 'credentials'>) => AwsClients;

/** The ports of one account and Region. */
export function portsOf(clients: AwsClients, bucketOwner: string | undefined): Ports {
  const inventory = createInventory(clients);
  const owner = async () => bucketOwner ?? (await inventory.identity()).account;
  return {
    inventory,
    documents: createDocuments(clients),
    commands: createCommands(clients),
    bucket: createBucket(clients, owner),
    nodeRoles: createNodeRoles(clients),
    shared: createSharedObject(clients, owner),
  };
}

interface Names {
  /** Of the sessions of assumed roles. */
  sessionName: string;
  /** The account that owns the bucket; the caller's own without. */
  bucketOwner: string | undefined;
}

/** The ports of all that a Where says. The bucket is one, and the caller's own keys open it. */
export async function openLocations(
  connect: Connect,
  where: Where,
  { sessionName, bucketOwner }: Names,
): Promise<Ports> {
  const [first] = where.regions;
  const home = connect(first ? { region: first } : {});
  const ports = portsOf(home, bucketOwner);
  if (where.accounts.length === 0 && where.regions.length === 1) return ports;
  const identity = await ports.inventory.identity();
  const regions = where.regions.length > 0 ? where.regions : [identity.region];
  const accounts = where.accounts.map((account) => ({
    account,
    keys: enter(home, account, identity.arn, where, sessionName),
  }));
  const entered = accounts.length > 0 ? accounts : [{ account: identity.account, keys: undefined }];
  const places = entered.flatMap(({ account, keys }) =>
    regions.map((region) => placeOf(connect, `${account}/${region}`, keys)),
  );
  const seen = { nodes: new Map<string, Place>(), commands: new Map<string, Place>() };
  return {
    ...ports,
    inventory: inventoryOf(places, seen, identity),
    documents: documentsOf(places),
    commands: commandsOf(places, seen),
    nodeRoles: nodeRolesOf(seen, ports.nodeRoles),
    ...(accounts.length > 0 && { automations: automationsOf({ home, connect, identity, regions, places, seen }) }),
  };
}

interface Organisation {
  home: AwsClients;
  connect: Connect;
  identity: Identity;
  regions: string[];
  places: readonly Place[];
  seen: Whereabouts;
}

/** Automation is asked at home; what it sent, in each location. */
function automationsOf({ home, connect, identity, regions, places, seen }: Organisation): Automations {
  return {
    library: new Map(regions.map((region) => [region, createDocuments(connect({ region }))])),
    start: (request) => startAutomation(home, identity, request),
    state: (executionId) => automationState(home, executionId),
    stop: (executionId) => stopAutomation(home, executionId),
    command: async (location, childId) => {
      const place = places.find((each) => each.location === location);
      const commandId = (await place?.commandOf(childId)) ?? null;
      if (place && commandId !== null) seen.commands.set(commandId, place);
      return commandId;
    },
  };
}

/** The role is in the caller's own partition: no key of one is good in another. */
function enter(
  home: AwsClients,
  account: string,
  caller: string,
  { roleName, externalId }: Where,
  sessionName: string,
) {
  const [, partition] = caller.split(':');
  return assumeRole(home, { arn: `arn:${partition}:iam::${account}:role/${roleName}`, sessionName, externalId });
}

function placeOf(connect: Connect, location: string, keys: (() => Promise<Keys>) | undefined): Place {
  const [, region = ''] = location.split('/');
  const clients = connect({ region, ...(keys && { credentials: keys }) });
  const inventory = createInventory(clients);
  const identity = async () => {
    await keys?.();
    return inventory.identity().catch((error: unknown) => {
      throw asNotEnabled(error, location);
    });
  };
  return {
    location,
    inventory: { ...inventory, identity },
    documents: createDocuments(clients),
    commands: createCommands(clients),
    nodeRoles: createNodeRoles(clients),
    commandOf: (executionId) => commandOfAutomation(clients, executionId),
  };
}

/** Keys that were good a moment ago and are not here: this is how most services answer in a Region that the account has not enabled. */
function asNotEnabled(error: unknown, location: string): unknown {
  if (!(error instanceof WinhardenError) || error.code !== 'InvalidCredentials') return error;
  const [account, region] = location.split('/');
  return new WinhardenError({
    code: 'RegionNotEnabled',
    message: 'the Region is not enabled in the account: good keys of it are not known there',
    suggestions: [
      `aws account enable-region --region-name ${region} in ${account} enables it; or leave it out of --region`,
    ],
    cause: error,
  });
}

/** Documents are asked for and written by location; those of the first stand for what is the same in all. */
function documentsOf(places: readonly Place[]): Ports['documents'] {
  const [first] = places as [Place];
  return { ...first.documents, byLocation: new Map(places.map(({ location, documents }) => [location, documents])) };
}

/** A node's role is asked about in the account that it is in. */
const nodeRolesOf = ({ nodes }: Whereabouts, home: NodeRoles): NodeRoles => ({
  mayPut: (instanceId, bucket, key) => (nodes.get(instanceId)?.nodeRoles ?? home).mayPut(instanceId, bucket, key),
});
