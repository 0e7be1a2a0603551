import type { Clock } from '../../core/ports.ts';
import { isThrottling } from './failure-rules.ts';

/** Requests a second at first. AWS publishes no rates for Systems Manager; the documented ones of the others are no lower than these. */
const FIRST_RATES: Record<string, number> = { ssm: 10, ec2: 10, s3: 200, securityhub: 3 };
const FIRST_RATE = 5;
/** No budget is ever smaller, or so many times larger than at first. */
const LEAST_RATE = 0.5;
const MOST_TIMES = 4;
/** What a throttled request leaves of the rate, and what an answered one adds of the first rate. */
const CUT = 0.8;
const GAIN = 0.02;

interface Bucket {
  first: number;
  /** Tokens a second, and the most that gather: those of a second. */
  rate: number;
  /** Below zero: promised to those who wait. */
  tokens: number;
  at: number;
}

/**
 * How often this process asks AWS, by service and operation, as AWS counts too: what was throttled is asked for less often, by
 * all that share the budget, and more often again when it is answered. It holds for each request that the SDK sends, its retries
 * included; how often the SDK tries again stays the user's setting.
 */
export class RateBudget {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits until a request may be sent; first come, first served. */
  async take(service: string, operation: string): Promise<void> {
    const bucket = this.#bucketOf(service, operation);
    bucket.tokens -= 1;
    if (bucket.tokens < 0) await this.#clock.sleep(Math.ceil((-bucket.tokens / bucket.rate) * 1000));
  }

  throttled(service: string, operation: string): void {
    const bucket = this.#bucketOf(service, operation);
    bucket.rate = Math.max(LEAST_RATE, bucket.rate * CUT);
    bucket.tokens = Math.min(bucket.tokens, 0);
  }

  answered(service: string, operation: string): void {
    const bucket = this.#bucketOf(service, operation);
    bucket.rate = Math.min(bucket.first * MOST_TIMES, bucket.rate + bucket.first * GAIN);
  }

  /** As it is now. */
  #bucketOf(service: string, operation: string): Bucket {
    const name = `${service}:${operation}`;
    const now = this.#clock.now().getTime();
    const first = FIRST_RATES[service] ?? FIRST_RATE;
    const bucket = this.#buckets.get(name) ?? { first, rate: first, tokens: first, at: now };
    bucket.tokens = Math.min(Math.max(1, bucket.rate), bucket.tokens + ((now - bucket.at) / 1000) * bucket.rate);
    bucket.at = now;
    this.#buckets.set(name, bucket);
    return bucket;
  }
}

interface Context {
  commandName?: string;
}
type Handler = (args: unknown) => Promise<unknown>;
/** As much of an SDK client's middleware stack as is needed here. */
interface Bounded {
  middlewareStack: { add(middleware: never, options: never): void };
}

/** Lets every request of a client, inside the SDK's retry loop, wait for its budget. */
export function keepToBudget<Client extends Bounded>(client: Client, service: string, budget: RateBudget): Client {
  const middleware = (next: Handler, { commandName = '' }: Context): Handler => {
    const operation = commandName.replace(/Command$/, '');
    return async (args) => {
      await budget.take(service, operation);
      try {
        const result = await next(args);
        budget.answered(service, operation);
        return result;
      } catch (error) {
        if (isThrottling(error)) budget.throttled(service, operation);
        throw error;
      }
    };
  };
  const options = { step: 'finalizeRequest', priority: 'low', name: 'winhardenBudget', override: true };
  client.middlewareStack.add(middleware as never, options as never);
  return client;
}
