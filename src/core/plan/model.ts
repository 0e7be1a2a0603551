import type { ResolvedControl, When } from '../baseline/model.ts';

/** A control deliberately not enforced. */
export interface Waiver {
  /** Exact control ids, or a prefix ending in `*`. */
  controls: string[];
  reason: string;
  owner?: string;
  /** Last valid day, `YYYY-MM-DD`. After it the waiver is none. */
  expires?: string;
  when?: When;
}

/** A control that a guard keeps from some nodes, or from all. */
export interface HeldBack {
  id: string;
  title: string;
  reason: string;
  /** Any of these is enough; an empty one means every node. Decided on each node. */
  when: When[];
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
