import { WinhardenError } from '../errors.ts';
import type { RunIo } from './model.ts';
import type { RunPorts } from './run-context.ts';

/** What a call that is tried again needs. */
export interface Insisting {
  ports: Pick<RunPorts, 'clock'>;
  io: Pick<RunIo, 'signal'>;
}

/** How long S3 may fail (SlowDown, broken transfers, time-outs; the SDK has retried each of them already), and the longest pause. */
const PATIENCE_SECONDS = 300;
const LONGEST_PAUSE_SECONDS = 15;
/** What no waiting makes better. */
const FINAL = ['ExpiredCredentials', 'NoCredentials', 'InvalidCredentials', 'NoRegion', 'NoSuchBucket', 'NoPermission'];

/** Does something again while it fails in a way that may pass: for five minutes, or until an interrupt. Then its last error. */
export async function insist<T>({ ports, io }: Insisting, work: () => Promise<T>): Promise<T> {
  const { clock } = ports;
  const deadline = clock.now().getTime() + PATIENCE_SECONDS * 1000;
  for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE_SECONDS)) {
    try {
      return await work();
    } catch (error) {
      const mayPass = error instanceof WinhardenError && !FINAL.includes(error.code);
      if (!mayPass || io.signal.aborted || clock.now().getTime() >= deadline) throw error;
      await clock.sleep(pause * 1000, io.signal);
    }
  }
}
