import { matchesControl } from '../core/baseline/control-pattern.ts';
import { alsoMeets } from '../core/baseline/references.ts';
import { renderDocument } from '../core/document/render-document.ts';
import { parseSelector, type RawSelector } from '../core/fleet/selector.ts';
import type { HeldBack, Plan, PolicyChoice, TaggedNode } from '../core/plan/model.ts';
import type { App } from '../core/ports.ts';
import type { RunResult } from '../core/results/model.ts';
import { executeRun } from '../core/run/execute-run.ts';
import type { RunIo, RunOptions, RunSpec } from '../core/run/model.ts';
import { openPolicy, type PlanChoice } from './make-plan.ts';

export interface StartRunInput extends RunOptions, PlanChoice {
  operation: 'audit' | 'apply';
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
      policy: policyOf(input),
      ...(plan.partOf !== undefined && { partOf: plan.partOf }),
      options: input,
      warnings,
      plan,
    };
  };
  const spec = await specFor();
  const there = input.where ? await app.within(input.where) : app;
  return executeRun(there, policy.byTags ? { ...spec, forNodes: specFor } : spec, io);
}

function policyOf(input: StartRunInput): PolicyChoice {
  const { baseline, prefer, configFile, include, acceptRisk, noOverlay, allowDomainControllers } = input;
  return {
    baseline: [baseline].flat(),
    ...(prefer?.length && { prefer }),
    ...(configFile && { configFile }),
    ...(include?.length && { include }),
    ...(acceptRisk?.length && { acceptRisk }),
    ...(noOverlay && { noOverlay }),
    ...(allowDomainControllers && { allowDomainControllers }),
  };
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
