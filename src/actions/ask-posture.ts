import { WinhardenError } from '../core/errors.ts';
import type { Sighting } from '../core/fleet/classify.ts';
import type { Machine, MachineImage, PostureFacts, SecurityGroup } from '../core/ports.ts';
import { eksImageOf, latestParameter } from '../core/posture/eks-image.ts';
import type { FlagId } from '../core/posture/model.ts';
import { clusterOf, type Known, kindsOf } from '../core/posture/node-posture.ts';

/** What could not be asked, and the flags that hang on it. */
export interface Unknown {
  warnings: Set<string>;
  undecided: Set<FlagId>;
}

/** Flags that nobody can decide on without images, and without security groups. */
const BY_IMAGE: readonly FlagId[] = ['old-image', 'not-latest', 'full-edition'];
const BY_GROUP: readonly FlagId[] = ['rdp-reachable', 'winrm-reachable', 'ssh-reachable'];

type Asked = Pick<Known, 'images' | 'latest' | 'groups' | 'missingRights' | 'clusters'>;

/** Asks once for each image, group, profile and cluster, however many nodes have it. */
export async function askPosture(
  facts: PostureFacts,
  sightings: readonly Sighting[],
  account: string,
  unknown: Unknown,
): Promise<Asked> {
  const machines = sightings.flatMap(({ machine }) => machine ?? []);
  const seen = await orWarn(
    unknown,
    'the age of images is unknown',
    () => facts.images(unique(machines.map(({ imageId }) => imageId))),
    BY_IMAGE,
  );
  const images = seen && new Map(seen.map((image) => [image.imageId, image]));
  const groups = await groupsOf(facts, machines, unknown);
  const clusters = await clustersOf(facts, sightings, images, unknown);
  const latest = await latestOf(facts, sightings, { images, clusters, account }, unknown);
  return {
    images: images && (await withLatest(facts, images, latest, unknown)),
    latest,
    groups,
    missingRights: await rightsOf(facts, sightings, unknown),
    clusters,
  };
}

/** A group of another account, in a shared VPC, may be there and not be seen. */
async function groupsOf(
  facts: PostureFacts,
  machines: readonly Machine[],
  unknown: Unknown,
): Promise<Map<string, SecurityGroup> | null> {
  const ids = unique(machines.flatMap(({ securityGroups = [] }) => securityGroups));
  const what = 'which ports can be reached is unknown';
  const found = await orWarn(unknown, what, () => facts.securityGroups(ids), BY_GROUP);
  if (found === null) return null;
  const groups = new Map(found.map((group) => [group.id, group]));
  const unseen = ids.filter((id) => !groups.has(id));
  if (unseen.length > 0) {
    const more = unseen.length > 1 ? ` and ${unseen.length - 1} more` : '';
    unknown.warnings.add(`what the security group ${unseen[0]}${more} lets in is unknown: it cannot be seen`);
    for (const flag of BY_GROUP) unknown.undecided.add(flag);
  }
  return groups;
}

const unique = (texts: readonly string[]) => [...new Set(texts)].filter((text) => text !== '').sort();

/** Only of clusters with nodes whose image does not say its Kubernetes version. */
async function clustersOf(
  facts: PostureFacts,
  sightings: readonly Sighting[],
  images: ReadonlyMap<string, MachineImage> | null,
  unknown: Unknown,
): Promise<Map<string, string>> {
  const silent = sightings.filter(({ machine }) => !eksImageOf(images?.get(machine?.imageId ?? '')?.name ?? ''));
  const names = unique(silent.map(({ machine }) => clusterOf(machine?.tags ?? {}) ?? ''));
  const versions = new Map<string, string>();
  for (const name of names) {
    const what = `the Kubernetes version of the cluster ${name} is unknown`;
    const version = await orWarn(unknown, what, () => facts.kubernetesOf(name));
    if (version !== null) versions.set(name, version);
  }
  return versions;
}

async function latestOf(
  facts: PostureFacts,
  sightings: readonly Sighting[],
  known: Pick<Known, 'images' | 'clusters' | 'account'>,
  unknown: Unknown,
): Promise<Map<string, string> | null> {
  const names = unique(sightings.flatMap((each) => kindsOf(each, known).map(latestParameter)));
  return orWarn(unknown, 'which images are the latest is unknown', () => facts.parameters(names), ['not-latest']);
}

/** The latest images too, whose own age counts. */
async function withLatest(
  facts: PostureFacts,
  images: ReadonlyMap<string, MachineImage>,
  latest: ReadonlyMap<string, string> | null,
  unknown: Unknown,
): Promise<ReadonlyMap<string, MachineImage>> {
  const others = unique([...(latest?.values() ?? [])]).filter((id) => !images.has(id));
  const found = await orWarn(unknown, 'the age of the latest images is unknown', () => facts.images(others));
  return new Map([...images, ...(found ?? []).map((image) => [image.imageId, image] as const)]);
}

/** IAM is asked about the roles of unmanaged nodes alone: a managed one shows that its role will do. */
async function rightsOf(
  facts: PostureFacts,
  sightings: readonly Sighting[],
  unknown: Unknown,
): Promise<Map<string, string[]>> {
  const unmanaged = sightings.filter(({ machine, node }) => !node && machine?.state === 'running');
  const rights = new Map<string, string[]>();
  for (const profile of unique(unmanaged.map(({ machine }) => machine?.profile ?? ''))) {
    const what = `whether ${profile.split('/').at(-1)} lets the agent register is unknown`;
    const missing = await orWarn(unknown, what, () => facts.missingRights(profile), ['no-ssm-profile']);
    if (missing !== null) rights.set(profile, missing);
  }
  return rights;
}

/** One question that AWS may refuse: its answer, or null and one warning. */
export async function orWarn<T>(
  { warnings, undecided }: Unknown,
  what: string,
  question: () => Promise<T>,
  flags: readonly FlagId[] = [],
): Promise<T | null> {
  try {
    return await question();
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    warnings.add(`${what}: ${error.message}`);
    for (const flag of flags) undecided.add(flag);
    return null;
  }
}
