import { EXIT, WinhardenError } from '../errors.ts';
import type { Wave } from '../fleet/model.ts';
import { calledWaiver } from '../plan/waivers.ts';
import type { RunResult } from '../results/model.ts';
import { beginRun } from './begin-run.ts';
import { keepInBucket } from './bucket-record.ts';
import type { RunIo, RunSpec } from './model.ts';
import { type PreparedRun, prepareRun } from './prepare-run.ts';
import { runAutomation } from './run-automation.ts';
import type { RunContext, RunPorts } from './run-context.ts';
import { timestamp } from './run-context.ts';
import { RunRecord } from './run-record.ts';
import { runWaves } from './run-waves.ts';

/** Selects, shows, asks, publishes, sends wave by wave, collects. Errors come only before the first command; after it there is a result. */
export async function executeRun(app: RunPorts, given: RunSpec, io: RunIo): Promise<RunResult> {
  const ports = { ...app, calls: callsSince(app.calls(), app.calls) };
  const started = ports.clock.now();
  const prepared = await prepareRun(ports, withPlainPrefix(given), io);
  const agreed = await io.confirm(prepared.preview);
  if (io.signal.aborted) throw interrupted();
  if (given.options.dryRun) return dryRun(ports, prepared, started);
  if (!agreed) throw declined();
  const context = await beginRun(ports, io, prepared);
  const { spec, preview } = prepared;
  const { waves } = preview;
  const work = spec.options.automation
    ? runAutomation(context, waves[0] as Wave, { executionId: null, settled: new Set() })
    : runWaves(context, waves);
  return finish(context, await work.catch((error: unknown) => failed(context, error)));
}

/** The folder must not say that a run goes on which never began. */
async function failed(context: RunContext, error: unknown): Promise<never> {
  await finish(context, 'stopped');
  throw error;
}

async function finish(context: RunContext, state: RunResult['state']): Promise<RunResult> {
  const { record, folder, ports, io, runId } = context;
  const finished = state === 'inProgress' ? null : ports.clock.now();
  await folder.append({ at: timestamp(context), type: 'finished', state });
  if (state === 'interrupted') {
    io.emit({ type: 'warning', text: `commands already sent go on to their end; the run is ${runId}` });
  }
  if (context.recordInBucket) await keepInBucket(context, 'result.json', record.result(state, finished));
  const result = record.result(state, finished);
  await folder.write('result.json', result);
  warnOfUnused(context, result);
  return result;
}

/** Those that had no control to be for were told of before. */
function warnOfUnused({ spec, io }: RunContext, { waivers = [] }: RunResult): void {
  const unused = waivers.filter(({ state }, index) => state === 'unused' && spec.waivers[index]?.state === 'inForce');
  if (unused.length === 0) return;
  io.emit({ type: 'warning', text: `held on no node of this run: ${unused.map(calledWaiver).join('; ')}` });
}

function dryRun(ports: RunPorts, { spec, fleet, preview }: PreparedRun, started: Date): RunResult {
  const { waves } = preview;
  const facts = { runId: '', started: started.toISOString(), folder: '', document: null, calls: ports.calls, waves };
  return new RunRecord(spec, fleet, facts).result('dryRun', ports.clock.now());
}

/** The calls of this run alone, where an app does several. */
const callsSince = (before: Record<string, number>, calls: RunPorts['calls']) => () =>
  Object.fromEntries(
    Object.entries(calls())
      .map(([name, count]): [string, number] => [name, count - (before[name] ?? 0)])
      .filter(([, count]) => count > 0),
  );

/** S3 would take a slash at either end for a folder without a name. */
const withPlainPrefix = (spec: RunSpec): RunSpec => ({
  ...spec,
  options: { ...spec.options, prefix: spec.options.prefix.replace(/^\/+|\/+$/g, '') },
});

const declined = () =>
  new WinhardenError({
    code: 'Declined',
    message: 'nothing was sent: you declined',
    suggestions: ['--yes answers for you'],
  });

const interrupted = () =>
  new WinhardenError({ code: 'Interrupted', message: 'nothing was sent: you interrupted', exit: EXIT.interrupted });
