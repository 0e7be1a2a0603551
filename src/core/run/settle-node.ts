import { WinhardenError } from '../errors.ts';
import type { Wave } from '../fleet/model.ts';
import type { Invocation } from '../ports.ts';
import type { NodeReport } from '../report/model.ts';
import type { NodeOutcome } from '../results/model.ts';
import { type NodeContext, outcomeOfReport, outcomeWithoutReport } from '../results/node-outcome.ts';
import { collectReport } from './collect-report.ts';
import { neverStarted, ranToItsEnd } from './invocation-status.ts';
import { type RunContext, timestamp } from './run-context.ts';
import { silentOutcome } from './silent-outcome.ts';

/** A node that has ended. */
export interface Ended {
  commandId: string;
  invocation: Invocation;
  /** Whether its report is missing for good if it is not there now. */
  isLastLook: boolean;
  /** Whether it was taken back before its turn, because the run stopped. */
  withdrawn?: boolean;
}

/** Fetches and verifies what a node that has ended reports, and writes down how it ended; false where the report is not there yet. */
export async function settleNode(context: RunContext, wave: Wave, ended: Ended): Promise<boolean> {
  const { invocation } = ended;
  const known = { ...nodeContext(context, wave, invocation.instanceId), ssmStatus: invocation.details };
  if (neverStarted(invocation)) {
    const why = 'Systems Manager stopped the command after too many errors';
    return settled(context, outcomeWithoutReport(known, 'NotSent', why));
  }
  if (ended.withdrawn)
    return settled(context, outcomeWithoutReport(known, 'NotSent', 'the run stopped before its turn'));
  const collected = await collectOrRefuse(context, ended);
  if (collected === 'notYet') return false;
  if ('refused' in collected) {
    const silent = ranToItsEnd(invocation)
      ? outcomeWithoutReport(known, 'NoReport', collected)
      : await silentOutcome(context, known, collected);
    return settled(context, silent);
  }
  for (const warning of collected.warnings) {
    context.io.emit({ type: 'warning', text: `${invocation.instanceId}: ${warning}` });
  }
  await context.folder.write(`nodes/${invocation.instanceId}.json`, collected.report);
  return settled(context, outcomeOfReport(known, collected.report, collected.source), collected.report);
}

async function settled(...[context, node, report]: Parameters<typeof nodeEnded>): Promise<true> {
  await nodeEnded(context, node, report);
  return true;
}

/** One node whose report cannot be fetched must not end the run for the others. */
async function collectOrRefuse(context: RunContext, { commandId, invocation, isLastLook }: Ended) {
  try {
    return await collectReport(context, commandId, invocation, isLastLook);
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    return { refused: `could not be fetched: ${error.message}`, problem: 'notFetched' as const };
  }
}

/** Settles a node: journal, result, progress. */
export async function nodeEnded(context: RunContext, node: NodeOutcome, report?: NodeReport): Promise<void> {
  context.record.nodeEnded(node, report);
  if (report) context.io.reported?.(report);
  await context.folder.append({ at: timestamp(context), type: 'nodeEnded', node });
  context.io.emit({ type: 'nodeEnded', node });
  await context.results.add(node, report);
}

export function nodeContext({ record }: RunContext, wave: Wave, instanceId: string): NodeContext {
  const name = record.nameOf(instanceId);
  const location = record.locationOf(instanceId);
  return { instanceId, ...(location && { location }), ...(name ? { name } : {}), wave: wave.number };
}
