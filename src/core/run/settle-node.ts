import { WinhardenError } from '../errors.ts';
import type { Wave } from '../fleet/model.ts';
import type { Invocation } from '../ports.ts';
import type { NodeReport } from '../report/model.ts';
import type { NodeOutcome } from '../results/model.ts';
import { type NodeContext, outcomeOfReport, outcomeWithoutReport } from '../results/node-outcome.ts';
import { collectReport } from './collect-report.ts';
import { neverStarted } from './invocation-status.ts';
import { type RunContext, timestamp } from './run-context.ts';

/** Fetches and verifies what a node that has ended reports, and writes down how it ended. */
export async function settleNode(
  context: RunContext,
  wave: Wave,
  commandId: string,
  invocation: Invocation,
): Promise<void> {
  const known = { ...nodeContext(context, wave, invocation.instanceId), ssmStatus: invocation.details };
  if (neverStarted(invocation)) {
    return nodeEnded(
      context,
      outcomeWithoutReport(known, 'NotSent', 'Systems Manager stopped the command after too many errors'),
    );
  }
  const collected = await collectOrRefuse(context, commandId, invocation);
  if ('refused' in collected) return nodeEnded(context, outcomeWithoutReport(known, 'NoReport', collected));
  for (const warning of collected.warnings) {
    context.io.emit({ type: 'warning', text: `${invocation.instanceId}: ${warning}` });
  }
  await context.folder.write(`nodes/${invocation.instanceId}.json`, collected.report);
  return nodeEnded(context, outcomeOfReport(known, collected.report, collected.source), collected.report);
}

/** One node whose report cannot be fetched must not end the run for the others. */
async function collectOrRefuse(context: RunContext, commandId: string, invocation: Invocation) {
  try {
    return await collectReport(context, commandId, invocation);
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    return { refused: `could not be fetched: ${error.message}`, problem: 'notFetched' as const };
  }
}

/** Settles a node: journal, result, progress. */
export async function nodeEnded(context: RunContext, node: NodeOutcome, report?: NodeReport): Promise<void> {
  context.record.nodeEnded(node, report);
  await context.folder.append({ at: timestamp(context), type: 'nodeEnded', node });
  context.io.emit({ type: 'nodeEnded', node });
  await context.results.add(node, report);
}

export function nodeContext({ record }: RunContext, wave: Wave, instanceId: string): NodeContext {
  const name = record.nameOf(instanceId);
  return { instanceId, ...(name ? { name } : {}), wave: wave.number };
}
