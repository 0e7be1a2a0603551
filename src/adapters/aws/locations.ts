import { WinhardenError } from '../../core/errors.ts';
import type {
  App,
  Associations,
  Automations,
  ComplianceServices,
  Identity,
  Inspector,
  Inventory,
  NodeRoles,
  Replacements,
  Where,
} from '../../core/ports.ts';
import { commandsOf } from '../locations/commands.ts';
import { complianceOf } from '../locations/compliance.ts';
import { inventoryOf } from '../locations/inventory.ts';
import type { Place } from '../locations/place.ts';
import { postureOf } from '../locations/posture.ts';
import type { Whereabouts } from '../locations/whereabouts.ts';
import { createAssociations } from './associations.ts';
import { assumeRole } from './assume-role.ts';
import { automationState, commandOfAutomation, startAutomation, stopAutomation } from './automations.ts';
import { createBucket } from './bucket.ts';
import type { CallCounter } from './call-counter.ts';
import { type AwsClients, type AwsOptions, createAwsClients } from './clients.ts';
import { createCommands } from './commands.ts';
import { createComplianceItems } from './compliance-items.ts';
import { createDocuments } from './documents.ts';
import { createGuardDuty } from './guardduty.ts';
import { createInspector } from './inspector.ts';
import { createInventory } from './inventory.ts';
import { createNodeRoles } from './node-roles.ts';
import { createPostureFacts } from './posture.ts';
import { createReplacements } from './replacements.ts';
import { createSecurityHub } from './security-hub.ts';
import { createSessions } from './sessions.ts';
import { createSharedObject } from './shared-object.ts';
import { createStacks } from './stacks.ts';
import { createSurroundings } from './surroundings.ts';

type Ports = Pick<
  App,
  | 'inventory'
  | 'documents'
  | 'commands'
  | 'associations'
  | 'automations'
  | 'bucket'
  | 'guardDuty'
  | 'nodeRoles'
  | 'replacements'
  | 'sessions'
  | 'shared'
  | 'surroundings'
  | 'compliance'
  | 'posture'
  | 'inspector'
  | 'stacks'
>;

/** The ports of one account and Region; the bucket must belong to the account, or to the one that is named. */
export function portsOf(clients: AwsClients, bucketOwner?: string): Ports & OfOnePlace {
  const inventory = createInventory(clients);
  const owner = async () => bucketOwner ?? (await inventory.identity()).account;
  const facts = createPostureFacts(clients);
  return {
    inventory,
    documents: createDocuments(clients),
    commands: createCommands(clients),
    associations: createAssociations(clients),
    bucket: createBucket(clients, owner),
    guardDuty: createGuardDuty(clients),
    nodeRoles: createNodeRoles(clients),
    replacements: createReplacements(clients),
    sessions: createSessions(clients),
    shared: createSharedObject(clients, owner),
    surroundings: createSurroundings(clients, owner),
    compliance: { at: () => complianceServices(clients, inventory) },
    posture: { at: () => facts },
    inspector: createInspector(clients),
    stacks: createStacks(clients),
  };
}

function complianceServices(clients: AwsClients, inventory: Inventory): ComplianceServices {
  return {
    place: async () => {
      const { account, region, arn } = await inventory.identity();
      return { account, region, partition: arn.split(':')[1] ?? 'aws' };
    },
    items: createComplianceItems(clients),
    hub: createSecurityHub(clients),
  };
}

/** How locations are entered. */
interface Entering {
  own: AwsOptions;
  where: Where;
  sessionName: string;
  counter: CallCounter;
  bucketOwner: string | undefined;
}

/** The ports of all that a Where says. The bucket is one, and the caller's own keys open it. */
export async function openLocations({ own, where, sessionName, counter, bucketOwner }: Entering): Promise<Ports> {
  const [first] = where.regions;
  const home = createAwsClients({ ...own, ...(first && { region: first }) }, counter);
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
    regions.map((region) =>
      placeOf(`${account}/${region}`, { ...own, region, ...(keys && { credentials: keys }) }, counter),
    ),
  );
  const seen = { nodes: new Map<string, Place>(), commands: new Map<string, Place>() };
  const [only] = places.length === 1 ? places : [];
  return {
    inventory: inventoryOf(places, seen, identity),
    documents: documentsOf(places),
    commands: commandsOf(places, seen),
    associations: only?.associations,
    ...(accounts.length > 0 && { automations: automationsOf({ home, own, identity, regions, places, seen, counter }) }),
    bucket: ports.bucket,
    guardDuty: (only ?? ports).guardDuty,
    nodeRoles: nodeRolesOf(seen),
    replacements: only?.replacements,
    sessions: (only ?? ports).sessions,
    shared: ports.shared,
    surroundings: { ...(only ?? ports).surroundings, bucketSettings: ports.surroundings.bucketSettings },
    compliance: complianceOf(places),
    posture: postureOf(places),
    inspector: only?.inspector,
    stacks: ports.stacks,
  };
}

interface Organisation {
  home: AwsClients;
  own: AwsOptions;
  identity: Identity;
  regions: string[];
  places: readonly Place[];
  seen: Whereabouts;
  counter: CallCounter;
}

/** Automation is asked at home; what it sent, in each location. */
function automationsOf({ home, own, identity, regions, places, seen, counter }: Organisation): Automations {
  return {
    library: new Map(regions.map((region) => [region, createDocuments(createAwsClients({ ...own, region }, counter))])),
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

/** What is looked at and changed place by place, never over several. */
type OfOnePlace = Pick<Ports, 'guardDuty' | 'sessions' | 'surroundings'> & {
  associations: Associations;
  inspector: Inspector;
  replacements: Replacements;
};

function placeOf(location: string, options: AwsOptions, counter: CallCounter): Place & OfOnePlace {
  const clients = createAwsClients(options, counter);
  const ports = portsOf(clients);
  const { inventory, documents, commands, nodeRoles, compliance, posture } = ports;
  const identity = async () => {
    await options.credentials?.();
    return inventory.identity().catch((error: unknown) => {
      throw asNotEnabled(error, location);
    });
  };
  return {
    location,
    inventory: { ...inventory, identity },
    documents,
    commands,
    nodeRoles,
    compliance: compliance.at(null),
    posture: posture.at(undefined),
    associations: ports.associations,
    guardDuty: ports.guardDuty,
    inspector: ports.inspector,
    replacements: ports.replacements,
    sessions: ports.sessions,
    surroundings: ports.surroundings,
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

/** Each node's role is looked up where the node is. */
function nodeRolesOf({ nodes }: Whereabouts): NodeRoles {
  return {
    mayPut: async (instanceId, bucket, key) => {
      const place = nodes.get(instanceId);
      return place ? place.nodeRoles.mayPut(instanceId, bucket, key) : { profile: null, role: null, may: 'unknown' };
    },
  };
}
