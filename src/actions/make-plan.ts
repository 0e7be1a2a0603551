import { nearest } from '../core/baseline/nearest.ts';
import { resolveBaseline } from '../core/baseline/resolve.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import { buildPlan } from '../core/plan/build-plan.ts';
import type { Plan } from '../core/plan/model.ts';
import type { App } from '../core/ports.ts';
import { openBaseline, openConfig } from './open-baseline.ts';

export interface PlanChoice {
  /** A name, or the path of a baseline file. */
  baseline: string;
  /** The user's winharden.yaml. */
  configFile?: string;
  /** Opt-in controls chosen on the command line, besides those in the file. */
  include?: string[];
}

/** The plan for a baseline with the choices of this place. Warnings tell of waivers that no longer hold and the like. */
export async function makePlan(
  app: Pick<App, 'policy' | 'today'>,
  { baseline: name, configFile, include = [] }: PlanChoice,
): Promise<{ plan: Plan; title: string; warnings: string[] }> {
  const { catalogue, baseline } = await openBaseline(app, name);
  const config = await openConfig(app, catalogue, configFile);
  const controls = resolveBaseline(catalogue, baseline, config.site);
  refuseUnknown(
    include,
    controls.filter(({ optIn }) => optIn).map(({ id }) => id),
  );
  const both = <T>(pick: (choices: typeof config) => T[] | undefined): T[] => [
    ...(pick(baseline) ?? []),
    ...(pick(config) ?? []),
  ];
  const { plan, warnings } = buildPlan({
    baseline: baseline.baseline,
    controls,
    waivers: both((choices) => choices.waivers),
    include: [...both((choices) => choices.include), ...include],
    vitalServices: both((choices) => choices.vitalServices),
    today: app.today(),
  });
  return { plan, title: baseline.title, warnings };
}

function refuseUnknown(include: string[], optIn: string[]): void {
  const id = include.find((id) => !optIn.includes(id));
  if (id === undefined) return;
  const known = [...new Set(optIn)];
  throw new WinhardenError({
    code: 'UnknownControl',
    message: `cannot include ${id}: the baseline has no opt-in control of this id`,
    suggestions: [
      ...nearest(id, known).map((other) => `Did you mean ${other}?`),
      known.length > 0 ? `Opt-in controls: ${known.join(', ')}.` : 'This baseline has no opt-in controls.',
    ],
    exit: EXIT.usage,
  });
}
