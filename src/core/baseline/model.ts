/** The policy vocabulary as types. docs/formats.md explains every word. */

export const RELEASES = [2016, 2019, 2022, 2025] as const;
export type Release = (typeof RELEASES)[number];

export type Role = 'member' | 'standalone' | 'domainController' | 'workstation';

export const KINDS = [
  'accountPolicy',
  'userRight',
  'auditPolicy',
  'registry',
  'service',
  'feature',
  'localAccount',
  'installer',
  'gpo',
  'permission',
  'certificate',
  'inventory',
] as const;
export type SettingKind = (typeof KINDS)[number];
export type Kind = SettingKind | 'manual';
/** Kinds that a node looks at and never sets: the way back would be a repair, or the thing is not Windows' to give. */
export const JUDGED_KINDS: readonly Kind[] = ['permission', 'certificate', 'inventory'];

export type RegistryType = 'REG_DWORD' | 'REG_QWORD' | 'REG_SZ' | 'REG_EXPAND_SZ' | 'REG_MULTI_SZ' | 'REG_BINARY';

export interface RegistryAddress {
  hive: 'HKLM' | 'HKU';
  key: string;
  name: string;
  type: RegistryType;
}
/** A file that a node fetches, and how it is known: at least one of digest and signer, and all that are given. */
interface DownloadAddress {
  source: string;
  sha256?: string;
  signer?: string | string[];
  proxy?: string;
}
/** What is there (service, program, file) proves the installation, all of it that is named. */
export interface InstallerAddress extends DownloadAddress {
  product: string;
  service?: string;
  program?: string;
  file?: string;
  minimumVersion?: string;
  arguments: string[];
  timeoutSeconds?: number;
  uninstall?: { path?: string; arguments: string[] };
}
export interface GpoAddress extends DownloadAddress {
  name: string;
  lgpo: DownloadAddress;
}
export type Address =
  | RegistryAddress
  | { policy: string }
  | { right: string }
  | { subcategory: string }
  | { service: string }
  | { feature: string }
  | { optionalFeature: string }
  | { rid: number; property: 'name' | 'enabled' }
  | InstallerAddress
  | GpoAddress
  | { path: string }
  | { store: string; thumbprint: string }
  | { item: string };

type Scalar = string | number | boolean;
export type Value = Scalar | string[];

/** Exactly one comparison, and `orAbsent` where not configured is as good. */
export interface Expectation {
  equals?: Value;
  oneOf?: Scalar[];
  noneOf?: Scalar[];
  atLeast?: number;
  atMost?: number;
  between?: [number, number];
  absent?: true;
  includes?: string[];
  members?: string[];
  within?: string[];
  notEmpty?: true;
  orAbsent?: true;
}

/** Facts of the node that decide whether something applies there. All must hold. */
export interface When {
  release?: Release[];
  role?: Role[];
  domainJoined?: boolean;
  containerHost?: boolean;
  hyperV?: boolean;
  core?: boolean;
  /** Some network of the node is on the public profile of the firewall. */
  publicNetwork?: boolean;
  /** The SSM agent is there, so that Session Manager can open shells. */
  sessionManager?: boolean;
  /** The script itself was started over WinRM. */
  overWinRm?: boolean;
  /** One of these nodes. Only waivers say it, as `nodes`. */
  instanceId?: string[];
}

/** The worst that applying a setting can do, low to high: the order in which nodes apply. */
export const RISKS = ['none', 'reboot', 'service', 'lockout'] as const;
export type Risk = (typeof RISKS)[number];

/** How bad it is where a control is not met, as its publisher or a second source rates it, low to high. */
export type Severity = 'low' | 'medium' | 'high';

/** Why, and on which nodes, a control is held back unless its risk is accepted. */
export interface Guard {
  /** Id of the rule in baselines/guards.yaml. */
  rule: string;
  /** None: on every node. */
  when?: When;
  /** Shells of Session Manager, or the agent itself, where it ends either. */
  ends?: 'shells' | 'agent';
  reason: string;
  /** Keys of baselines/sources.yaml. */
  sources: string[];
}

/** What an overlay makes of a control on some nodes: waived, or held to another value. */
export interface Overlaid {
  /** Name of the overlay. */
  overlay: string;
  effect: 'waived' | 'changed';
  /** The overlay's condition and that of its entry together. */
  when: When;
  reason: string;
  /** Keys of baselines/sources.yaml. */
  sources: string[];
  /** What holds there instead, where it is changed. */
  expect?: Expectation;
  set?: Value | null;
  guard?: Guard[];
}

/** A control of another benchmark on the same setting. */
export interface Reference {
  benchmark: string;
  control: string;
  /** Whether a node that is as ours demands is as that one demands, at all of its addresses. */
  met: boolean;
}

/** A value, or one for each release. */
export type Default = Value | null | Partial<Record<Release, Value | null>>;

/** One control with its setting filled in: what `baseline show` answers, one per address. */
export interface ResolvedControl {
  id: string;
  title: string;
  level: string;
  severity?: Severity;
  kind: Kind;
  address: Address | null;
  expect: Expectation | null;
  set: Value | null;
  sources: string[];
  setting?: string;
  /** The benchmark it comes from, or the baseline's own name. */
  benchmark: string;
  when?: When;
  reason?: string;
  optIn?: true;
  protects?: string;
  breaks?: string;
  risk?: Risk;
  /** Takes effect after a restart only. */
  reboot?: true;
  /** What Windows has out of the box, null where that is nothing; by release where releases differ and the control is for several. */
  default?: Default;
  dissent?: string;
  guard?: Guard[];
  overlay?: Overlaid[];
  /** Controls of NIST SP 800-53 Rev. 5 that its setting serves. */
  nist?: string[];
  references?: Reference[];
}
