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
  /** The id of the only node to undo it on. */
  node?: string;
}

/**
 * Puts back the nodes that a run changed, as a run of its own. Errors: NoSuchRun, RunNotEnded, NothingToRollBack, OneNodeAtATime
 * and those of startRun.
 */
export async function rollbackRun(app: App, input: RollbackInput, io: RunIo): Promise<RunResult> {
  const target = await showRun(app, input.runId);
  if (!isFinal(target.state) && !input.noLock) throw notEnded(target);
  const plan = (await (await app.runs.open(input.runId)).read('plan.json')) as Plan | null;
  const ids = changedNodes(target).filter((id) => input.node === undefined || id === input.node);
  if (target.operation !== 'apply' || plan === null || ids.length === 0) throw nothingToRollBack(target, input.node);
  const targetRunId = runOnNodes(target, ids);
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
      parameters: { TargetRunId: targetRunId, Reboot: input.reboot },
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

/** The id under which the nodes keep the backup: in a run of a schedule each has made one itself, which its report names. */
function runOnNodes({ runId, schedule, reports }: Awaited<ReturnType<typeof showRun>>, ids: string[]): string {
  if (!schedule) return runId;
  const [id = '', ...others] = ids;
  const report = reports.find(({ node }) => node.instanceId === id);
  if (report && others.length === 0) return report.runId;
  throw new WinhardenError({
    code: 'OneNodeAtATime',
    message: report
      ? `in a run of a schedule each node has a backup of its own name, so that ${ids.length} nodes cannot be put back together`
      : `nothing is known of what ${id} did in the run ${runId}, so that its backup cannot be named`,
    suggestions: report
      ? [
          ...ids.slice(0, 3).map((each) => `winharden rollback --run ${runId} --node ${each}`),
          'the same for each other',
        ]
      : ['%ProgramData%\\WinHarden\\runs on the node has a folder for each run'],
    exit: EXIT.usage,
  });
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

function nothingToRollBack({ runId, operation }: RunResult, node?: string): WinhardenError {
  const why =
    operation === 'apply'
      ? node
        ? `it did not change ${node}`
        : 'it changed no node'
      : `it was ${operation === 'audit' ? 'an audit' : 'a rollback'}`;
  return new WinhardenError({
    code: 'NothingToRollBack',
    message: `the run ${runId} has nothing to put back: ${why}`,
    suggestions: ['winharden run list shows the runs that applied something'],
    exit: EXIT.usage,
  });
}
