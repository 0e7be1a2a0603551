/** What a node list may raise, the gravest kinds first. */
export const FLAGS = [
  'rdp-reachable',
  'winrm-reachable',
  'ssh-reachable',
  'no-ssm-profile',
  'unmanaged',
  'offline',
  'imdsv1',
  'old-image',
  'not-latest',
  'key-pair',
  'full-edition',
] as const;
export type FlagId = (typeof FLAGS)[number];

export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Flag {
  id: FlagId;
  severity: Severity;
  /** What was found on this node. */
  what: string;
  /** Why that matters. */
  why: string;
  /** What to do. */
  next: string;
}

export type Edition = 'Core' | 'Full';

/** The image that a node was made of. */
export interface NodeImage {
  imageId: string;
  /** Null where it may not be seen. */
  name: string | null;
  /** Whether the account can still see it; null where it could not ask. */
  visible: boolean | null;
  owner: string | null;
  /** Made by the node's own account. */
  own: boolean | null;
  /** ISO. */
  created: string | null;
  /** Whole days since. */
  days: number | null;
}

/** The latest EKS optimised image of the node's release, edition and Kubernetes version. */
export interface LatestImage {
  imageId: string;
  name: string | null;
  days: number | null;
}

export interface LastRun {
  runId: string;
  operation: string;
  baseline: string;
  /** ISO. */
  started: string;
  outcome: string;
  /** After waivers, of the last run that has one; null where none has. */
  score: number | null;
}

/** All that is known of how one Windows node stands. Null is unknown, or that there is none. */
export interface NodePosture {
  instanceId: string;
  /** `ACCOUNT/REGION`, where several are asked. */
  location?: string;
  name: string | null;
  computerName: string | null;
  /** EC2's word; null for a hybrid node. */
  state: string | null;
  managed: boolean;
  /** Why Systems Manager does not manage it. */
  reason: string | null;
  ping: string | null;
  lastPing: string | null;
  agent: string | null;
  /** `2022`. */
  release: string | null;
  build: string | null;
  edition: Edition | null;
  instanceType: string | null;
  cluster: string | null;
  nodegroup: string | null;
  kubernetes: string | null;
  image: NodeImage | null;
  latest: LatestImage | null;
  isLatest: boolean | null;
  /** ISO; the last start, which a stop and start moves. */
  launched: string | null;
  launchedDays: number | null;
  publicAddresses: string[];
  keyPair: string | null;
  profile: string | null;
  metadata: { tokens: 'required' | 'optional'; hops: number } | null;
  lastRun: LastRun | null;
  flags: Flag[];
  /** Worth knowing, and no flag. */
  notes: string[];
}
