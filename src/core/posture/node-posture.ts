import { releaseOf, type Sighting } from '../fleet/classify.ts';
import type { Machine, MachineImage, SecurityGroup } from '../ports.ts';
import { accessFlags } from './access-flags.ts';
import { type EksImage, editionOf, eksImageOf, latestParameter } from './eks-image.ts';
import { nodeFlags } from './flags.ts';
import { type Edition, type LastRun, type LatestImage, type NodeImage, type NodePosture, SEVERITIES } from './model.ts';

/** What was asked beside EC2's instances and Systems Manager's nodes. Null is what could not be asked. */
export interface Known {
  now: Date;
  maxAge: number;
  /** The account that nodes without a location are in. */
  account: string;
  /** Those that can be seen, by id. */
  images: ReadonlyMap<string, MachineImage> | null;
  /** Ids of the latest images, by parameter. */
  latest: ReadonlyMap<string, string> | null;
  groups: ReadonlyMap<string, SecurityGroup> | null;
  /** By instance profile. */
  missingRights: ReadonlyMap<string, string[]>;
  /** Kubernetes versions by cluster. */
  clusters: ReadonlyMap<string, string>;
  runs: ReadonlyMap<string, LastRun>;
  /** What nodes themselves have reported, where their image does not say. */
  editions: ReadonlyMap<string, Edition>;
}

const DAY = 86_400_000;
const EDITIONS: readonly Edition[] = ['Core', 'Full'];

export const isWindows = ({ machine, node }: Sighting) => machine?.windows === true || node?.platformType === 'Windows';

/** What EKS and eksctl write on instances of a cluster. */
export function clusterOf(tags: Record<string, string>): string | null {
  const named = tags['eks:cluster-name'] ?? tags['aws:eks:cluster-name'] ?? tags['alpha.eksctl.io/cluster-name'];
  const owned = Object.keys(tags).find((key) => key.startsWith('kubernetes.io/cluster/'));
  return named ?? owned?.slice('kubernetes.io/cluster/'.length) ?? null;
}

const nodegroupOf = (tags: Record<string, string>) =>
  tags['eks:nodegroup-name'] ?? tags['alpha.eksctl.io/nodegroup-name'] ?? tags['eks:nodegroup'] ?? null;

/** The kinds of EKS optimised image that a node may be of: one, or both editions where nobody can say which. */
export function kindsOf(sighting: Sighting, known: Pick<Known, 'images' | 'clusters' | 'account'>): EksImage[] {
  const image = known.images?.get(sighting.machine?.imageId ?? '');
  const said = image && eksImageOf(image.name);
  if (said) return isOwn(sighting, image, known.account) ? [] : [said];
  const cluster = clusterOf(sighting.machine?.tags ?? {});
  const kubernetes = known.clusters.get(cluster ?? '');
  const release = releaseOf(sighting.node?.platformName ?? '');
  if (image || !kubernetes || release === null) return [];
  return EDITIONS.map((edition) => ({ release, edition, kubernetes }));
}

const accountOf = ({ machine }: Sighting, account: string) => machine?.location?.split('/')[0] ?? account;

const isOwn = (sighting: Sighting, { owner }: MachineImage, account: string) => owner === accountOf(sighting, account);

const iso = (time: Date | null | undefined) => time?.toISOString() ?? null;
const daysSince = (time: Date | null | undefined, now: Date) =>
  time ? Math.max(0, Math.floor((now.getTime() - time.getTime()) / DAY)) : null;

/** How one Windows node stands, with its flags. */
export function nodePosture(sighting: Sighting, known: Known): NodePosture {
  const facts = factsOf(sighting, known);
  const { machine } = sighting;
  const groups = (machine?.securityGroups ?? []).flatMap((id) => known.groups?.get(id) ?? []);
  const access = accessFlags(groups, facts.publicAddresses);
  const lacking = known.missingRights.get(facts.profile ?? '') ?? [];
  const flags = [...access.flags, ...nodeFlags(facts, known.maxAge, lacking)];
  return { ...facts, flags: flags.sort((a, b) => rank(a) - rank(b)), notes: [...access.notes, ...notesOf(facts)] };
}

