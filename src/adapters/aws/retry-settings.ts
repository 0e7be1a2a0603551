/** SSM publishes no rates, and three attempts are known to be too few for a wave that is throttled. */
const ATTEMPTS = 10;
/** How requests adapt to throttling is the budget's affair (`RateBudget`): the SDK's own limiter is one for all operations of a service. */
const MODE = 'standard';

/** Retry settings for the SDK: what AWS_RETRY_MODE, AWS_MAX_ATTEMPTS or the profile say, and ours only where they are silent. */
export async function retrySettings(profile: string | undefined) {
  const [{ loadConfig }, retry] = await Promise.all([import('@smithy/core/config'), import('@smithy/core/retry')]);
  const source = profile === undefined ? {} : { profile };
  return {
    retryMode: loadConfig<string>({ ...retry.NODE_RETRY_MODE_CONFIG_OPTIONS, default: MODE }, source),
    maxAttempts: loadConfig<number>({ ...retry.NODE_MAX_ATTEMPT_CONFIG_OPTIONS, default: ATTEMPTS }, source),
  };
}
