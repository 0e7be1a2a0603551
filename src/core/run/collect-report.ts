import type { Invocation, ReadAnswer } from '../ports.ts';
import { parseHeader, type ReportHeader } from '../report/header.ts';
import { forged, MAX_REPORT_BYTES } from '../report/open-report.ts';
import type { Refusal } from '../report/problem.ts';
import { type Expected, type Verified, verifyReport } from '../report/verify-report.ts';
import type { NodeOutcome } from '../results/model.ts';
import { ranToItsEnd, whyNoHeader } from './invocation-status.ts';
import type { RunContext } from './run-context.ts';
import { type Announced, whyMissing } from './why-missing.ts';

export type Collected = (Verified & { source: NonNullable<NodeOutcome['report']> }) | Refusal;

/** Room for the header line and line ends around the announced bytes. */
const AROUND = 1024;
/** A report that Systems Manager returns whole with its header: it cuts at 24,000 bytes. */
const WHOLE_INLINE_BYTES = 23_800;

/** One node's report under way. */
interface Report {
  header: ReportHeader;
  expected: Expected;
  isLastLook: boolean;
  /** The step's output through the API. */
  inline(): Promise<{ stdout: string; stderr: string } | null>;
}

/**
 * Fetches and verifies one node's report: the header through the API, the body from S3 or, without a bucket, inline. `notYet`
 * where S3 has nothing and this is not the last look.
 */
export async function collectReport(
  context: RunContext,
  commandId: string,
  invocation: Invocation,
  isLastLook = true,
): Promise<Collected | 'notYet'> {
  const { ports, spec } = context;
  const { bucket } = spec.options;
  const { instanceId } = invocation;
  const inline = () => ports.commands.output(commandId, instanceId, spec.document.step);
  const listed = parseHeader(invocation.output);
  const output = ranToItsEnd(invocation) && (listed === null || !bucket) ? await inline() : null;
  const header = listed ?? parseHeader(output?.stdout ?? '');
  if (header === null) return whyNoHeader(invocation, output?.stderr ?? '');
  if (header.bytes > MAX_REPORT_BYTES) return tooLarge(header);
  const report = { header, expected: { ...expectedOf(context), commandId, instanceId }, inline, isLastLook };
  return bucket ? fromBucket(context, bucket, report) : verifiedInline(report, output?.stdout ?? '');
}

async function fromBucket(context: RunContext, bucket: string, report: Report): Promise<Collected | 'notYet'> {
  const { header, expected } = report;
  const object = announcedObject(context, bucket, expected);
  const answer = await context.ports.bucket.read(bucket, object.key, header.bytes + AROUND);
  if (answer.kind === 'missing' && !report.isLastLook) return 'notYet';
  if (answer.kind !== 'read') return withoutObject(report, await whyNotRead(context, answer, object));
  if (answer.bytes.byteLength === 0) return withoutObject(report, empty(object));
  const verified = verifyReport(answer.bytes, header, expected);
  return 'refused' in verified ? verified : { ...verified, source: sourceOf('s3', header, object.key) };
}

/** Where the agent puts a step's stdout. */
function announcedObject({ spec }: RunContext, bucket: string, { commandId, instanceId }: Expected): Announced {
  const { prefix } = spec.options;
  const folder = [...(prefix ? [prefix] : []), commandId, instanceId].join('/');
  return { bucket, folder, key: `${folder}/awsrunPowerShellScript/${spec.document.step}/stdout`, instanceId };
}

/** A short report came through the API as a whole, and is as good: the same header vouches for it. */
async function withoutObject(report: Report, refusal: Refusal): Promise<Collected> {
  if (refusal.problem === 'forged' || report.header.bytes > WHOLE_INLINE_BYTES) return refusal;
  const collected = verifiedInline(report, (await report.inline())?.stdout ?? '');
  if ('refused' in collected) return refusal;
  const warning = `its report came through Systems Manager and is not in the bucket: ${refusal.refused}`;
  return { ...collected, warnings: [...collected.warnings, warning] };
}

function verifiedInline({ header, expected }: Report, stdout: string): Collected {
  const verified = verifyReport(Buffer.from(stdout), header, expected);
  return 'refused' in verified ? verified : { ...verified, source: sourceOf('inline', header) };
}

const sourceOf = (source: 's3' | 'inline', { bytes, sha256 }: ReportHeader, key?: string) => ({
  source,
  ...(key === undefined ? {} : { key }),
  bytes,
  sha256,
});

async function whyNotRead(
  context: RunContext,
  { kind }: Exclude<ReadAnswer, { kind: 'read' }>,
  object: Announced,
): Promise<Refusal> {
  const name = nameOf(object);
  if (kind === 'tooLarge') return forged(`${name} is larger than the node announced`);
  if (kind === 'missing') return whyMissing(context, object);
  return {
    problem: 'readDenied',
    refused: `denied: you may not read ${name} (s3:GetObject; with SSE-KMS also kms:Decrypt)`,
  };
}

const empty = (object: Announced): Refusal => ({
  problem: 'empty',
  refused: `empty: ${nameOf(object)} is there without content, although the node announced a report`,
});

const tooLarge = ({ bytes }: ReportHeader): Refusal => ({
  problem: 'tooLarge',
  refused: `too large: the node announced ${bytes} bytes, and ${MAX_REPORT_BYTES} are the most`,
});

const nameOf = ({ bucket, key }: Announced) => `s3://${bucket}/${key}`;

const expectedOf = ({ spec, runId }: RunContext) => ({
  operation: spec.operation,
  runId,
  plan: spec.planHash,
  controlIds: new Set(spec.controls.map((control) => control.id)),
});
