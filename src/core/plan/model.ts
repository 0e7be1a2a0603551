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

/** Exactly what a node will be held to: baseline, overlays and site values resolved. */
export interface Plan {
  baseline: string;
  /** SHA-256 of the node plan's text. */
  hash: string;
  controls: ResolvedControl[];
  /** Of people, and of opt-in controls. */
  waivers: Waiver[];
  vitalServices: string[];
  /** The compact text that the script carries (docs/formats.md, "The node plan"). */
  text: string;
}

export type Operation = 'audit' | 'apply' | 'rollback';
export const OPERATIONS = ['audit', 'apply', 'rollback'] as const;
