/** A throttled wave needs patience: SSM publishes no rates, and three standard attempts are known to be too few. */
const MODE = 'adaptive';
const ATTEMPTS = 10;

/** Retry settings for the SDK: what AWS_RETRY_MODE, AWS_MAX_ATTEMPTS or the profile say, and ours only where they are silent. */
export async function retrySettings(profile: string | undefined) {
  const [{ loadConfig }, retry] = await Promise.all([import('@smithy/core/config'), import('@smithy/core/retry')]);
  const source = profile === undefined ? {} : { profile };
  return {
    retryMode: loadConfig<string>({ ...retry.NODE_RETRY_MODE_CONFIG_OPTIONS, default: MODE }, source),
    maxAttempts: loadConfig<number>({ ...retry.NODE_MAX_ATTEMPT_CONFIG_OPTIONS, default: ATTEMPTS }, source),
  };
}
