import type { ReadAnswer } from '../ports.ts';
import type { RunContext } from './run-context.ts';

/** Seconds between looks for an object: the agent uploads before it replies, but a proxy may lag. */
const LOOKS = [1, 2, 4, 8];

/**
 * Reads an object, and looks again while it is missing. An interrupt does not end the looks: they are few, and a node that has
 * done its work is not to be lost.
 */
export async function readPatiently(
  { ports, collecting }: RunContext,
  bucket: string,
  key: string,
  limit: number,
): Promise<ReadAnswer> {
  const look = () => collecting.reading(() => ports.bucket.read(bucket, key, limit));
  let answer = await look();
  for (const seconds of LOOKS) {
    if (answer.kind !== 'missing') break;
    await ports.clock.sleep(seconds * 1000);
    answer = await look();
  }
  return answer;
}
