import { WinhardenError } from '../errors.ts';
import type { ReadAnswer } from '../ports.ts';
import type { RunContext } from './run-context.ts';

/** Seconds between looks for an object: the agent uploads before it replies, but a proxy may lag. */
const LOOKS = [1, 2, 4, 8];
/** How long S3 may fail (SlowDown, broken transfers, time-outs; the SDK has retried each of them already), and the longest pause. */
const PATIENCE_SECONDS = 300;
const LONGEST_PAUSE_SECONDS = 15;
/** What no waiting makes better. */
const FINAL = ['ExpiredCredentials', 'NoCredentials', 'InvalidCredentials', 'NoRegion', 'NoSuchBucket', 'NoPermission'];

/**
 * Reads an object, looks again while it is missing and asks again while S3 fails; then the last answer or error.
 * What nodes have done is not to be lost, so an interrupt ends the asking again but not the looks.
 */
export async function readPatiently(
  { ports, io, collecting }: RunContext,
  bucket: string,
  key: string,
  limit: number,
): Promise<ReadAnswer> {
  const deadline = ports.clock.now().getTime() + PATIENCE_SECONDS * 1000;
  let [missed, failed] = [0, 0];
  while (true) {
    const answer = await collecting.reading(() => ports.bucket.read(bucket, key, limit)).catch(onlyExplained);
    let pause: number | undefined;
    if (answer instanceof WinhardenError) {
      if (FINAL.includes(answer.code) || io.signal.aborted || ports.clock.now().getTime() >= deadline) throw answer;
      pause = Math.min(2 ** failed++, LONGEST_PAUSE_SECONDS);
    } else if (answer.kind === 'missing') pause = LOOKS[missed++];
    if (pause === undefined) return answer as ReadAnswer;
    await ports.clock.sleep(pause * 1000);
  }
}

function onlyExplained(error: unknown): WinhardenError {
  if (error instanceof WinhardenError) return error;
  throw error;
}
