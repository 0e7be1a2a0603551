import { eksImage, KUBERNETES, type LabImage, linuxImage, ownImage } from './ec2/images.ts';
import { GROUPS } from './ec2/security-groups.ts';
import { between, hexText, seeded } from './random.ts';

/** One EC2 instance of the lab. Those with an `agent` are managed by Systems Manager. */
export interface LabNode {
  instanceId: string;
  /** `ACCOUNT/REGION`, where the lab has several. */
  location?: string;
  name: string;
  computerName: string;
  platform: 'Windows' | 'Linux';
  release?: 2016 | 2019 | 2022 | 2025;
  installation?: 'Server Core' | 'Server';
  state: 'running' | 'stopped' | 'terminated';
  agent?: { version: string; ping: 'Online' | 'ConnectionLost' };
  /** The services on this node fail when settings change: SimulatedWindows' own fault, by name. */
  failingServices?: true;
  imageId: string;
  instanceType: string;
  privateIp: string;
  publicIp?: string;
  keyName?: string;
  /** Security groups beside that of the cluster. */
  groups?: string[];
  /** Instance metadata answers without a session token. */
  imdsV1?: true;
  /** How many hops an answer of the instance metadata may go; 1 where nothing is said. */
  imdsHops?: number;
  noProfile?: true;
  /** ISO date. */
  launchTime: string;
  tags: Record<string, string>;
}

/** The tag that Auto Scaling puts on instances, and the group of the lab's. */
export const GROUP_TAG = 'aws:autoscaling:groupName';
const GROUP = 'eks-windows-ng-5ac1e2d0';

/** The launch template that the nodegroup's instances are made by, as EC2 says in their tags. */
const LAUNCH_TEMPLATE = { id: 'lt-0a5ac1e2d04f6b718', version: '3' };

/** How a node was set up, and how old its image is in publications. */
interface Standing extends Pick<LabNode, 'publicIp' | 'keyName' | 'groups' | 'imdsV1' | 'imdsHops' | 'noProfile'> {
  imageBack?: number;
  /** Its image is the account's own. */
  ownImage?: true;
}

type Template = Pick<LabNode, 'name' | 'platform'> & Partial<LabNode> & Standing;

const agent = (ping: 'Online' | 'ConnectionLost') => ({ version: '3.3.3572.0', ping });
const online = agent('Online');
const core = 'Server Core';
const full = 'Server';

/** The fleet of the demo: mixed releases and editions, and the nodes that a real fleet also has. */
const DEMO: Template[] = [
  {
    name: 'windows-2019-full',
    platform: 'Windows',
    release: 2019,
    installation: full,
    agent: online,
    imageBack: 7,
    keyName: 'ops-2024',
    groups: [GROUPS.fromBastion],
    imdsV1: true,
    imdsHops: 2,
  },
  { name: 'windows-2022-core-a', platform: 'Windows', release: 2022, installation: core, agent: online },
  { name: 'windows-2022-core-b', platform: 'Windows', release: 2022, installation: core, agent: online },
  {
    name: 'windows-2022-full',
    platform: 'Windows',
    release: 2022,
    installation: full,
    agent: online,
    imageBack: 2,
    publicIp: '203.0.113.24',
    groups: [GROUPS.remoteAccess],
  },
  {
    name: 'windows-2025-core',
    platform: 'Windows',
    release: 2025,
    installation: core,
    agent: online,
    imageBack: 1,
    groups: [GROUPS.office],
  },
  {
    name: 'windows-2022-frail',
    platform: 'Windows',
    release: 2022,
    installation: core,
    agent: online,
    failingServices: true,
  },
  { name: 'linux', platform: 'Linux', agent: online },
  {
    name: 'windows-2022-offline',
    platform: 'Windows',
    release: 2022,
    installation: core,
    agent: agent('ConnectionLost'),
    imageBack: 3,
  },
  {
    name: 'windows-2022-unmanaged',
    platform: 'Windows',
    release: 2022,
    installation: core,
    imageBack: 3,
    ownImage: true,
    keyName: 'ops-2024',
    noProfile: true,
  },
];

