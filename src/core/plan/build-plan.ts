import type { ResolvedControl } from '../baseline/model.ts';
import { refuseConflicts } from './conflicts.ts';
import { holdBack, uselessAcceptances } from './guards.ts';
import type { HeldBack, Plan, Waiver } from './model.ts';
import { planText } from './plan-text.ts';
import { enforced, optInWaivers, validWaivers } from './waivers.ts';

/**
 * Services whose loss means that the node is lost to its fleet: watched before and after, where they exist.
 * The SSM agent, and what makes a Windows node one of an EKS cluster.
 */
export const VITAL_SERVICES = [
  'AmazonSSMAgent',
  'containerd',
  'docker',
  'kubelet',
  'kube-proxy',
  'csi-proxy',
  'hns',
  'vmcompute',
];

export interface PlanInput {
  baseline: string;
  controls: ResolvedControl[];
  waivers: Waiver[];
  /** Ids of opt-in controls that were chosen. */
  include: string[];
  /** Ids of controls that are applied although a guard would hold them back. */
  acceptRisk: string[];
  /** Besides VITAL_SERVICES. */
  vitalServices: string[];
  /** `YYYY-MM-DD`: decides which waivers still hold. */
  today: string;
}

export interface BuiltPlan {
  plan: Plan;
  heldBack: HeldBack[];
  warnings: string[];
}

/** Makes the plan: exactly what a node will be held to, and what a person should know about it. */
export function buildPlan(input: PlanInput): BuiltPlan {
  const { baseline, controls, acceptRisk } = input;
  const ids = new Set(controls.map(({ id }) => id));
  const { valid, warnings } = validWaivers(input.waivers, ids, input.today);
  const waivers = [...valid, ...optInWaivers(controls, input.include)];
  refuseConflicts(enforced(controls, waivers));
  const vitalServices = [...new Set([...VITAL_SERVICES, ...input.vitalServices])];
  const guarded = enforced(
    controls,
    waivers.filter(({ expires }) => expires === undefined),
  );
  const guards = holdBack(guarded, acceptRisk);
  // On a node the last waiver of a control gives its reason: people's own come last.
  const { text, hash } = planText({ baseline, controls, waivers: [...guards.waivers, ...waivers], vitalServices });
  return {
    plan: { baseline, hash, controls, waivers, vitalServices, text },
    heldBack: guards.heldBack,
    warnings: [
      ...warnings,
      ...uselessIncludes(controls, input.include),
      ...uselessAcceptances(controls, acceptRisk),
      ...unwritten(controls),
    ],
  };
}

function uselessIncludes(controls: ResolvedControl[], include: string[]): string[] {
  const chosen = new Set(controls.filter(({ optIn }) => optIn).map(({ id }) => id));
  return include
    .filter((id) => !chosen.has(id))
    .map((id) => `${id} is included, but it is no opt-in control of this baseline`);
}

/** Controls that the node can test and not put right, because nobody gave the site value. */
function unwritten(controls: ResolvedControl[]): string[] {
  const open = controls.filter(({ kind, set, expect }) => kind !== 'manual' && set === null && !expect?.absent);
  const texts = open.map(({ id, title }) => `${id} (${title}) is tested and not set: its site value is missing`);
  return [...new Set(texts)];
}
