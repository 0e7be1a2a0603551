import { matchesControl } from '../core/baseline/control-pattern.ts';
import { alsoMeets } from '../core/baseline/references.ts';
import { renderDocument } from '../core/document/render-document.ts';
import { parseSelector, type RawSelector } from '../core/fleet/selector.ts';
import type { HeldBack, Plan, TaggedNode } from '../core/plan/model.ts';
import type { App } from '../core/ports.ts';
import type { RunResult } from '../core/results/model.ts';
import { executeRun } from '../core/run/execute-run.ts';
import type { RunIo, RunOptions, RunSpec } from '../core/run/model.ts';
import { openPolicy } from './make-plan.ts';

export interface StartRunInput extends RunOptions {
  operation: 'audit' | 'apply';
  /** A name, or the path of a baseline file; or several that are applied together. */
  baseline: string | string[];
  /** What decides where several baselines contradict each other: `stricter`, or the names of preferred baselines. */
  prefer?: string[];
  /** The user's winharden.yaml. */
  configFile?: string;
  /** Opt-in controls chosen on the command line. */
  include: string[];
  /** Controls to apply although a guard would hold them back. */
  acceptRisk?: string[];
  /** Lay no overlay on the baseline. */
  noOverlay?: boolean;
  /** Let domain controllers take part. */
  allowDomainControllers?: boolean;
  selector: RawSelector;
}

/** Audits or applies a baseline over a fleet. Errors come only before the first command is sent; after it there is a result. */
export async function startRun(app: App, input: StartRunInput, io: RunIo): Promise<RunResult> {
  const { operation } = input;
  const selector = parseSelector(input.selector);
  const [policy, engine] = await Promise.all([openPolicy(app, input), app.engine.read()]);
  const specFor = async (nodes?: TaggedNode[]): Promise<RunSpec> => {
    const { plan, heldBack, overlays, waivers, warnings } = policy.plan(nodes);
    return {
      operation,
      baseline: plan.baseline,
      planHash: plan.hash,
      controls: plan.controls.map((control) => ({ ...control, alsoMeets: alsoMeets(control) })),
      waived: waivedControls(plan),
      heldBack: reachable(heldBack),
      overlays,
      waivers,
      document: await renderDocument({ plan, operation, engine }),
      parameters: operation === 'audit' ? {} : { Reboot: input.reboot },
      selector,
      options: input,
      warnings,
      plan,
    };
  };
  const spec = await specFor();
  const there = input.where ? await app.within(input.where) : app;
  return executeRun(there, policy.byTags ? { ...spec, forNodes: specFor } : spec, io);
}

/** A run comes by Run Command: what is kept from nodes that were reached over WinRM is kept from none of its nodes. */
function reachable(heldBack: HeldBack[]): HeldBack[] {
  return heldBack
    .map((held) => ({ ...held, when: held.when.filter(({ overWinRm }) => overWinRm !== true) }))
    .filter(({ when }) => when.length > 0);
}

/** Distinct controls that a waiver may cover; whether its condition holds is decided on each node. */
function waivedControls({ controls, waivers }: Plan): number {
  const patterns = waivers.flatMap((waiver) => waiver.controls);
  const ids = new Set(controls.map((control) => control.id));
  return [...ids].filter((id) => patterns.some((pattern) => matchesControl(pattern, id))).length;
}