const RELEASES = [2022, 2022, 2022, 2019, 2025] as const;

function windowsNode(seed: number, index: number): Template {
  const release = RELEASES[index % RELEASES.length];
  const installation = index % 2 === 0 ? core : full;
  const name = `windows-${release}-${index + 1}`;
  return { name, platform: 'Windows', release, installation, agent: online, ...standing(seed, index) };
}

/** Shared, as there may be ten thousand nodes. */
const SOME_GROUPS = [[GROUPS.office], [GROUPS.fromBastion]];

/** Most nodes are as they should be; among many there is one of each kind that is not. */
function standing(seed: number, index: number): Standing {
  const random = seeded(seed, 'standing', index);
  const isOne = (share: number) => random() < share;
  const back = Math.floor(random() * 20);
  const some = Math.floor(random() * 12);
  return {
    imageBack: back < 12 ? 0 : back < 16 ? 1 : back - 14,
    ...(isOne(0.1) && { keyName: 'ops-2024' }),
    ...(isOne(0.15) && { imdsV1: true }),
    ...(isOne(0.3) && { imdsHops: 2 }),
    ...(SOME_GROUPS[some] && { groups: SOME_GROUPS[some] }),
    ...(isOne(0.03) && { publicIp: `203.0.113.${(index % 254) + 1}`, groups: [GROUPS.remoteAccess] }),
  };
}

/** The demo fleet, or `count` healthy Windows nodes; the same seed gives the same fleet. */
export function makeFleet(seed: number, count: number | undefined, now: Date): LabNode[] {
  const templates = count === undefined ? DEMO : Array.from({ length: count }, (_, index) => windowsNode(seed, index));
  return templates.map((template, index) => makeNode(template, index, seeded(seed, 'node', index), now));
}

/** One more healthy Windows node, for a fleet of so many. */
export function newNode(seed: number, count: number, now: Date): LabNode {
  return makeNode(windowsNode(seed, count), count, seeded(seed, 'node', count), now);
}

function makeNode(template: Template, index: number, random: () => number, now: Date): LabNode {
  const { imageBack: _, ownImage: __, ...rest } = template;
  const image = imageFor(template, now);
  const privateIp = `10.${Math.floor(index / 65_025)}.${Math.floor(index / 255) % 255}.${(index % 255) + 1}`;
  return {
    instanceId: `i-0${hexText(random, 16)}`,
    computerName:
      template.platform === 'Windows'
        ? `EC2AMAZ-${hexText(random, 7).toUpperCase()}`
        : `ip-${privateIp.replaceAll('.', '-')}`,
    state: 'running',
    imageId: image.imageId,
    instanceType: 'm6i.large',
    privateIp,
    launchTime: launchAfter(image.created, random, now).toISOString(),
    tags: {
      Name: template.name,
      'eks:cluster-name': 'demo',
      'eks:nodegroup-name': 'windows-ng',
      'kubernetes.io/cluster/demo': 'owned',
      'aws:ec2launchtemplate:id': LAUNCH_TEMPLATE.id,
      'aws:ec2launchtemplate:version': LAUNCH_TEMPLATE.version,
      [GROUP_TAG]: GROUP,
    },
    ...rest,
  };
}

function imageFor(
  { platform, release = 2022, installation, imageBack = 0, ...template }: Template,
  now: Date,
): LabImage {
  if (platform === 'Linux') return linuxImage(now);
  if (template.ownImage) return ownImage(now, imageBack);
  const edition = installation === core ? 'Core' : 'Full';
  return eksImage({ release, edition, kubernetes: KUBERNETES }, now, imageBack);
}

const DAY = 86_400_000;

/** Within the last month, and never before there was the image. */
function launchAfter(created: Date, random: () => number, now: Date): Date {
  const most = Math.min(30 * DAY, now.getTime() - created.getTime());
  return new Date(now.getTime() - Math.round(between(random, 0, most)));
}
