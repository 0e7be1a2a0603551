import type { ResolvedControl } from '../core/baseline/model.ts';
import { nearest } from '../core/baseline/nearest.ts';
import { withReferences } from '../core/baseline/references.ts';
import { resolveBaseline } from '../core/baseline/resolve.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import { type BuiltPlan, buildPlan, USUAL_CONDUCT } from '../core/plan/build-plan.ts';
import { combine } from '../core/plan/combine.ts';
import type { App } from '../core/ports.ts';
import { openBaselines, openConfig } from './open-baseline.ts';

export interface PlanChoice {
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
  /** Let domain controllers take part, where what is set holds for the whole domain. */
  allowDomainControllers?: boolean;
}

/** The plan for a baseline with the choices of this place. Warnings tell of waivers that no longer hold and the like. */
export async function makePlan(
  app: Pick<App, 'policy' | 'today'>,
  {
    baseline: names,
    prefer = [],
    configFile,
    include = [],
    acceptRisk = [],
    allowDomainControllers = false,
  }: PlanChoice,
): Promise<BuiltPlan & { title: string }> {
  const { catalogue, baselines } = await openBaselines(app, [names].flat());
  const config = await openConfig(app, catalogue, configFile);
  const { baseline, controls, origins } = combine(
    baselines.map((one) => ({
      baseline: one,
      controls: withReferences(catalogue, resolveBaseline(catalogue, one, config.site)),
    })),
  );
  refuseUnknown(include, idsOf(controls.filter(({ optIn }) => optIn)), INCLUDE);
  refuseUnknown(acceptRisk, idsOf(controls), ACCEPT_RISK);
  const both = <T>(pick: (choices: typeof config) => T[] | undefined): T[] => [
    ...(pick(baseline) ?? []),
    ...(pick(config) ?? []),
  ];
  const built = buildPlan({
    baseline: baseline.baseline,
    controls,
    origins,
    prefer,
    waivers: both((choices) => choices.waivers),
    include: [...both((choices) => choices.include), ...include],
    acceptRisk: [...(config.acceptRisk ?? []), ...acceptRisk],
    vitalServices: both((choices) => choices.vitalServices),
    settleSeconds: config.settleSeconds ?? baseline.settleSeconds ?? USUAL_CONDUCT.settleSeconds,
    keepBackups: config.keepBackups ?? baseline.keepBackups ?? USUAL_CONDUCT.keepBackups,
    allowDomainControllers,
    today: app.today(),
  });
  return { ...built, title: baseline.title };
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
