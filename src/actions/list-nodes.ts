import { windowOf } from '../core/drift/window.ts';
import type { Sighting } from '../core/fleet/classify.ts';
import { findNodes } from '../core/fleet/find-nodes.ts';
import { noNodesMatched } from '../core/fleet/select-nodes.ts';
import { parseSelectorOrAll, type RawSelector } from '../core/fleet/selector.ts';
import type { App } from '../core/ports.ts';
import { editionOf } from '../core/posture/eks-image.ts';
import { lastRuns } from '../core/posture/last-runs.ts';
import { type Edition, FLAGS, type FlagId, type LastRun, type NodePosture } from '../core/posture/model.ts';
import { isWindows, type Known, nodePosture } from '../core/posture/node-posture.ts';
import { inOrder, type Order } from '../core/posture/order.ts';
import type { NodeReport } from '../core/report/model.ts';
import { askPosture, orWarn, type Unknown } from './ask-posture.ts';
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
  /** Flags that some node may have, for all that could be asked. */
  undecided: FlagId[];
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
  const unknown: Unknown = { warnings: new Set(), undecided: new Set() };
  const runs = await runsOf(app, now, input.place, unknown);
  const nodes: NodePosture[] = [];
  for (const [location, sightings] of Map.groupBy(windows, whereOf)) {
    const known = await askPosture(app.posture.at(location), sightings, account, unknown);
    const told = await orWarn(unknown, 'what nodes reported of their edition is unknown', () =>
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
    undecided: FLAGS.filter((id) => unknown.undecided.has(id)),
    warnings: [...unknown.warnings],
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
  unknown: Unknown,
): Promise<Map<string, LastRun>> {
  const look = async () => lastRuns(await pastRuns(app, windowOf({ days: RUN_DAYS, now }), place));
  return (await orWarn(unknown, 'last runs and scores are unknown', look)) ?? new Map();
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
