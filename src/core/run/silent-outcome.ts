import type { Refusal } from '../report/problem.ts';
import type { NodeOutcome } from '../results/model.ts';
import { type NodeContext, outcomeWithoutReport } from '../results/node-outcome.ts';
import { leavingAmong } from './leaving.ts';
import type { RunContext } from './run-context.ts';

/** A node that gives no report may have been taken away by EC2, which is no fault of the change. */
export async function silentOutcome(
  context: RunContext,
  known: NodeContext,
  why: string | Refusal,
): Promise<NodeOutcome> {
  const leaving = (await leavingAmong(context, [known.instanceId])).get(known.instanceId);
  if (leaving === undefined) return outcomeWithoutReport(known, 'NoReport', why);
  const reason = typeof why === 'string' ? why : why.refused;
  return terminatedOutcome(known, `${leaving}; ${reason}`);
}

export const terminatedOutcome = (known: NodeContext, reason: string): NodeOutcome => ({
  ...outcomeWithoutReport(known, 'NoReport', reason),
  terminated: true,
});
