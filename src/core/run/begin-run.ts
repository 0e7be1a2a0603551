import { keepInBucket, placesOf } from './bucket-record.ts';
import { journalledFolder } from './journalled-folder.ts';
import { lockNodes, type NodeLock } from './lock-nodes.ts';
import type { KeptRun, RunIo } from './model.ts';
import { patientPorts } from './patient-ports.ts';
import type { PreparedRun } from './prepare-run.ts';
import { publishDocument } from './publish-document.ts';
import { type RunContext, type RunPorts, timestamp, waitFrom } from './run-context.ts';
import { makeRunId } from './run-id.ts';
import { RunRecord } from './run-record.ts';
import { startResults } from './start-results.ts';

/** A run under way, the lock on its nodes, and how to leave its folder to others. */
interface Begun {
  context: RunContext;
  lock: NodeLock;
  vacate(): Promise<void>;
}

/** Publishes, locks the nodes, then opens the run's folder: from here on whatever happens can be looked up, and gone on with. */
export async function beginRun(ports: RunPorts, io: RunIo, prepared: PreparedRun): Promise<Begun> {
  const { spec } = prepared;
  const started = ports.clock.now();
  const runId = makeRunId(ports.clock, ports.ids);
  io.emit({ type: 'phase', text: 'Publishing the document' });
  const document = await publishDocument(ports.documents, ports.clock, spec.document);
  io.emit({ type: 'published', ...document });
  const nodes = prepared.fleet.nodes.map((node) => node.instanceId);
  const lock = await lockNodes(ports, io, { runId, spec, identity: prepared.preview.identity, nodes });
  try {
    const folder = await ports.runs.create(runId);
    const vacate = await folder.occupy();
    const { waves } = prepared.preview;
    const facts = { runId, started: started.toISOString(), folder: folder.path, document, calls: ports.calls, waves };
    const record = new RunRecord(spec, prepared.fleet, facts);
    const begun = {
      ports: patientPorts({ ...ports, clock: lock.clock }, io),
      spec,
      runId,
      started,
      waitUntil: waitFrom(started, spec.options.waitMinutes),
      cancelled: false,
      document,
      folder: journalledFolder(folder, record),
      record,
      io,
    };
    await writeDown(begun, prepared);
    io.emit({ type: 'begun', runId });
    const manifest = { format: 1, ...manifestOf(begun, prepared), document, winharden: ports.version };
    const recordInBucket = await keepInBucket(begun, 'manifest.json', { ...manifest, ...placesOf(begun) });
    const results = startResults(begun, prepared.preview.identity, recordInBucket);
    return { context: { ...begun, recordInBucket, results }, lock, vacate };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The journal begins when all that it takes to go on is there. */
async function writeDown(
  context: Omit<RunContext, 'recordInBucket' | 'results'>,
  prepared: PreparedRun,
): Promise<void> {
  const { folder, document, record } = context;
  const { name, version, hash } = document;
  const { plan, forNodes: _, ...spec } = context.spec;
  const started = context.started.toISOString();
  const kept: KeptRun = { format: 1, started, spec, fleet: prepared.fleet, document };
  const result = record.result('inProgress', null);
  await folder.write('plan.json', plan);
  await folder.write('run.json', kept);
  await folder.write('result.json', result);
  await folder.append({ at: timestamp(context), type: 'started', ...manifestOf(context, prepared), s3: result.s3 });
  await folder.append({ at: timestamp(context), type: 'published', name, version, hash });
}

const manifestOf = ({ runId, spec }: Pick<RunContext, 'runId' | 'spec'>, { preview }: PreparedRun) => ({
  runId,
  operation: spec.operation,
  baseline: spec.baseline,
  plan: spec.planHash,
  waves: preview.waves,
  identity: preview.identity,
});
