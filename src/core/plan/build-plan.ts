import { JUDGED_KINDS, type ResolvedControl } from '../baseline/model.ts';
import type { Overlay, PolicyWaiver } from '../baseline/policy.ts';
import type { Origins } from './conflicts.ts';
import { holdBack, uselessAcceptances } from './guards.ts';
import type { HeldBack, LaidOverlay, NodeConduct, Plan, TaggedNode, WaiverRecord, WantedControl } from './model.ts';
import { layOverlays, overlayEffects } from './overlays.ts';
import { concerning, onlyWanted, partName } from './part.ts';
import { planText } from './plan-text.ts';
import { settleConflicts } from './prefer.ts';
import { enforced, judgeWaivers, optInWaivers } from './waivers.ts';

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
  waivers: PolicyWaiver[];
  /** Those that the controls were resolved with. */
  overlays: readonly Overlay[];
  /** The nodes that it is for, where they are known: waivers may go by their tags. */
  nodes?: TaggedNode[] | undefined;
  /** Ids of opt-in controls that were chosen. */
  include: string[];
  /** Ids of controls that are applied although a guard would hold them back. */
  acceptRisk: string[];
  /** What decides between controls that contradict each other: `stricter`, or names of baselines. */
  prefer?: string[];
  /** From which of several baselines each control comes. */
  origins?: Origins;
  /** Only these controls, and where. */
  only?: WantedControl[];
  /** `YYYY-MM-DD`: decides which waivers still hold. */
  today: string;
}

export interface BuiltPlan {
  plan: Plan;
  heldBack: HeldBack[];
  /** Those that have an effect on this baseline. */
  overlays: LaidOverlay[];
  /** The waivers of people, those that do not hold among them. */
  waivers: WaiverRecord[];
  warnings: string[];
}

/** Makes the plan: exactly what a node will be held to, and what a person should know about it. */
export function buildPlan(input: PlanInput): BuiltPlan {
  const { acceptRisk, prefer = [], only } = input;
  const baseline = only ? partName(input.baseline) : input.baseline;
  const { controls: laid, origins } = layOverlays(input.controls, acceptRisk, input.origins);
  const ids = new Set(laid.map(({ id }) => id));
  const { valid, records, warnings } = judgeWaivers(input.waivers, ids, input.today, input.nodes);
  const chosen = [...valid, ...optInWaivers(laid, input.include)];
  const settled = settleConflicts(enforced(laid, chosen), { prefer, origins });
  const all = laid.filter((control) => !settled.dropped.includes(control));
  // What decides between controls may itself not be wanted, so that only what was decided is narrowed.
  const controls = only ? onlyWanted(all, only) : all;
  const decided = [...settled.waivers, ...chosen];
  const waivers = only ? concerning(controls, decided) : decided;
  const conduct = conductOf(input);
  const standing = enforced(
    controls,
    waivers.filter(({ expires }) => expires === undefined),
  );
  const guards = holdBack(standing, acceptRisk);
  const overlays = overlayEffects(standing, input.overlays);
  // On a node the last waiver of a control gives its reason: overlays know the node better than guards, people best.
  const inOrder = [...guards.waivers, ...overlays.waivers, ...waivers];
  const { text, hash } = planText({ baseline, controls, waivers: inOrder, conduct });
  return {
    plan: { baseline, ...(only && { partOf: input.baseline }), hash, controls, waivers, ...conduct, text },
    heldBack: guards.heldBack,
    overlays: overlays.overlays,
    waivers: only ? concerning(controls, records) : records,
    warnings: [
      ...warnings,
      ...settled.warnings,
      ...uselessIncludes(all, input.include),
      ...uselessAcceptances(input.controls, acceptRisk),
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
  const open = controls.filter(
    ({ kind, set, expect }) => kind !== 'manual' && !JUDGED_KINDS.includes(kind) && set === null && !expect?.absent,
  );
  const texts = open.map(({ id, title }) => `${id} (${title}) is tested and not set: its site value is missing`);
  return [...new Set(texts)];
}