const rank = ({ severity }: { severity: (typeof SEVERITIES)[number] }) => SEVERITIES.indexOf(severity);

function notesOf({ metadata }: Pick<NodePosture, 'metadata'>): string[] {
  if (metadata === null || metadata.hops <= 1) return [];
  return [`answers of the instance metadata go ${metadata.hops} hops, so that pods without host network reach it`];
}

function factsOf(sighting: Sighting, known: Known): Omit<NodePosture, 'flags' | 'notes'> {
  const { instanceId, machine, node } = sighting;
  const { now } = known;
  const tags = machine?.tags ?? {};
  const image = machine ? imageOf(sighting, machine, known) : null;
  const latest = latestOf(sighting, known);
  const same = latest.find(({ imageId }) => imageId === machine?.imageId);
  const said = image?.name ? eksImageOf(image.name) : null;
  const cluster = clusterOf(tags);
  const location = machine?.location ?? node?.location;
  return {
    instanceId,
    ...(location !== undefined && { location }),
    name: tags['Name'] ?? null,
    computerName: node?.computerName || null,
    state: machine?.state ?? null,
    managed: node !== undefined,
    reason: node ? null : whyUnmanaged(machine),
    ping: node?.ping ?? null,
    lastPing: iso(node?.lastPing),
    agent: node?.agent || null,
    release: releaseOf(node?.platformName ?? '') ?? said?.release ?? null,
    build: node?.platformVersion ?? null,
    edition: editionOf(image?.name ?? '') ?? known.editions.get(instanceId) ?? null,
    instanceType: machine?.instanceType ?? null,
    cluster,
    nodegroup: nodegroupOf(tags),
    kubernetes: said?.kubernetes ?? known.clusters.get(cluster ?? '') ?? null,
    image,
    latest: same ?? latest[0] ?? null,
    isLatest: isLatest(same, latest, known.images !== null),
    launched: iso(machine?.launched),
    launchedDays: daysSince(machine?.launched, now),
    publicAddresses: machine?.publicIps ?? [],
    keyPair: machine?.keyName ?? null,
    profile: machine?.profile ?? null,
    metadata: machine?.metadata ?? null,
    lastRun: known.runs.get(instanceId) ?? null,
  };
}

/** An image that nobody could look at may be the account's own, which need not be AWS's latest. */
function isLatest(same: LatestImage | undefined, latest: readonly LatestImage[], seen: boolean): boolean | null {
  if (same) return true;
  return latest.length > 0 && seen ? false : null;
}

function latestOf(sighting: Sighting, known: Known): LatestImage[] {
  return kindsOf(sighting, known).flatMap((kind) => {
    const imageId = known.latest?.get(latestParameter(kind));
    if (imageId === undefined) return [];
    const image = known.images?.get(imageId);
    return [{ imageId, name: image?.name ?? null, days: daysSince(image?.created, known.now) }];
  });
}

function whyUnmanaged(machine: Machine | undefined): string {
  if (machine && machine.state !== 'running')
    return `Systems Manager does not see it: the instance is ${machine.state}`;
  if (machine?.profile === undefined)
    return 'Systems Manager does not see it: it has no instance profile by which the agent could register';
  return 'Systems Manager does not see it: no agent has registered (does it run, and reach the SSM endpoints?)';
}

function imageOf(sighting: Sighting, { imageId }: Machine, known: Known): NodeImage {
  const image = known.images?.get(imageId);
  return {
    imageId,
    name: image?.name ?? null,
    visible: known.images && image !== undefined,
    owner: image?.owner ?? null,
    own: image ? isOwn(sighting, image, known.account) : null,
    created: iso(image?.created),
    days: daysSince(image?.created, known.now),
  };
}
