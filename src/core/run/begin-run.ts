import { keepInBucket, placesOf } from './bucket-record.ts';
import { startCollecting } from './collecting.ts';
import type { RunIo } from './model.ts';
import type { PreparedRun } from './prepare-run.ts';
import { publishDocument } from './publish-document.ts';
import { type RunContext, type RunPorts, timestamp } from './run-context.ts';
import { makeRunId } from './run-id.ts';
import { RunRecord } from './run-record.ts';
import { startResults } from './start-results.ts';

/** Publishes, then opens the run's folder: from here on whatever happens can be looked up. */
export async function beginRun(ports: RunPorts, io: RunIo, prepared: PreparedRun): Promise<RunContext> {
  const { spec } = prepared;
  const started = ports.clock.now();
  const runId = makeRunId(ports.clock, ports.ids);
  io.emit({ type: 'phase', text: 'Publishing the document' });
  const document = await publishDocument(ports.documents, ports.clock, spec.document);
  io.emit({ type: 'published', ...document });
  const folder = await ports.runs.create(runId);
  const { waves } = prepared.preview;
  const facts = { runId, started: started.toISOString(), folder: folder.path, document, calls: ports.calls, waves };
  const record = new RunRecord(spec, prepared.fleet, facts);
  const collecting = startCollecting();
  const begun = { ports, spec, runId, started, document, folder, record, io };
  await writeDown(begun, prepared);
  const manifest = { format: 1, ...manifestOf(begun, prepared), document, winharden: ports.version };
  const recordInBucket = await keepInBucket(begun, 'manifest.json', { ...manifest, ...placesOf(begun) });
  const results = startResults(begun, prepared.preview.identity, recordInBucket);
  return { ...begun, recordInBucket, collecting, results };
}

type Begun = Omit<RunContext, 'recordInBucket' | 'collecting' | 'results'>;

async function writeDown(context: Begun, prepared: PreparedRun): Promise<void> {
  const { folder, document, record, spec } = context;
  const { name, version, hash } = document;
  const result = record.result('inProgress', null);
  await folder.append({ at: timestamp(context), type: 'started', ...manifestOf(context, prepared), s3: result.s3 });
  await folder.append({ at: timestamp(context), type: 'published', name, version, hash });
  await folder.write('plan.json', spec.plan);
  await folder.write('result.json', result);
}

const manifestOf = ({ runId, spec }: Pick<RunContext, 'runId' | 'spec'>, { preview }: PreparedRun) => ({
  runId,
  operation: spec.operation,
  baseline: spec.baseline,
  plan: spec.planHash,
  waves: preview.waves,
  identity: preview.identity,
});
