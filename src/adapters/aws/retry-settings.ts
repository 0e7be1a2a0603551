/** A throttled wave needs patience: SSM publishes no rates, and three standard attempts are known to be too few. */
const MODE = 'adaptive';
const ATTEMPTS = 10;

/**
 * Retry settings for the SDK: what AWS_RETRY_MODE, AWS_MAX_ATTEMPTS or the profile say, and ours only where they are silent. What is
 * adaptive about adaptive retries is the budget (`RateBudget`): the SDK's own limiter is one for all operations of a service, and lets
 * a client whose requests are throttled now and then send hardly one a second.
 */
export async function retrySettings(profile: string | undefined) {
  const [{ loadConfig }, retry] = await Promise.all([import('@smithy/core/config'), import('@smithy/core/retry')]);
  const source = profile === undefined ? {} : { profile };
  const retryMode = loadConfig<string>({ ...retry.NODE_RETRY_MODE_CONFIG_OPTIONS, default: MODE }, source);
  const maxAttempts = loadConfig<number>({ ...retry.NODE_MAX_ATTEMPT_CONFIG_OPTIONS, default: ATTEMPTS }, source);
  const isAdaptive = (await retryMode()) === MODE;
  return { retryMode, maxAttempts, ...(isAdaptive && { retryStrategy: new retry.StandardRetryStrategy(maxAttempts) }) };
}
