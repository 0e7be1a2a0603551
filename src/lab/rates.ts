import type { Clock } from './clock.ts';

/** Requests a second by `service:Operation`. */
export type RateLimits = Readonly<Record<string, number>>;

/** Seconds of a rate that may come at once. */
const BURST_SECONDS = 2;

/**
 * What `realistic` allows. Systems Manager publishes no rates; these are low enough that a client which polls every second, or
 * once for each node, is throttled, as such clients are. EC2's is the refill rate that it documents, as are Security Hub's.
 */
export const USUAL_RATES: RateLimits = {
  'ssm:SendCommand': 5,
  'ssm:CancelCommand': 5,
  'ssm:ListCommands': 5,
  'ssm:ListCommandInvocations': 10,
  'ssm:GetCommandInvocation': 10,
  'ssm:DescribeInstanceInformation': 10,
  'ssm:DescribeDocument': 5,
  'ssm:GetDocument': 5,
  'ssm:CreateDocument': 1,
  'ssm:UpdateDocument': 1,
  'ssm:PutComplianceItems': 10,
  'ssm:ListResourceComplianceSummaries': 5,
  'ec2:DescribeInstances': 20,
  'securityhub:GetFindings': 3,
  'securityhub:BatchImportFindings': 10,
};

/** Takes a token for a request; false where there is none. */
export type TakeToken = (service: string, operation: string) => boolean;

/** One token bucket for each operation that has a rate. */
export function tokenBuckets(rates: RateLimits, clock: Clock): TakeToken {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (service, operation) => {
    const rate = rates[`${service}:${operation}`];
    if (rate === undefined) return true;
    const most = Math.max(1, rate * BURST_SECONDS);
    const now = clock.now().getTime();
    const { tokens, at } = buckets.get(operation) ?? { tokens: most, at: now };
    const filled = Math.min(most, tokens + ((now - at) / 1000) * rate * clock.speed);
    buckets.set(operation, { tokens: filled < 1 ? filled : filled - 1, at: now });
    return filled >= 1;
  };
}
