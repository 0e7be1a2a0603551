import { createHash } from 'node:crypto';
import type { Wave } from '../fleet/model.ts';
import type { RunResult } from '../results/model.ts';
import { automationsOf, followAutomation } from './follow-automation.ts';
import type { AutomationOptions } from './model.ts';
import { type RunContext, timestamp } from './run-context.ts';

type State = Exclude<RunResult['state'], 'dryRun'>;

/** What is known of a run by Automation that another process began. */
export interface AutomationProgress {
  executionId: string | null;
  /** Nodes that have ended. */
  settled: ReadonlySet<string>;
}

/** Has Systems Manager Automation send the document to all locations, and collects what the nodes report; all nodes are one wave. */
export async function runAutomation(context: RunContext, wave: Wave, known: AutomationProgress): Promise<State> {
  const started = timestamp(context);
  context.io.emit({ type: 'waveStarted', number: 1, of: 1, canary: false, nodes: wave.nodes });
  const executionId = known.executionId ?? (await start(context));
  context.record.automation(executionId);
  const { stop, commandIds } = await followAutomation(context, wave, executionId, known.settled);
  const result = {
    number: wave.number,
    canary: false,
    commandIds,
    nodes: wave.nodes,
    started,
    finished: timestamp(context),
    ...(stop ? { outcome: 'stopped' as const, reason: stop.reason } : { outcome: 'passed' as const }),
  };
  context.record.waveEnded(result);
  await context.folder.append({ at: timestamp(context), type: 'waveEnded', wave: result });
  context.io.emit({ type: 'waveEnded', wave: result });
  return stop?.state ?? 'finished';
}

/** The token comes from the run's id, so that whoever starts it again starts nothing. */
async function start(context: RunContext): Promise<string> {
  const { spec, runId, document, folder } = context;
  const { executionRole, automationRole, locationConcurrency } = spec.options.automation as AutomationOptions;
  const { accounts = [], regions = [] } = spec.options.where ?? {};
  const token = tokenOf(runId);
  await folder.append({ at: timestamp(context), type: 'automating', token });
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
