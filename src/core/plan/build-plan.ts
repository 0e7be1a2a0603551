import type { ResolvedControl } from '../baseline/model.ts';
import type { Origins } from './conflicts.ts';
import { holdBack, uselessAcceptances } from './guards.ts';
import type { HeldBack, NodeConduct, Plan, Waiver } from './model.ts';
import { planText } from './plan-text.ts';
import { settleConflicts } from './prefer.ts';
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

/** Seconds that vital services are watched after the last change, and runs whose backups are kept, where nobody says otherwise. */
export const USUAL_CONDUCT = { settleSeconds: 10, keepBackups: 10 };

export interface PlanInput extends NodeConduct {
  baseline: string;
  controls: ResolvedControl[];
  waivers: Waiver[];
  /** Ids of opt-in controls that were chosen. */
  include: string[];
  /** Ids of controls that are applied although a guard would hold them back. */
  acceptRisk: string[];
  /** What decides between controls that contradict each other: `stricter`, or names of baselines. */
  prefer?: string[];
  /** From which of several baselines each control comes. */
  origins?: Origins;
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
  const { baseline, acceptRisk, prefer = [], origins = new Map() } = input;
  const ids = new Set(input.controls.map(({ id }) => id));
  const { valid, warnings } = validWaivers(input.waivers, ids, input.today);
  const chosen = [...valid, ...optInWaivers(input.controls, input.include)];
  const settled = settleConflicts(enforced(input.controls, chosen), { prefer, origins });
  const controls = input.controls.filter((control) => !settled.dropped.includes(control));
  const waivers = [...settled.waivers, ...chosen];
  const conduct = conductOf(input);
  const guarded = enforced(
    controls,
    waivers.filter(({ expires }) => expires === undefined),
  );
  const guards = holdBack(guarded, acceptRisk);
  // On a node the last waiver of a control gives its reason: people's own come last.
  const { text, hash } = planText({ baseline, controls, waivers: [...guards.waivers, ...waivers], conduct });
  return {
    plan: { baseline, hash, controls, waivers, ...conduct, text },
    heldBack: guards.heldBack,
    warnings: [
      ...warnings,
      ...settled.warnings,
      ...uselessIncludes(controls, input.include),
      ...uselessAcceptances(controls, acceptRisk),
      ...unwritten(controls),
    ],
  };
}

/** VITAL_SERVICES are watched whatever else is. */
function conductOf({ vitalServices, settleSeconds, keepBackups, allowDomainControllers }: NodeConduct): NodeConduct {
  const watched = [...new Set([...VITAL_SERVICES, ...vitalServices])];
  return { vitalServices: watched, settleSeconds, keepBackups, allowDomainControllers };
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
