import type { RunResult } from '../results/model.ts';
import { keepInBucket, placesOf } from './bucket-record.ts';
import { holdFolder, holdNodes } from './hold-run.ts';
import { journalledFolder } from './journalled-folder.ts';
import { lockNodes } from './lock-nodes.ts';
import type { KeptRun, RunIo } from './model.ts';
import { patientPorts } from './patient-ports.ts';
import type { PreparedRun } from './prepare-run.ts';
import { publish } from './publish.ts';
import { type RunContext, type RunPorts, timestamp, waitFrom } from './run-context.ts';
import { makeRunId } from './run-id.ts';
import { RunRecord } from './run-record.ts';
import { startResults } from './start-results.ts';

/** Publishes, locks the nodes, opens the run's folder, and does the run's work: from then on whatever happens can be looked up and gone on with. */
export async function beginRun(
  ports: RunPorts,
  io: RunIo,
  prepared: PreparedRun,
  work: (context: RunContext) => Promise<RunResult>,
): Promise<RunResult> {
  const { spec, preview } = prepared;
  const started = ports.clock.now();
  const runId = makeRunId(ports.clock, ports.ids);
  io.emit({ type: 'phase', text: 'Publishing the document' });
  const document = await publish(ports, spec, prepared.preview.identity);
  io.emit({ type: 'published', ...document });
  const nodes = prepared.fleet.nodes.map((node) => node.instanceId);
  const lock = await lockNodes(ports, io, { runId, spec, identity: preview.identity, nodes });
  return holdNodes(lock, async () => {
    const folder = await ports.runs.create(runId);
    return holdFolder(folder, async () => {
      const { waves } = preview;
      const facts = { runId, started: started.toISOString(), folder: folder.path, document, calls: ports.calls, waves };
      const record = new RunRecord(spec, prepared.fleet, facts);
      const begun: Begun = {
        ports: patientPorts({ ...ports, clock: lock.clock }, io),
        lock,
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
      return work(await written(begun, prepared));
    });
  });
}

type Begun = Omit<RunContext, 'recordInBucket' | 'results'>;

/** The context of a run that is on record, on this machine and, where that can be, in the bucket. */
async function written(begun: Begun, prepared: PreparedRun): Promise<RunContext> {
  const { io, runId, document, ports } = begun;
  await writeDown(begun, prepared);
  io.emit({ type: 'begun', runId });
  const tags = tagsOf(prepared);
  const manifest = { format: 1, ...manifestOf(begun, prepared), tags, document, winharden: ports.version };
  const recordInBucket = await keepInBucket(begun, 'manifest.json', { ...manifest, ...placesOf(begun) });
  return { ...begun, recordInBucket, results: startResults(begun, prepared.preview.identity, recordInBucket) };
}

/** The journal begins when all that it takes to go on is there. */
async function writeDown(context: Begun, prepared: PreparedRun): Promise<void> {
  const { folder, document, record } = context;
  const { changed: _changed, ...published } = document;
  const { plan, forNodes: _, ...spec } = context.spec;
  const started = context.started.toISOString();
  const kept: KeptRun = { format: 1, started, spec, fleet: prepared.fleet, document };
  const result = record.result('inProgress', null);
  await folder.write('plan.json', plan);
  await folder.write('run.json', kept);
  await folder.write('result.json', result);
  await folder.append({ at: timestamp(context), type: 'started', ...manifestOf(context, prepared), s3: result.s3 });
  await folder.append({ at: timestamp(context), type: 'published', ...published });
}

const tagsOf = ({ fleet }: PreparedRun) =>
  Object.fromEntries(fleet.nodes.map(({ instanceId, tags }) => [instanceId, tags]));

const manifestOf = ({ runId, spec }: Pick<RunContext, 'runId' | 'spec'>, { preview }: PreparedRun) => ({
  runId,
  operation: spec.operation,
  baseline: spec.baseline,
  plan: spec.planHash,
  waves: preview.waves,
  identity: preview.identity,
});
