/** The request may have been carried out: its answer never came, or nobody can read it. */
export class AnswerLost extends Error {
  readonly failure: unknown;

  constructor(failure: unknown) {
    super('the answer was lost');
    this.failure = failure;
  }
}

type Handler = (args: unknown) => Promise<unknown>;
/** As much of an SDK command's middleware stack as is needed here. */
interface Stacked {
  middlewareStack: { add(middleware: never, options: never): void };
}

interface Failure {
  code?: string;
  name?: string;
  $metadata?: { httpStatusCode?: number };
}

const BROKEN = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'];

/**
 * Keeps the SDK from repeating a command whose answer was lost: it would be carried out twice.
 * Throttling and refused connections are still retried, for then nothing has happened.
 */
export function reportLostAnswers(command: Stacked): void {
  const middleware =
    (next: Handler): Handler =>
    async (args) => {
      try {
        return await next(args);
      } catch (error) {
        throw isLost(error as Failure) ? new AnswerLost(error) : error;
      }
    };
  const options = { step: 'finalizeRequest', priority: 'low', name: 'winhardenLostAnswers', override: true };
  command.middlewareStack.add(middleware as never, options as never);
}

function isLost({ code = '', name, $metadata }: Failure): boolean {
  const status = $metadata?.httpStatusCode;
  if (status !== undefined && status >= 400 && status < 500) return false;
  return status !== undefined || BROKEN.includes(code) || name === 'TimeoutError';
}
