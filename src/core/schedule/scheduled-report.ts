import type { App, AssociationTarget, ReadAnswer } from '../ports.ts';
import { parseHeader, type ReportHeader } from '../report/header.ts';
import { MAX_REPORT_BYTES } from '../report/open-report.ts';
import type { Refusal } from '../report/problem.ts';
import { type Expected, type Verified, verifyReport } from '../report/verify-report.ts';
import type { NodeOutcome } from '../results/model.ts';
import { ranToItsEnd, whyNoHeader } from '../run/invocation-status.ts';
import { CLOCK_MINUTES, fittingFolders } from './output-folders.ts';

export type CollectPorts = Pick<App, 'commands' | 'bucket'>;

/** One run of a schedule: what its nodes were told, and when. */
export interface ScheduledRun {
  associationId: string;
  /** The step of its document. */
  step: Expected['operation'];
  plan: string;
  controlIds: ReadonlySet<string>;
  s3: { bucket: string; prefix: string } | null;
  started: Date;
  /** When the next run began. */
  until: Date | null;
}

type Source = NonNullable<NodeOutcome['report']>;

/** `announced`: the SHA-256 that a report has to have which could not be fetched. */
export type Collected = (Verified & { source: Source }) | (Refusal & { announced?: string });

/** What a node gives to the reports of earlier runs after its own. */
const LATE_BYTES = 64_000;
/** Room for the header line and line ends around the announced bytes, and for the reports of earlier runs after them. */
export const AROUND = 1024 + LATE_BYTES;
/** Objects that are looked into for one report. */
const MOST_OBJECTS = 5;

/**
 * Fetches what one node reported in a run of a schedule. Its first line through Systems Manager vouches for it, as in any run;
 * where Systems Manager does not have it (any more), the report in the bucket vouches for itself alone and is unverified.
 */
export async function scheduledReport(
  ports: CollectPorts,
  run: ScheduledRun,
  target: AssociationTarget,
): Promise<Collected> {
  const { instanceId, outputId, status, details } = target;
  const output = outputId === null ? null : await ports.commands.output(outputId, instanceId, run.step);
  const stdout = output?.stdout ?? '';
  const header = parseHeader(stdout);
  if (header !== null) return vouchedFor(ports, run, { instanceId, stdout, header });
  const invocation = { instanceId, status, details, output: stdout };
  if (stdout.trim() !== '' || !ranToItsEnd(invocation)) return whyNoHeader(invocation, output?.stderr ?? '');
  if (run.s3 !== null) return unvouchedFor(ports, run, instanceId);
  return output === null ? GONE : whyNoHeader(invocation, output.stderr);
}

const GONE: Refusal = {
  problem: 'notFetched',
  refused: 'not kept: Systems Manager has no output of this run any more, and the schedule has no bucket (--bucket)',
};

interface Announced {
  instanceId: string;
  stdout: string;
  header: ReportHeader;
}

async function vouchedFor(ports: CollectPorts, run: ScheduledRun, announced: Announced): Promise<Collected> {
  const { instanceId, stdout, header } = announced;
  const expected = expectedOf(run, instanceId);
  if (header.bytes > MAX_REPORT_BYTES) {
    const refused = `too large: the node announced ${header.bytes} bytes, and ${MAX_REPORT_BYTES} are the most`;
    return { problem: 'tooLarge', refused };
  }
  const inline = () => verifyReport(Buffer.from(stdout), header, expected);
  const said = (verified: Verified, key?: string): Collected => ({ ...verified, source: sourceOf(header, key) });
  if (run.s3 === null) {
    const verified = inline();
    return 'refused' in verified ? { ...verified, announced: header.sha256 } : said(verified);
  }
  const found = await inBucket(ports, run, {
    instanceId,
    clockMinutes: CLOCK_MINUTES.vouched,
    bytes: header.bytes,
    verify: (bytes) => verifyReport(bytes, header, expected),
  });
  if ('key' in found) return said(found.verified, found.key);
  if (found.problem === 'forged') return found;
  const whole = inline();
  if ('refused' in whole) return { ...found, announced: header.sha256 };
  const warning = `its report came through Systems Manager and is not in the bucket: ${found.refused}`;
  return said({ ...whole, warnings: [...whole.warnings, warning] });
}

