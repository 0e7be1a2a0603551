import { createHash } from 'node:crypto';
import { WinhardenError } from '../errors.ts';
import type { Wave } from '../fleet/model.ts';
import { endWave } from './end-wave.ts';
import type { State } from './final-state.ts';
import { automationsOf, followAutomation } from './follow-automation.ts';
import type { KnownRun } from './known-run.ts';
import type { AutomationOptions } from './model.ts';
import { type RunContext, timestamp } from './run-context.ts';

/**
 * Has Systems Manager Automation send the document to all locations, and collects what the nodes report; all nodes are one wave.
 * `known` is what another process began.
 */
export async function runAutomation(
  context: RunContext,
  wave: Wave,
  known: Pick<KnownRun, 'automation' | 'nodes'>,
): Promise<State> {
  const started = timestamp(context);
  context.io.emit({ type: 'waveStarted', number: 1, of: 1, canary: false, nodes: wave.nodes });
  const executionId = known.automation?.executionId ?? (context.cancelled ? null : await start(context, wave));
  if (executionId === null) return nothingToStop(context, known.automation !== null);
  if (context.cancelled) await stop(context, executionId);
  const settled = new Set(known.nodes.map(({ instanceId }) => instanceId));
  const { stop: why, commandIds } = await followAutomation(context, wave, executionId, settled);
  await endWave(context, { ...wave, canary: false }, { commandIds, started, stop: why });
  return why?.state ?? 'finished';
}

/** Begins no further location. What cannot be stopped is followed to its own end. */
async function stop(context: RunContext, executionId: string): Promise<void> {
  try {
    await automationsOf(context).stop(executionId);
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    context.io.emit({ type: 'warning', text: `the automation ${executionId} goes on: ${error.message}` });
  }
}

/** To ask again with the same token would tell, and might start what is to be stopped. */
function nothingToStop({ document, io }: RunContext, asked: boolean): State {
  if (asked) {
    const text = `whether Automation was started is not known: look for executions of ${document.runbook?.name} (aws ssm describe-automation-executions)`;
    io.emit({ type: 'warning', text });
  }
  return 'cancelled';
}

/** The token comes from the run's id, so that whoever starts it again starts nothing. */
async function start(context: RunContext, { nodes }: Wave): Promise<string> {
  const { spec, runId, document, folder } = context;
  const { executionRole, automationRole, locationConcurrency } = spec.options.automation as AutomationOptions;
  const { accounts = [], regions = [] } = spec.options.where ?? {};
  const token = tokenOf(runId);
  await folder.append({ at: timestamp(context), type: 'automating', token, nodes });
  const executionId = await automationsOf(context).start({
    runbook: document.runbook as { name: string; version: string },
    token,
    automationRole,
    parameters: { ...spec.parameters, RunId: runId, ReportEncoding: 'json' },
    accounts,
    regions: regions.length > 0 ? regions : [...automationsOf(context).library.keys()],
    executionRole,
    locationConcurrency,
  });
  await folder.append({ at: timestamp(context), type: 'automation', executionId });
  return executionId;
}

/** A UUID as the service wants one. */
const tokenOf = (runId: string) =>
  createHash('sha256')
    .update(runId)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
