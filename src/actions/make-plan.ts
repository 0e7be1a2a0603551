import { choicesOf } from '../core/baseline/extend.ts';
import type { ResolvedControl } from '../core/baseline/model.ts';
import { nearest } from '../core/baseline/nearest.ts';
import { withReferences } from '../core/baseline/references.ts';
import { resolveBaseline } from '../core/baseline/resolve.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import { type BuiltPlan, buildPlan, type PlanInput, USUAL_CONDUCT } from '../core/plan/build-plan.ts';
import { combine } from '../core/plan/combine.ts';
import type { PolicyChoice, TaggedNode, WantedControl } from '../core/plan/model.ts';
import type { App } from '../core/ports.ts';
import { openBaselines, openConfig, openOverlays } from './open-baseline.ts';

export interface PlanChoice extends PolicyChoice {
  /** Only these controls. */
  only?: WantedControl[];
}

/** A baseline with the choices of this place, checked: what plans are made of. */
export interface OpenPolicy {
  title: string;
  /** Some waiver goes by tags, so that the plan depends on the nodes. */
  byTags: boolean;
  plan(nodes?: TaggedNode[]): BuiltPlan;
}

/** The plan for a baseline with the choices of this place. Warnings tell of waivers that no longer hold and the like. */
export async function makePlan(
  app: Pick<App, 'policy' | 'today'>,
  choice: PlanChoice,
): Promise<BuiltPlan & { title: string }> {
  const policy = await openPolicy(app, choice);
  return { ...policy.plan(), title: policy.title };
}

/** Reads and checks what a plan is made of. Errors: UnknownBaseline, InvalidPolicy, UnreadableFile, UnknownControl. */
export async function openPolicy(
  app: Pick<App, 'policy' | 'today'>,
  {
    baseline: names,
    prefer = [],
    configFile,
    include = [],
    acceptRisk = [],
    noOverlay,
    allowDomainControllers = false,
    only,
  }: PlanChoice,
): Promise<OpenPolicy> {
  const { catalogue, baselines } = await openBaselines(app, [names].flat());
  const config = await openConfig(app, catalogue, configFile);
  const overlays = noOverlay ? [] : await openOverlays(app, catalogue, config, configFile);
  const { name, title, choices, controls, origins } = combine(
    baselines.map((one) => ({
      name: one.baseline,
      title: one.title,
      choices: choicesOf(catalogue, one),
      controls: withReferences(catalogue, resolveBaseline(catalogue, one, config.site, overlays)),
    })),
  );
  refuseUnknown(include, idsOf(controls.filter(({ optIn }) => optIn)), INCLUDE);
  refuseUnknown(acceptRisk, idsOf(controls), ACCEPT_RISK);
  const both = <T>(pick: (choices: typeof config) => T[] | undefined): T[] => [
    ...(pick(choices) ?? []),
    ...(pick(config) ?? []),
  ];
  const input: PlanInput = {
    baseline: name,
    controls,
    overlays,
    origins,
    prefer,
    waivers: both((choices) => choices.waivers),
    include: [...both((choices) => choices.include), ...include],
    acceptRisk: [...(config.acceptRisk ?? []), ...acceptRisk],
    vitalServices: both((choices) => choices.vitalServices),
    settleSeconds: config.settleSeconds ?? choices.settleSeconds ?? USUAL_CONDUCT.settleSeconds,
    keepBackups: config.keepBackups ?? choices.keepBackups ?? USUAL_CONDUCT.keepBackups,
    allowDomainControllers,
    today: app.today(),
    ...(only && { only }),
  };
  return {
    title,
    byTags: input.waivers.some(({ nodes }) => nodes?.tags !== undefined),
    plan: (nodes) => buildPlan({ ...input, nodes }),
  };
}

function idsOf(controls: ResolvedControl[]): string[] {
  return [...new Set(controls.map(({ id }) => id))];
}

/** How an unknown id is told of: what was wanted, what the baseline has not, and what there is. */
interface Words {
  wanted(id: string): string;
  among(known: string[]): string;
}

const INCLUDE: Words = {
  wanted: (id) => `cannot include ${id}: the baseline has no opt-in control of this id`,
  among: (known) =>
    known.length > 0 ? `Opt-in controls: ${known.join(', ')}.` : 'This baseline has no opt-in controls.',
};

const ACCEPT_RISK: Words = {
  wanted: (id) => `cannot accept the risk of ${id}: the baseline has no control of this id`,
  among: () => '--dry-run lists the controls that are held back.',
};

function refuseUnknown(ids: string[], known: string[], { wanted, among }: Words): void {
  const id = ids.find((id) => !known.includes(id));
  if (id === undefined) return;
  throw new WinhardenError({
    code: 'UnknownControl',
    message: wanted(id),
    suggestions: [...nearest(id, known).map((other) => `Did you mean ${other}?`), among(known)],
    exit: EXIT.usage,
  });
}