async function unvouchedFor(ports: CollectPorts, run: ScheduledRun, instanceId: string): Promise<Collected> {
  const found = await inBucket(ports, run, {
    instanceId,
    clockMinutes: CLOCK_MINUTES.unvouched,
    bytes: MAX_REPORT_BYTES,
    verify: (bytes) => {
      const header = headerOf(bytes);
      return header === null || header.bytes > MAX_REPORT_BYTES
        ? { problem: 'noHeader', refused: 'no report: what the node put into the bucket does not begin as one' }
        : verifyReport(bytes, header, expectedOf(run, instanceId));
    },
  });
  if (!('key' in found)) return found;
  const source = { ...sourceOf(headerOf(found.bytes) as ReportHeader, found.key), unverified: true as const };
  return { ...found.verified, source };
}

const headerOf = (bytes: Uint8Array) => parseHeader(Buffer.from(bytes.subarray(0, 256)).toString('utf8'));

/** What a node's report in a run has to say of itself. */
export const expectedOf = ({ step, associationId, plan, controlIds }: ScheduledRun, instanceId: string): Expected => ({
  operation: step,
  runId: null,
  commandId: associationId,
  instanceId,
  plan,
  controlIds,
});

const sourceOf = ({ bytes, sha256 }: ReportHeader, key?: string) => ({
  source: key === undefined ? ('inline' as const) : ('s3' as const),
  ...(key !== undefined && { key }),
  bytes,
  sha256,
});

interface Search {
  instanceId: string;
  clockMinutes: number;
  /** The most that an object may hold. */
  bytes: number;
  verify(bytes: Uint8Array): Verified | Refusal;
}

/** The first object of the node in this run that is what it has to be; else why the nearest is not. */
async function inBucket(
  { bucket: port }: CollectPorts,
  run: ScheduledRun,
  { instanceId, clockMinutes, bytes, verify }: Search,
): Promise<{ key: string; bytes: Uint8Array; verified: Verified } | Refusal> {
  const { bucket, prefix } = run.s3 as NonNullable<ScheduledRun['s3']>;
  const folder = [...(prefix ? [prefix] : []), instanceId, run.associationId].join('/');
  const folders = await fittingFolders(port, bucket, folder, { ...run, clockMinutes });
  let why: Refusal | null = null;
  for (const { name, isAfter } of folders.slice(0, MOST_OBJECTS)) {
    const key = `${folder}/${name}/awsrunPowerShellScript/${run.step}/stdout`;
    const answer = await port.read(bucket, key, bytes + AROUND);
    const verified = looked(answer, `s3://${bucket}/${key}`, verify);
    if (answer.kind === 'read' && !('refused' in verified)) return { key, bytes: answer.bytes, verified };
    if ('refused' in verified && isAfter) why ??= verified;
  }
  return why ?? notThere(`s3://${bucket}/${folder}/`);
}

function looked(answer: ReadAnswer, name: string, verify: Search['verify']): Verified | Refusal {
  if (answer.kind !== 'read') return notRead(answer, name);
  return answer.bytes.byteLength > 0
    ? verify(answer.bytes)
    : { problem: 'empty', refused: `empty: ${name} is there without content` };
}

function notRead({ kind }: Exclude<ReadAnswer, { kind: 'read' }>, name: string): Refusal {
  if (kind === 'tooLarge')
    return { problem: 'forged', refused: `forged: ${name} is larger than the node may have announced` };
  if (kind === 'missing') return { problem: 'notUploaded', refused: `not uploaded: ${name} is not there` };
  const refused = `denied: you may not read ${name} (s3:GetObject; with SSE-KMS also kms:Decrypt)`;
  return { problem: 'readDenied', refused };
}

const notThere = (folder: string): Refusal => ({
  problem: 'notUploaded',
  refused: `not uploaded: nothing of this run is below ${folder}; the node's role may lack s3:PutObject, or the node had no network`,
});
