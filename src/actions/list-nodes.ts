import { windowOf } from '../core/drift/window.ts';
import { WinhardenError } from '../core/errors.ts';
import type { Sighting } from '../core/fleet/classify.ts';
import { findNodes } from '../core/fleet/find-nodes.ts';
import { noNodesMatched } from '../core/fleet/select-nodes.ts';
import { parseSelectorOrAll, type RawSelector } from '../core/fleet/selector.ts';
import type { App, MachineImage, PostureFacts } from '../core/ports.ts';
import { editionOf, eksImageOf, latestParameter } from '../core/posture/eks-image.ts';
import { lastRuns } from '../core/posture/last-runs.ts';
import type { Edition, FlagId, LastRun, NodePosture } from '../core/posture/model.ts';
import { clusterOf, isWindows, type Known, kindsOf, nodePosture } from '../core/posture/node-posture.ts';
import { inOrder, type Order } from '../core/posture/order.ts';
import type { NodeReport } from '../core/report/model.ts';
import { type Place, pastRuns } from './past-runs.ts';

/** How far back runs are looked for, as `winharden history` does. */
const RUN_DAYS = 90;

export interface ListNodesInput {
  /** Where it names none: every Windows node of the account and Region. */
  selector: RawSelector;
  /** Windows Server releases; all where there are none. */
  releases: readonly string[];
  /** Days after which an image is old. */
  maxAge: number;
  order: Order;
  place?: Place;
}

export interface NodeList {
  /** ISO. */
  asOf: string;
  maxAge: number;
  /** The tags that matched, where they are not those that were typed. */
  matchedTag?: string;
  nodes: NodePosture[];
  /** Nodes by flag. */
  flags: Partial<Record<FlagId, number>>;
  /** What was selected and is no Windows node. */
  excluded: { instanceId: string; reason: string }[];
  warnings: string[];
}

type ListApp = Pick<App, 'inventory' | 'posture' | 'clock' | 'runs' | 'bucket'>;

/** EC2 forgets these within an hour. */
const GONE = ['terminated', 'shutting-down'];

/**
 * How every Windows node of a selection stands. What may not be asked is unknown and a warning. Errors: those of looking nodes up,
 * NoNodesMatched where a selector matches none.
 */
export async function listNodes(app: ListApp, input: ListNodesInput): Promise<NodeList> {
  const { maxAge } = input;
  const selector = parseSelectorOrAll(input.selector);
  const now = app.clock.now();
  const { found, matchedTag } = await findNodes(app.inventory, selector ?? { by: 'tags', tags: [] });
  if (selector && found.length === 0) throw await noNodesMatched(app.inventory, selector);
  const there = found.filter(({ machine }) => !GONE.includes(machine?.state ?? ''));
  const windows = there.filter(isWindows);
  const { account } = await app.inventory.identity();
  const warnings = new Set<string>();
  const runs = await runsOf(app, now, input.place, warnings);
  const nodes: NodePosture[] = [];
  for (const [location, sightings] of Map.groupBy(windows, whereOf)) {
    const known = await ask(app.posture.at(location), sightings, account, warnings);
    const told = await orWarn(warnings, 'what nodes reported of their edition is unknown', () =>
      reportedEditions(app, sightings, known.images, runs),
    );
    const editions = told ?? new Map<string, Edition>();
    const all = { ...known, now, maxAge, account, runs, editions };
    for (const sighting of sightings) nodes.push(nodePosture(sighting, all));
  }
  const wanted = nodes.filter(({ release }) => input.releases.length === 0 || input.releases.includes(release ?? ''));
  return {
    asOf: now.toISOString(),
    maxAge,
    ...(matchedTag !== undefined && { matchedTag }),
    nodes: inOrder(wanted, input.order),
    flags: countFlags(wanted),
    excluded: selector ? found.filter((each) => !windows.includes(each)).map(excluded) : [],
    warnings: [...warnings],
  };
}

const whereOf = ({ machine, node }: Sighting) => machine?.location ?? node?.location;

function excluded({ instanceId, machine, node }: Sighting): { instanceId: string; reason: string } {
  if (!machine && !node)
    return { instanceId, reason: 'there is no such instance, and Systems Manager does not know it' };
  if (GONE.includes(machine?.state ?? '')) return { instanceId, reason: `the instance is ${machine?.state}` };
  return { instanceId, reason: `not Windows${node?.platformName ? `: ${node.platformName}` : ''}` };
}

function countFlags(nodes: readonly NodePosture[]): NodeList['flags'] {
  const counts: NodeList['flags'] = {};
  for (const { flags } of nodes) for (const { id } of flags) counts[id] = (counts[id] ?? 0) + 1;
  return counts;
}

/** Runs that cannot be read are no reason to say nothing of the nodes. */
async function runsOf(
  app: Pick<App, 'runs' | 'bucket'>,
  now: Date,
  place: Place | undefined,
  warnings: Set<string>,
): Promise<Map<string, LastRun>> {
  const look = async () => lastRuns(await pastRuns(app, windowOf({ days: RUN_DAYS, now }), place));
  return (await orWarn(warnings, 'last runs and scores are unknown', look)) ?? new Map();
}

