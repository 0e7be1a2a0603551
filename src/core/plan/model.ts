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
