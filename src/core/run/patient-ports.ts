import { WinhardenError } from '../errors.ts';
import type { RunIo } from './model.ts';
import { Paused } from './paused.ts';
import type { RunPorts } from './run-context.ts';

/** What passes by itself: the SDK has retried each of them already, and the run tries longer. */
const PASSING = ['Throttled', 'AwsUnavailable', 'Unreachable', 'NotAws'];
/** What somebody has to put right; trying again would not help. */
const BLOCKING = ['ExpiredCredentials', 'NoCredentials', 'InvalidCredentials', 'ClockSkew'];
/** Seconds before each further try, five minutes together. */
const PAUSES = [5, 10, 20, 40, 45, 60, 60, 60];
const QUIET_SECONDS = 5;

/** The ports of a run under way: what passes is waited for, and what does not pauses the run instead of costing it a node. */
export function patientPorts(ports: RunPorts, io: RunIo): RunPorts {
  const tell = tellingOnce(ports.clock, io);
  const patiently = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, name) => {
        const member = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => withPatience(() => member.apply(target, given), ports.clock, io, tell);
      },
    });
  return {
    ...ports,
    commands: patiently(ports.commands),
    inventory: patiently(ports.inventory),
    ...(ports.automations && { automations: patiently(ports.automations) }),
    bucket: { ...patiently(ports.bucket), write: ports.bucket.write },
  };
}

async function withPatience<T>(
  call: () => Promise<T>,
  clock: RunPorts['clock'],
  { signal }: RunIo,
  tell: (text: string) => void,
): Promise<T> {
  for (const seconds of PAUSES) {
    try {
      return await call();
    } catch (error) {
      if (isOneOf(BLOCKING, error)) throw new Paused(error);
      if (!isOneOf(PASSING, error)) throw error;
      if (signal.aborted) throw new Paused(error);
      tell(`${error.message}; trying again in ${seconds} seconds`);
      await clock.sleep(seconds * 1000, signal);
    }
  }
  return await call().catch((error: unknown) => {
    throw isOneOf([...PASSING, ...BLOCKING], error) ? new Paused(error) : error;
  });
}

const isOneOf = (codes: string[], error: unknown): error is WinhardenError =>
  error instanceof WinhardenError && codes.includes(error.code);

/** Many calls fail at the same moment, and one of them says enough. */
function tellingOnce(clock: RunPorts['clock'], { emit }: RunIo): (text: string) => void {
  let told = Number.NEGATIVE_INFINITY;
  return (text) => {
    const now = clock.now().getTime();
    if (now - told < QUIET_SECONDS * 1000) return;
    told = now;
    emit({ type: 'warning', text });
  };
}
