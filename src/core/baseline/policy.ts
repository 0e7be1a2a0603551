import type { Address, Default, Expectation, Release, Risk, SettingKind, Severity, Value, When } from './model.ts';

/** What the policy files hold, once they are checked. docs/formats.md, "Policy files". */

export interface Setting {
  id: string;
  title: string;
  kind: SettingKind;
  address: Address;
  protects?: string;
  breaks?: string;
  /** Controls of NIST SP 800-53 Rev. 5 that it serves, by the key in sources.yaml of who says so. */
  nist?: Record<string, string[]>;
  risk?: Risk;
  /** Takes effect after a restart only. */
  reboot?: true;
  default?: Default;
}

/** What is held back, by where a control writes and what. */
export interface GuardRule {
  id: string;
  kind: SettingKind;
  /** None: whatever the kind reaches. */
  addresses?: Address[];
  /** Only these values; of a list: any list that holds one of them. */
  writes?: (string | number | boolean)[];
  /** Only lists that hold none of these. */
  lacks?: string[];
  /** Any of them is enough; none: every node. */
  when?: When[];
  /** Shells of Session Manager, or the agent itself. */
  ends?: 'shells' | 'agent';
  reason: string;
  sources: string[];
}

/** What every entry of an overlay says. A condition names no release: what holds for a release belongs into its benchmark. */
interface OverlayEntry {
  reason: string;
  sources?: string[];
  /** Besides the overlay's own condition. */
  when?: Omit<When, 'release'>;
}

/** Waivers and values laid over every baseline, by setting, on the nodes that it is for. */
export interface Overlay {
  overlay: string;
  title: string;
  when: Omit<When, 'release'>;
  waivers?: (OverlayEntry & { settings: string[] })[];
  changes?: (OverlayEntry & { setting: string; expect: Expectation; set?: Value | { site: string } })[];
}

export interface PolicyControl {
  id: string;
  level?: string;
  severity?: Severity;
  title?: string;
  setting?: string;
  expect?: Expectation;
  set?: Value | { site: string };
  manual?: string;
  sources?: string[];
  dissent?: string;
  when?: When;
  optIn?: true;
}

export interface Benchmark {
  benchmark: string;
  title: string;
  version: string;
  release: Release;
  controls: PolicyControl[];
}

/** A waiver as a policy file has it: a reader of `plan/` meets the same words there. */
export interface PolicyWaiver {
  controls: string[];
  reason: string;
  owner?: string;
  ticket?: string;
  expires?: string;
  when?: When;
  nodes?: NodeChoice;
}

/** Which nodes, by what a node cannot know of itself: all that is said must hold, and a list means any of. */
export interface NodeChoice {
  tags?: Record<string, string | string[]>;
  instanceIds?: string[];
}

/** What both a baseline and a user's winharden.yaml may say about the place they are used in. */
export interface SiteChoices {
  site?: Record<string, Value>;
  include?: string[];
  waivers?: PolicyWaiver[];
  vitalServices?: string[];
  settleSeconds?: number;
  keepBackups?: number;
}

/** Other values for controls that a baseline takes over; all that is said of them must hold. */
export interface Override {
  id?: string;
  setting?: string;
  release?: Release[];
  expect?: Expectation;
  set?: Value | { site: string };
}

export interface Baseline extends SiteChoices {
  baseline: string;
  title: string;
  /** Names of baselines, or of whole benchmarks. */
  extends?: string[];
  /** Control ids, or prefixes ending in `*`, that are not taken over. */
  without?: string[];
  overrides?: Override[];
  benchmarks?: { benchmark: string; levels?: string[] }[];
  controls?: PolicyControl[];
  settings?: Setting[];
}

/** A user's winharden.yaml. */
export interface SiteConfig extends SiteChoices {
  /** Controls to apply although a guard holds them back. */
  acceptRisk?: string[];
  /** Names and files of the overlays to lay on, in this order; without it the built-in ones. */
  overlays?: string[];
}

export interface SiteValue {
  title: string;
  default?: Value;
}

export const SCHEMA_NAMES = [
  'settings',
  'benchmark',
  'baseline',
  'sources',
  'site',
  'guards',
  'overlay',
  'config',
  'schedules',
  'eksctl-cluster-config',
] as const;
export type SchemaName = (typeof SCHEMA_NAMES)[number];
/** schemas/<name>.schema.json, parsed. */
export type Schemas = Record<SchemaName, object>;
