import { WinhardenError } from '../../core/errors.ts';
import { hostOf } from './call-counter.ts';
import { type Call, type Failure, RULES, UNKNOWN } from './failure-rules.ts';

/** What may be in an SDK error. */
interface SdkError {
  name?: string;
  code?: unknown;
  message?: string;
  $metadata?: { httpStatusCode?: number; attempts?: number };
}

const NO_HOST = 'the AWS endpoint';

/** The error's name, which is how AWS and the SDK tell one from another. */
export const nameOf = (error: unknown): string => (error as SdkError | null)?.name ?? '';

/** Runs a call and turns whatever AWS answers into an error that says what to do. */
export async function explained<T>(call: Call, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(error, call);
  }
}

/** Says what an SDK error means and what to do. A mistake of this program is thrown on as it is. */
export function explain(error: unknown, call: Call): WinhardenError {
  if (error instanceof WinhardenError) return error;
  const failure = failureOf(error);
  if (error instanceof TypeError && failure.code === '') throw error;
  return said(failure, call, error);
}

/** For an answer that could be read and is not what the service answers, as a captive portal gives with 200. */
export const notAws = (call: Call, answer: unknown) =>
  said({ ...failureOf(new SyntaxError()), host: hostOf(answer) ?? NO_HOST }, call);

function said(failure: Failure, call: Call, cause?: unknown): WinhardenError {
  const { code, say, next } = RULES.find(({ when }) => when(failure)) ?? UNKNOWN;
  return new WinhardenError({ code, message: say(failure, call), suggestions: next, cause });
}

function failureOf(error: unknown): Failure {
  const { name = 'Error', code, message, $metadata } = (error ?? {}) as SdkError;
  return {
    name,
    code: typeof code === 'string' ? code : '',
    words: oneLine(message),
    status: $metadata?.httpStatusCode ?? 0,
    attempts: $metadata?.attempts ?? 1,
    host: hostOf(error) ?? NO_HOST,
  };
}

/** The SDK's messages may hold line ends and a hint for its own developers. */
function oneLine(message = ''): string {
  return (message.split('\n  Deserialization error')[0] ?? '').replace(/\s+/g, ' ').trim().slice(0, 400);
}
