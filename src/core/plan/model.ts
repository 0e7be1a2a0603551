import type { Overlaid, ResolvedControl, When } from '../baseline/model.ts';

/** A control deliberately not enforced. */
export interface Waiver {
  /** Exact control ids, or a prefix ending in `*`. */
  controls: string[];
  reason: string;
  owner?: string;
  ticket?: string;
  /** Last valid day, `YYYY-MM-DD`. After it the waiver is none. */
  expires?: string;
  when?: When;
}

/** A waiver of a person as it came to a plan. An expired one holds no more; an unused one has no control or no node to be for. */
export interface WaiverRecord extends Waiver {
  state: 'inForce' | 'expired' | 'unused';
}

/** A node as far as waivers choose among nodes. */
export interface TaggedNode {
  instanceId: string;
  tags: Record<string, string>;
}

/** A control that a guard keeps from some nodes, or from all. */
export interface HeldBack {
  id: string;
  title: string;
  reason: string;
  /** Any of these is enough; an empty one means every node. Decided on each node. */
  when: When[];
}

/** What an overlay makes of a baseline on the nodes that it is for. */
export interface LaidOverlay {
  overlay: string;
  title: string;
  when: When;
  controls: {
    id: string;
    title: string;
    effect: Overlaid['effect'];
    reason: string;
    /** Any of these is enough. Decided on each node. */
    when: When[];
  }[];
}

/** What nodes are held to, as it is asked for: enough to ask for the same again. */
export interface PolicyChoice {
  /** A name, or the path of a baseline file; or several that are applied together. */
  baseline: string | string[];
  /** What decides where several baselines contradict each other: `stricter`, or the names of preferred baselines. */
  prefer?: string[];
  /** The user's winharden.yaml. */
  configFile?: string;
  /** Opt-in controls chosen on the command line, besides those in the file. */
  include?: string[];
  /** Controls whose risk is accepted on the command line, besides those in the file. */
  acceptRisk?: string[];
  /** Lay no overlay on the baseline. */
  noOverlay?: boolean;
  /** Let domain controllers take part, where what is set holds for the whole domain. */
  allowDomainControllers?: boolean;
}

/** A control that alone is asked for, on these nodes, or on all where none are named. */
export interface WantedControl {
  id: string;
  instanceIds?: string[];
}

/** How a node goes about it, whatever it is held to. */
export interface NodeConduct {
  /** Services whose loss undoes an apply. */
  vitalServices: string[];
  /** How long vital services are watched after the last change. */
  settleSeconds: number;
  /** Runs whose backups a node keeps, the newest ones. */
  keepBackups: number;
  allowDomainControllers: boolean;
}

/** Exactly what a node will be held to: baseline, overlays and site values resolved. */
export interface Plan extends NodeConduct {
  baseline: string;
  /** The whole baseline, of which this plan holds some controls only. */
  partOf?: string;
  /** SHA-256 of the node plan's text. */
  hash: string;
  controls: ResolvedControl[];
  /** Of people, of opt-in controls, and of those that lose to a preferred one. */
  waivers: Waiver[];
  /** The compact text that the script carries (docs/formats.md, "The node plan"). */
  text: string;
}

export type Operation = 'audit' | 'apply' | 'rollback';
export const OPERATIONS = ['audit', 'apply', 'rollback'] as const;
