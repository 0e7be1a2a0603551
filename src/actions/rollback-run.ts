import { renderDocument } from '../core/document/render-document.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import type { Plan } from '../core/plan/model.ts';
import type { App } from '../core/ports.ts';
import type { RunResult } from '../core/results/model.ts';
import { executeRun } from '../core/run/execute-run.ts';
import { isFinal } from '../core/run/final-state.ts';
import type { RunIo, RunOptions } from '../core/run/model.ts';
import { showRun } from './show-run.ts';

export interface RollbackInput extends RunOptions {
  /** The run to undo. */
  runId: string;
}

/**
 * Puts back the nodes that a run changed, as a run of its own. Errors: NoSuchRun, RunNotEnded, NothingToRollBack and those of
 * startRun.
 */
export async function rollbackRun(app: App, input: RollbackInput, io: RunIo): Promise<RunResult> {
  const target = await showRun(app, input.runId);
  if (!isFinal(target.state) && !input.noLock) throw notEnded(target);
  const plan = (await (await app.runs.open(input.runId)).read('plan.json')) as Plan | null;
  const ids = changedNodes(target);
  if (target.operation !== 'apply' || plan === null || ids.length === 0) throw nothingToRollBack(target);
  const where = input.where ?? target.where;
  const document = await renderDocument({ plan, operation: 'rollback', engine: await app.engine.read() });
  return executeRun(
    where ? await app.within(where) : app,
    {
      operation: 'rollback',
      baseline: plan.baseline,
      ...(plan.partOf !== undefined && { partOf: plan.partOf }),
      planHash: plan.hash,
      controls: plan.controls,
      waived: 0,
      heldBack: [],
      overlays: [],
      waivers: [],
      document,
      parameters: { TargetRunId: input.runId, Reboot: input.reboot },
      selector: { by: 'ids', ids },
      options: { ...input, ...(where && { where }) },
      warnings: [],
      plan,
    },
    io,
  );
}

/** SSM's details for a command that surely never reached its node. */
const NEVER_RAN = ['Undeliverable', 'InvalidPlatform', 'AccessDenied'];

/** Nodes that said they were changed and did not put it back themselves, and those that ran and never said. */
function changedNodes({ nodes, reports }: Awaited<ReturnType<typeof showRun>>): string[] {
  const restored = new Set(reports.filter((report) => report.restored).map((report) => report.node.instanceId));
  return nodes.outcomes
    .filter(({ instanceId, outcome, changes, ssmStatus = '' }) =>
      outcome === 'NoReport' ? !NEVER_RAN.includes(ssmStatus) : changes > 0 && !restored.has(instanceId),
    )
    .map(({ instanceId }) => instanceId);
}

/** Nodes may be at work, and a run that was killed does not even say which. */
const notEnded = ({ runId, state }: RunResult) =>
  new WinhardenError({
    code: 'RunNotEnded',
    message: `the run ${runId} has not ended (${state}), so that its nodes may still be at work and what it changed is not known`,
    suggestions: [
      `winharden run cancel ${runId} ends it, then roll it back`,
      `winharden run resume ${runId} lets it come to its end`,
      '--no-lock goes by what this machine knows of it',
    ],
    exit: EXIT.usage,
  });

function nothingToRollBack({ runId, operation }: RunResult): WinhardenError {
  const why =
    operation === 'apply' ? 'it changed no node' : `it was ${operation === 'audit' ? 'an audit' : 'a rollback'}`;
  return new WinhardenError({
    code: 'NothingToRollBack',
    message: `the run ${runId} has nothing to put back: ${why}`,
    suggestions: ['winharden run list shows the runs that applied something'],
    exit: EXIT.usage,
  });
}
