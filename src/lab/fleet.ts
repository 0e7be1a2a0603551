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
  /** ISO date. */
  launchTime: string;
  tags: Record<string, string>;
}

/** The tag that Auto Scaling puts on instances, and the group of the lab's. */
export const GROUP_TAG = 'aws:autoscaling:groupName';
const GROUP = 'eks-windows-ng-5ac1e2d0';

type Template = Pick<LabNode, 'name' | 'platform'> & Partial<LabNode>;

const agent = (ping: 'Online' | 'ConnectionLost') => ({ version: '3.3.3572.0', ping });
const online = agent('Online');
const core = 'Server Core';
const full = 'Server';

/** The fleet of the demo: mixed releases and editions, and the nodes that a real fleet also has. */
const DEMO: Template[] = [
  { name: 'windows-2019-full', platform: 'Windows', release: 2019, installation: full, agent: online },
  { name: 'windows-2022-core-a', platform: 'Windows', release: 2022, installation: core, agent: online },
  { name: 'windows-2022-core-b', platform: 'Windows', release: 2022, installation: core, agent: online },
  { name: 'windows-2022-full', platform: 'Windows', release: 2022, installation: full, agent: online },
  { name: 'windows-2025-core', platform: 'Windows', release: 2025, installation: core, agent: online },
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
  },
  { name: 'windows-2022-unmanaged', platform: 'Windows', release: 2022, installation: core },
];

const RELEASES = [2022, 2022, 2022, 2019, 2025] as const;

function windowsNode(index: number): Template {
  const release = RELEASES[index % RELEASES.length];
  const installation = index % 2 === 0 ? core : full;
  return { name: `windows-${release}-${index + 1}`, platform: 'Windows', release, installation, agent: online };
}

/** The demo fleet, or `count` healthy Windows nodes; the same seed gives the same fleet. */
export function makeFleet(seed: number, count: number | undefined, now: Date): LabNode[] {
  const templates = count === undefined ? DEMO : Array.from({ length: count }, (_, index) => windowsNode(index));
  return templates.map((template, index) => makeNode(template, index, seeded(seed, 'node', index), now));
}

/** One more healthy Windows node, for a fleet of so many. */
export function newNode(seed: number, count: number, now: Date): LabNode {
  return makeNode(windowsNode(count), count, seeded(seed, 'node', count), now);
}

function makeNode(template: Template, index: number, random: () => number, now: Date): LabNode {
  const privateIp = `10.${Math.floor(index / 65_025)}.${Math.floor(index / 255) % 255}.${(index % 255) + 1}`;
  return {
    instanceId: `i-0${hexText(random, 16)}`,
    computerName:
      template.platform === 'Windows'
        ? `EC2AMAZ-${hexText(random, 7).toUpperCase()}`
        : `ip-${privateIp.replaceAll('.', '-')}`,
    state: 'running',
    imageId: `ami-0${hexText(random, 16)}`,
    instanceType: 'm6i.large',
    privateIp,
    launchTime: new Date(now.getTime() - Math.round(between(random, 1, 30) * 86_400_000)).toISOString(),
    tags: {
      Name: template.name,
      'eks:cluster-name': 'demo',
      'eks:nodegroup-name': 'windows-ng',
      'kubernetes.io/cluster/demo': 'owned',
      [GROUP_TAG]: GROUP,
    },
    ...template,
  };
}
