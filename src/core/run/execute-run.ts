import { EXIT, WinhardenError } from '../errors.ts';
import type { Fleet, Wave } from '../fleet/model.ts';
import { selectNodes } from '../fleet/select-nodes.ts';
import { parseShare, splitWaves } from '../fleet/waves.ts';
import type { Identity } from '../ports.ts';
import type { RunResult } from '../results/model.ts';
import type { RunIo, RunPreview, RunSpec } from './model.ts';
import { publishDocument } from './publish-document.ts';
import { type RunContext, type RunPorts, timestamp } from './run-context.ts';
import { makeRunId } from './run-id.ts';
import { RunRecord } from './run-record.ts';
import { runWaves } from './run-waves.ts';

/** Selects, shows, asks, publishes, sends wave by wave, collects. Errors come only before the first command; after it there is a result. */
export async function executeRun(app: RunPorts, given: RunSpec, io: RunIo): Promise<RunResult> {
  const ports = { ...app, calls: callsSince(app.calls(), app.calls) };
  const spec = withPlainPrefix(given);
  const started = ports.clock.now();
  const { preview, fleet } = await prepare(ports, spec, io);
  const agreed = await io.confirm(preview);
  if (io.signal.aborted) throw interrupted();
  if (spec.options.dryRun) return dryRun(ports, spec, fleet, started);
  if (!agreed) {
    throw new WinhardenError({
      code: 'Declined',
      message: 'nothing was sent: you declined',
      suggestions: ['--yes answers for you'],
    });
  }
  const context = await begin(ports, spec, io, fleet, preview);
  return finish(context, await runWaves(context, preview.waves).catch((error: unknown) => failed(context, error)));
}

/** The calls of this run alone, where an app does several. */
const callsSince = (before: Record<string, number>, calls: RunPorts['calls']) => () =>
  Object.fromEntries(
    Object.entries(calls())
      .map(([name, count]): [string, number] => [name, count - (before[name] ?? 0)])
      .filter(([, count]) => count > 0),
  );

/** The folder must not say that a run goes on which never began. */
async function failed(context: RunContext, error: unknown): Promise<never> {
  await finish(context, 'stopped');
  throw error;
}

/** S3 would take a slash at either end for a folder without a name. */
const withPlainPrefix = (spec: RunSpec): RunSpec => ({
  ...spec,
  options: { ...spec.options, prefix: spec.options.prefix.replace(/^\/+|\/+$/g, '') },
});

async function prepare(ports: RunPorts, spec: RunSpec, io: RunIo): Promise<{ preview: RunPreview; fleet: Fleet }> {
  const { options } = spec;
  parseShare('--max-errors', options.maxErrors, 0);
  io.emit({ type: 'phase', text: 'Finding nodes' });
  const identity = await ports.inventory.identity();
  const fleet = await selectNodes(ports.inventory, spec.selector);
  io.emit({
    type: 'selected',
    selected: fleet.nodes.length,
    excluded: fleet.excluded,
    ...(fleet.matchedTag ? { matchedTag: fleet.matchedTag } : {}),
  });
  if (options.bucket) io.emit({ type: 'phase', text: `Checking the bucket ${options.bucket}` });
  if (options.bucket) await ports.bucket.check(options.bucket, options.prefix);
  const waves = splitWaves(
    fleet.nodes.map((node) => node.instanceId),
    options,
  );
  return { preview: previewOf(spec, fleet, waves, identity), fleet };
}

function previewOf(spec: RunSpec, fleet: Fleet, waves: Wave[], identity: Identity): RunPreview {
  const count = (controls: RunSpec['controls']) => new Set(controls.map((control) => control.id)).size;
  return {
    operation: spec.operation,
    baseline: spec.baseline,
    planHash: spec.planHash,
    controls: count(spec.controls),
    waived: spec.waived,
    manual: count(spec.controls.filter((control) => control.kind === 'manual')),
    nodes: fleet.nodes,
    excluded: fleet.excluded,
    waves,
    document: { name: spec.document.name },
    bucket: spec.options.bucket ?? null,
    identity,
    warnings: spec.warnings,
  };
}

function dryRun(ports: RunPorts, spec: RunSpec, fleet: Fleet, started: Date): RunResult {
  const facts = { runId: '', started: started.toISOString(), folder: '', document: null, calls: ports.calls };
  return new RunRecord(spec, fleet, facts).result('dryRun', ports.clock.now());
}

/** Publishes, then opens the journal: from here on whatever happens can be looked up. */
async function begin(
  ports: RunPorts,
  spec: RunSpec,
  io: RunIo,
  fleet: Fleet,
  preview: RunPreview,
): Promise<RunContext> {
  const started = ports.clock.now();
  const runId = makeRunId(ports.clock, ports.ids);
  io.emit({ type: 'phase', text: 'Publishing the document' });
  const document = await publishDocument(ports.documents, ports.clock, spec.document);
  io.emit({ type: 'published', ...document });
  const folder = await ports.runs.create(runId);
  const record = new RunRecord(spec, fleet, {
    runId,
    started: started.toISOString(),
    folder: folder.path,
    document,
    calls: ports.calls,
  });
  const context = { ports, spec, runId, started, document, folder, record, io };
  const { operation, baseline, planHash: plan, waves, identity } = { ...preview };
  const { s3 } = record.result('inProgress', null);
  await folder.append({
    at: timestamp(context),
    type: 'started',
    runId,
    operation,
    baseline,
    plan,
    waves,
    identity,
    s3,
  });
  const { name, version, hash } = document;
  await folder.append({ at: timestamp(context), type: 'published', name, version, hash });
  await folder.write('plan.json', spec.plan);
  await folder.write('result.json', record.result('inProgress', null));
  await upload(context, 'manifest.json', {
    runId,
    operation,
    baseline,
    plan,
    document,
    identity,
    waves,
    started,
    winharden: ports.version,
  });
  return context;
}

async function finish(context: RunContext, state: RunResult['state']): Promise<RunResult> {
  const result = context.record.result(state, state === 'inProgress' ? null : context.ports.clock.now());
  await context.folder.append({ at: timestamp(context), type: 'finished', state });
  if (state === 'interrupted') {
    context.io.emit({ type: 'warning', text: `commands already sent go on to their end; the run is ${context.runId}` });
  }
  await upload(context, 'result.json', result);
  const counted = { ...result, aws: { calls: context.ports.calls() } };
  await context.folder.write('result.json', counted);
  return counted;
}

/** S3 is the record, but a run that cannot write it is still a run. */
async function upload({ ports, spec, runId, io }: RunContext, name: string, value: unknown): Promise<void> {
  const { bucket, prefix } = spec.options;
  if (!bucket) return;
  const key = [...(prefix ? [prefix] : []), 'runs', runId, name].join('/');
  try {
    await ports.bucket.write(bucket, key, `${JSON.stringify(value, null, 2)}\n`);
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    io.emit({ type: 'warning', text: `the run goes on without s3://${bucket}/${key}: ${error.message}` });
  }
}

const interrupted = () =>
  new WinhardenError({ code: 'Interrupted', message: 'nothing was sent: you interrupted', exit: EXIT.interrupted });