/** Of nodes whose image does not say: what they said in their last run, where this machine keeps it. */
async function reportedEditions(
  app: Pick<App, 'runs'>,
  sightings: readonly Sighting[],
  images: Known['images'],
  runs: ReadonlyMap<string, LastRun>,
): Promise<Map<string, Edition>> {
  const here = new Set(await app.runs.list());
  const editions = new Map<string, Edition>();
  for (const { instanceId, machine } of sightings) {
    const runId = runs.get(instanceId)?.runId ?? '';
    if (editionOf(images?.get(machine?.imageId ?? '')?.name ?? '') !== null || !here.has(runId)) continue;
    const report = (await (await app.runs.open(runId)).read(`nodes/${instanceId}.json`)) as NodeReport | null;
    if (report) editions.set(instanceId, report.node.core ? 'Core' : 'Full');
  }
  return editions;
}

type Asked = Pick<Known, 'images' | 'latest' | 'groups' | 'missingRights' | 'clusters'>;

/** Asks once for each image, group, profile and cluster, however many nodes have it. */
async function ask(
  facts: PostureFacts,
  sightings: readonly Sighting[],
  account: string,
  warnings: Set<string>,
): Promise<Asked> {
  const machines = sightings.flatMap(({ machine }) => machine ?? []);
  const seen = await orWarn(warnings, 'the age of images is unknown', () =>
    facts.images(unique(machines.map(({ imageId }) => imageId))),
  );
  const images = seen && new Map(seen.map((image) => [image.imageId, image]));
  const groups = await orWarn(warnings, 'which ports can be reached is unknown', () =>
    facts.securityGroups(unique(machines.flatMap(({ securityGroups = [] }) => securityGroups))),
  );
  const clusters = await clustersOf(facts, sightings, images, warnings);
  const latest = await latestOf(facts, sightings, { images, clusters, account }, warnings);
  return {
    images: images && (await withLatest(facts, images, latest, warnings)),
    latest,
    groups: groups && new Map(groups.map((group) => [group.id, group])),
    missingRights: await rightsOf(facts, sightings, warnings),
    clusters,
  };
}

const unique = (texts: readonly string[]) => [...new Set(texts)].filter((text) => text !== '').sort();

/** Only of clusters with nodes whose image does not say its Kubernetes version. */
async function clustersOf(
  facts: PostureFacts,
  sightings: readonly Sighting[],
  images: ReadonlyMap<string, MachineImage> | null,
  warnings: Set<string>,
): Promise<Map<string, string>> {
  const silent = sightings.filter(({ machine }) => !eksImageOf(images?.get(machine?.imageId ?? '')?.name ?? ''));
  const names = unique(silent.map(({ machine }) => clusterOf(machine?.tags ?? {}) ?? ''));
  const versions = new Map<string, string>();
  for (const name of names) {
    const what = `the Kubernetes version of the cluster ${name} is unknown`;
    const version = await orWarn(warnings, what, () => facts.kubernetesOf(name));
    if (version !== null) versions.set(name, version);
  }
  return versions;
}

async function latestOf(
  facts: PostureFacts,
  sightings: readonly Sighting[],
  known: Pick<Known, 'images' | 'clusters' | 'account'>,
  warnings: Set<string>,
): Promise<Map<string, string> | null> {
  const names = unique(sightings.flatMap((each) => kindsOf(each, known).map(latestParameter)));
  return orWarn(warnings, 'which images are the latest is unknown', () => facts.parameters(names));
}

/** The latest images too, whose own age counts. */
async function withLatest(
  facts: PostureFacts,
  images: ReadonlyMap<string, MachineImage>,
  latest: ReadonlyMap<string, string> | null,
  warnings: Set<string>,
): Promise<ReadonlyMap<string, MachineImage>> {
  const others = unique([...(latest?.values() ?? [])]).filter((id) => !images.has(id));
  const found = await orWarn(warnings, 'the age of the latest images is unknown', () => facts.images(others));
  return new Map([...images, ...(found ?? []).map((image) => [image.imageId, image] as const)]);
}

/** IAM is asked about the roles of unmanaged nodes alone: a managed one shows that its role will do. */
async function rightsOf(
  facts: PostureFacts,
  sightings: readonly Sighting[],
  warnings: Set<string>,
): Promise<Map<string, string[]>> {
  const unmanaged = sightings.filter(({ machine, node }) => !node && machine?.state === 'running');
  const rights = new Map<string, string[]>();
  for (const profile of unique(unmanaged.map(({ machine }) => machine?.profile ?? ''))) {
    const what = `whether ${profile.split('/').at(-1)} lets the agent register is unknown`;
    const missing = await orWarn(warnings, what, () => facts.missingRights(profile));
    if (missing !== null) rights.set(profile, missing);
  }
  return rights;
}

/** One question that AWS may refuse: its answer, or null and one warning. */
async function orWarn<T>(warnings: Set<string>, unknown: string, question: () => Promise<T>): Promise<T | null> {
  try {
    return await question();
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    warnings.add(`${unknown}: ${error.message}`);
    return null;
  }
}
