import { keepInBucket } from './bucket-record.ts';
import type { RunIo } from './model.ts';
import type { PreparedRun } from './prepare-run.ts';
import { type Published, publishEverywhere } from './publish-document.ts';
import { publishRunbook } from './publish-runbook.ts';
import { type RunContext, type RunPorts, timestamp } from './run-context.ts';
import { makeRunId } from './run-id.ts';
import { RunRecord } from './run-record.ts';

/** Publishes, then opens the run's folder: from here on whatever happens can be looked up. */
export async function beginRun(ports: RunPorts, io: RunIo, prepared: PreparedRun): Promise<RunContext> {
  const { spec } = prepared;
  const started = ports.clock.now();
  const runId = makeRunId(ports.clock, ports.ids);
  io.emit({ type: 'phase', text: 'Publishing the document' });
  const document = await publish(ports, prepared);
  io.emit({ type: 'published', ...document });
  const folder = await ports.runs.create(runId);
  const { waves } = prepared.preview;
  const facts = { runId, started: started.toISOString(), folder: folder.path, document, calls: ports.calls, waves };
  const record = new RunRecord(spec, prepared.fleet, facts);
  const context = { ports, spec, runId, started, document, folder, record, io, recordInBucket: false };
  await writeDown(context, prepared);
  const manifest = { ...manifestOf(context, prepared), document, winharden: ports.version };
  return { ...context, recordInBucket: await keepInBucket(context, 'manifest.json', manifest) };
}

function publish(ports: RunPorts, { spec, preview }: PreparedRun): Promise<Published> {
  const { automations } = ports;
  if (spec.options.automation && automations) return publishRunbook({ ...ports, automations }, spec, preview.identity);
  return publishEverywhere(ports.documents, ports.clock, spec.document);
}

async function writeDown(context: RunContext, prepared: PreparedRun): Promise<void> {
  const { folder, document, record, spec } = context;
  const { changed: _, ...published } = document;
  const result = record.result('inProgress', null);
  await folder.append({ at: timestamp(context), type: 'started', ...manifestOf(context, prepared), s3: result.s3 });
  await folder.append({ at: timestamp(context), type: 'published', ...published });
  await folder.write('plan.json', spec.plan);
  await folder.write('result.json', result);
}

const manifestOf = ({ runId, spec }: RunContext, { preview }: PreparedRun) => ({
  runId,
  operation: spec.operation,
  baseline: spec.baseline,
  plan: spec.planHash,
  waves: preview.waves,
  identity: preview.identity,
});
