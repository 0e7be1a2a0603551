import { groupStore } from './auto-scaling/group-store.ts';
import type { LabNode } from './fleet.ts';
import { type Folder, within } from './folder.ts';
import { inspectorStore } from './inspector2/store.ts';
import { AwsError, LabError } from './protocol/error.ts';
import { type RateLimits, tokenBuckets } from './rates.ts';
import { recordStore } from './record-store.ts';
import { associationStore } from './ssm/association-store.ts';
import { commandStore } from './ssm/command-store.ts';
import { documentStore } from './ssm/document-store.ts';
import { replicated } from './ssm/replica.ts';
import { ACCOUNT, REGION, type World } from './world.ts';

/** `ACCOUNT/REGION` of whoever talks to the lab with its own key. */
const HOME = `${ACCOUNT}/${REGION}`;

export type Shared = Omit<
  World,
  | 'account'
  | 'region'
  | 'folder'
  | 'nodes'
  | 'keepFleet'
  | 'groups'
  | 'documents'
  | 'associations'
  | 'commands'
  | 'shown'
  | 'takeToken'
  | 'automations'
  | 'compliance'
  | 'findings'
  | 'detectors'
  | 'inspector'
  | 'stacks'
  | 'at'
>;

/** The lab's locations from `ACCOUNT/REGION`, or one of the two where the other is the lab's own. */
export function readLocations(texts: readonly string[]): string[] {
  return texts.length > 0 ? [...new Set(texts.map(readLocation))] : [HOME];
}

function readLocation(text: string): string {
  const [, account, region] = /^(\d{12})?(?:(?:^|\/)([a-z]{2}(?:-[a-z]+)+-\d))?$/.exec(text) ?? [];
  if (account || region) return `${account ?? ACCOUNT}/${region ?? REGION}`;
  throw new LabError('UnknownLocation', `"${text}" is not ACCOUNT/REGION.`, [`Write it as ${HOME}`]);
}

/** Gives every location its share of the nodes, one after the other; a fleet that was kept stays where it is. */
export function spread(fleet: LabNode[], locations: readonly string[]): LabNode[] {
  if (locations.length === 1 && locations[0] === HOME) return fleet;
  return fleet.map((node, index) => ({ location: locations[index % locations.length] as string, ...node }));
}

/** The world of each account and Region: nodes, documents and commands of its own, all else in common. The caller's own account is everywhere. */
export function worldsOf(
  shared: Shared,
  { fleet, folder, rates }: { fleet: readonly LabNode[]; folder: Folder; rates: RateLimits },
): Map<string, World> {
  const worlds = new Map<string, World>();
  const at = (location: string) => worlds.get(location);
  const keepFleet = () =>
    folder.writeJson(
      'fleet.json',
      [...worlds.values()].flatMap(({ nodes }) => [...nodes.values()]),
    );
  const home = shared.locations.map((location) => `${ACCOUNT}/${location.split('/')[1]}`);
  for (const location of new Set([...shared.locations, ...home])) {
    const [account, region] = location.split('/') as [string, string];
    const own = location === HOME ? folder : within(folder, `locations/${account}-${region}`);
    const its = fleet.filter((node) => (node.location ?? HOME) === location);
    worlds.set(location, {
      ...shared,
      account,
      region,
      folder: own,
      nodes: new Map(its.map((node) => [node.instanceId, node])),
      keepFleet,
      groups: groupStore(),
      documents: documentStore(own),
      associations: associationStore(own),
      ...commandsIn(own, shared),
      takeToken: tokenBuckets(rates, shared.clock),
      automations: new Map(),
      compliance: recordStore(own, 'compliance'),
      findings: recordStore(own, 'findings'),
      detectors: recordStore(own, 'detectors'),
      inspector: inspectorStore(own),
      stacks: recordStore(own, 'stacks'),
      at,
    });
  }
  return worlds;
}

/** The commands as they are, and what lists show of them. */
function commandsIn(folder: Folder, { clock, faults, pace }: Shared): Pick<World, 'commands' | 'shown'> {
  const commands = replicated(commandStore(folder), clock, pace.lag.invocations);
  const listed = replicated(commands.store, clock, faults.ofService('stale-lists') ?? pace.lag.commands);
  return { commands: listed.store, shown: { commands: listed.replica, invocations: commands.replica } };
}

/**
 * The world that a request is for: the account of its key, the Region of its signature. S3 and a lab of one location take any
 * Region; elsewhere one that the account has not enabled is answered as each service answers a key that it does not know.
 */
export function worldFor(
  worlds: ReadonlyMap<string, World>,
  { key, region, service }: { key: string; region: string; service: string },
): World {
  const [first] = [...worlds.values()] as [World];
  if (service === 's3') return first;
  const account = first.sessions.get(key)?.account ?? ACCOUNT;
  if (first.faults.ofLocation('region-not-enabled', account, region)) throw notEnabled(service);
  if (account === ACCOUNT && worlds.size === 1 && worlds.has(HOME)) return first;
  const world = worlds.get(`${account}/${region}`);
  if (world) return world;
  throw notEnabled(service);
}

const INVALID = 'The security token included in the request is invalid.';

function notEnabled(service: string): AwsError {
  if (service === 'ec2')
    return new AwsError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
  if (service === 'sts') return new AwsError('InvalidClientTokenId', INVALID, 403);
  return new AwsError('UnrecognizedClientException', INVALID, 400);
}
