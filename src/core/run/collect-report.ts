import { WinhardenError } from '../errors.ts';
import type { Invocation, ReadAnswer } from '../ports.ts';
import { parseHeader, type ReportHeader } from '../report/header.ts';
import { MAX_REPORT_BYTES, type Refusal } from '../report/open-report.ts';
import { type Expected, type Verified, verifyReport } from '../report/verify-report.ts';
import type { NodeOutcome } from '../results/model.ts';
import { ranToItsEnd, whyNoHeader } from './invocation-status.ts';
import type { RunContext } from './run-context.ts';

export type Collected = (Verified & { source: NonNullable<NodeOutcome['report']> }) | Refusal;

/** Seconds between looks for an object: the agent uploads before it replies, but a proxy or replica may lag. */
const LOOKS = [0, 1, 2, 4, 8];
/** Room for the header line and line ends around the announced bytes. */
const AROUND = 1024;

/** Fetches and verifies one node's report: the header through the API, the body from S3 or, without a bucket, inline. */
export async function collectReport(
  context: RunContext,
  commandId: string,
  invocation: Invocation,
): Promise<Collected> {
  const { ports, spec } = context;
  const { instanceId } = invocation;
  const inline = () => ports.commands.output(commandId, instanceId, spec.document.step);
  const listed = parseHeader(invocation.output);
  const output = ranToItsEnd(invocation) && (listed === null || !spec.options.bucket) ? await inline() : null;
  const header = listed ?? parseHeader(output?.stdout ?? '');
  if (header === null) return { refused: whyNoHeader(invocation, output?.stderr ?? '') };
  if (header.bytes > MAX_REPORT_BYTES) {
    return { refused: `too large: the node announced ${header.bytes} bytes, and ${MAX_REPORT_BYTES} are the most` };
  }
  const expected = { ...expectedOf(context), commandId, instanceId };
  const source = { bytes: header.bytes, sha256: header.sha256 };
  if (spec.options.bucket) return fromBucket(context, spec.options.bucket, header, expected, source);
  const verified = verifyReport(Buffer.from(output?.stdout ?? ''), header, expected);
  return 'refused' in verified ? verified : { ...verified, source: { source: 'inline', ...source } };
}

async function fromBucket(
  context: RunContext,
  bucket: string,
  header: ReportHeader,
  expected: Expected,
  source: { bytes: number; sha256: string },
): Promise<Collected> {
  const { prefix } = context.spec.options;
  const path = [
    expected.commandId,
    expected.instanceId,
    'awsrunPowerShellScript',
    context.spec.document.step,
    'stdout',
  ];
  const key = [...(prefix ? [prefix] : []), ...path].join('/');
  const answer = await readPatiently(context, bucket, key, header.bytes + AROUND);
  if (answer.kind !== 'read') return { refused: whyNotRead(answer.kind, `s3://${bucket}/${key}`) };
  const verified = verifyReport(answer.bytes, header, expected);
  return 'refused' in verified ? verified : { ...verified, source: { source: 's3', key, ...source } };
}

/** Looks again while the object is not there or may not be read (without s3:ListBucket S3 says so of a missing one) and after a broken transfer. */
async function readPatiently(
  { ports, io }: RunContext,
  bucket: string,
  key: string,
  limit: number,
): Promise<ReadAnswer> {
  let answer: ReadAnswer | WinhardenError = { kind: 'missing' };
  for (const seconds of LOOKS) {
    if (seconds > 0) await ports.clock.sleep(seconds * 1000, io.signal);
    answer = await ports.bucket.read(bucket, key, limit).catch(onlyExplained);
    const final = !(answer instanceof WinhardenError) && (answer.kind === 'read' || answer.kind === 'tooLarge');
    if (final || io.signal.aborted) break;
  }
  if (answer instanceof WinhardenError) throw answer;
  return answer;
}

function onlyExplained(error: unknown): WinhardenError {
  if (error instanceof WinhardenError) return error;
  throw error;
}

function whyNotRead(kind: 'missing' | 'denied' | 'tooLarge', object: string): string {
  switch (kind) {
    case 'missing':
      return `not uploaded: the script ended and ${object} is not there; the node's role needs s3:PutObject on it (with SSE-KMS also kms:GenerateDataKey)`;
    case 'denied':
      return `denied: you may not read ${object} (s3:GetObject; with SSE-KMS also kms:Decrypt)`;
    case 'tooLarge':
      return `mismatch: ${object} is larger than the node announced`;
  }
}

const expectedOf = ({ spec, runId }: RunContext) => ({
  operation: spec.operation,
  runId,
  plan: spec.planHash,
  controlIds: new Set(spec.controls.map((control) => control.id)),
});
