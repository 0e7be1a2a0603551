import { EXIT, WinhardenError } from '../errors.ts';
import type { Wave } from '../fleet/model.ts';
import type { RunResult } from '../results/model.ts';
import { beginRun } from './begin-run.ts';
import { endRun } from './end-run.ts';
import { finishRun } from './finish-run.ts';
import type { RunIo, RunSpec } from './model.ts';
import { type PreparedRun, prepareRun } from './prepare-run.ts';
import { runAutomation } from './run-automation.ts';
import { callsSince, type RunContext, type RunPorts } from './run-context.ts';
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
  const { waves } = prepared.preview;
  return beginRun(ports, io, prepared, (context) => {
    const work = () =>
      given.options.automation
        ? runAutomation(context, waves[0] as Wave, { automation: null, nodes: [] })
        : runWaves(context, waves);
    return endRun(context, work).catch((error: unknown) => failed(context, error));
  });
}

/** The folder must not say that a run goes on which never began: as long as errors are thrown, nothing was sent. */
async function failed(context: RunContext, error: unknown): Promise<never> {
  if (error instanceof WinhardenError) await finishRun(context, 'stopped');
  throw error;
}

function dryRun(ports: RunPorts, { spec, fleet, preview }: PreparedRun, started: Date): RunResult {
  const { waves } = preview;
  const facts = { runId: '', started: started.toISOString(), folder: '', document: null, calls: ports.calls, waves };
  return new RunRecord(spec, fleet, facts).result('dryRun', ports.clock.now());
}

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
