import { WinhardenError } from '../../core/errors.ts';
import { hostOf } from './call-counter.ts';

/** What was asked of AWS: the IAM action, and on what. */
export interface Call {
  action: string;
  resource: string;
}

/** As much of an SDK error as there may be. */
interface AwsFailure {
  name?: string;
  code?: string;
  message?: string;
  $metadata?: { httpStatusCode?: number; attempts?: number };
}

type Explanation = Pick<WinhardenError, 'code' | 'message' | 'suggestions'>;
type Rule = (failure: AwsFailure, call: Call, host: string) => Explanation | null;

export const nameOf = (error: unknown): string => (error as AwsFailure | null)?.name ?? '';

/** Runs a call and turns whatever AWS answers into an error that says what to do. */
export async function explained<T>(call: Call, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(error, call);
  }
}

/** The first rule that knows the error; a name and message of AWS's own otherwise. */
export function explain(error: unknown, call: Call): WinhardenError {
  if (error instanceof WinhardenError) return error;
  const failure = (typeof error === 'object' && error !== null ? error : {}) as AwsFailure;
  const host = hostOf(error) ?? 'the AWS endpoint';
  for (const rule of RULES) {
    const explanation = rule(failure, call, host);
    if (explanation) return new WinhardenError({ ...explanation, cause: error });
  }
  const words = [failure.name, oneLine(failure.message)].filter(Boolean).join(': ');
  return new WinhardenError({
    code: 'AwsRefused',
    message: `${call.action} on ${call.resource} was refused: ${words}`,
    cause: error,
  });
}

/** An answer that parsed and is not what the service answers, as a captive portal gives with 200. */
export const notAws = (call: Call, host = 'the AWS endpoint') =>
  new WinhardenError({
    code: 'NotAws',
    message: `${host} did not answer ${call.action} like AWS does`,
    suggestions: ['check AWS_ENDPOINT_URL, the profile’s endpoint_url, proxies and VPN'],
  });

const EXPIRED = [
  'ExpiredTokenException',
  'ExpiredToken',
  'RequestExpired',
  'TokenRefreshRequired',
  'TokenProviderError',
];
const BAD_KEYS = [
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'AuthFailure',
  'IncompleteSignature',
];
const SKEWED = ['RequestTimeTooSkewed', 'RequestInTheFuture'];
const DENIED = [
  'AccessDeniedException',
  'AccessDenied',
  'UnauthorizedOperation',
  'UnauthorizedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'Forbidden',
];
const THROTTLED = [
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
];
const NETWORK = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_INVALID_URL',
];

const RULES: Rule[] = [
  ({ message = '' }) =>
    /^Region is missing/.test(message)
      ? {
          code: 'NoRegion',
          message: 'no AWS Region is set',
          suggestions: [
            'set AWS_REGION or pass --region (AWS_DEFAULT_REGION is not read by the AWS SDK for JavaScript)',
          ],
        }
      : null,
  ({ message = '' }) =>
    /^Region not accepted/.test(message)
      ? { code: 'InvalidRegion', message: oneLine(message), suggestions: ['write the Region as eu-west-1'] }
      : null,
  ({ name = '', message = '' }) =>
    EXPIRED.includes(name) || /(token|session|credentials?)[^.]* (is|has|have) expired|aws sso login/i.test(message)
      ? {
          code: 'ExpiredCredentials',
          message: `your AWS session has expired: ${oneLine(message)}`,
          suggestions: ['aws sso login, or whatever gave you the credentials, then start again'],
        }
      : null,
  ({ name, message = '' }) =>
    name === 'CredentialsProviderError'
      ? {
          code: 'NoCredentials',
          message: `no AWS credentials were found: ${oneLine(message)}`,
          suggestions: [
            'aws configure sso, then aws sso login',
            'name a profile with --profile or AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
          ],
        }
      : null,
  ({ name = '', message = '' }) =>
    SKEWED.includes(name) || /signature (expired|not yet current)/i.test(message)
      ? {
          code: 'ClockSkew',
          message: `AWS refuses the request’s time: ${oneLine(message)}`,
          suggestions: ['set this machine’s clock'],
        }
      : null,
  ({ name = '', message = '' }) =>
    BAD_KEYS.includes(name)
      ? {
          code: 'InvalidCredentials',
          message: `AWS does not accept your credentials: ${oneLine(message)}`,
          suggestions: ['aws sts get-caller-identity shows what they are; AWS_PROFILE beats AWS_ACCESS_KEY_ID'],
        }
      : null,
  ({ name = '', message = '' }, { action, resource }) =>
    DENIED.includes(name)
      ? {
          code: 'NoPermission',
          message: `you may not call ${action} on ${resource}: ${oneLine(message)}`,
          suggestions: [`have ${action} allowed on ${resource}; docs/security.md has the whole policy`],
        }
      : null,
  ({ name = '', $metadata }, { action }) =>
    THROTTLED.includes(name) || $metadata?.httpStatusCode === 429
      ? {
          code: 'Throttled',
          message: `AWS throttled ${action} ${$metadata?.attempts ?? 'too many'} times in a row`,
          suggestions: ['wait a minute and start again', 'AWS_MAX_ATTEMPTS=20 tries longer'],
        }
      : null,
  (failure, { action }, host) =>
    failure.name === 'SyntaxError' || /Deserialization error|XML parse error/.test(failure.message ?? '')
      ? notAws({ action, resource: '' }, host)
      : null,
  ({ code = '', name, message = '' }, { action }, host) =>
    NETWORK.includes(code) || name === 'TimeoutError' || /CERT|SELF_SIGNED|UNABLE_TO_/.test(code)
      ? {
          code: 'Unreachable',
          message: `${host} could not be reached for ${action}: ${oneLine(message)}`,
          suggestions: ['check the network, the Region (--region), proxies and AWS_ENDPOINT_URL'],
        }
      : null,
  ({ name }, { resource }) =>
    name === 'NoSuchBucket'
      ? {
          code: 'NoSuchBucket',
          message: `${resource} does not exist`,
          suggestions: ['check --bucket and the account, or create it: docs/security.md says how it should be'],
        }
      : null,
  ({ name, message = '' }) =>
    name === 'InvalidOutputFolder'
      ? {
          code: 'NoSuchBucket',
          message: `Systems Manager cannot use the bucket: ${oneLine(message)}`,
          suggestions: ['check --bucket and its Region'],
        }
      : null,
  ({ name }, { resource }) =>
    name === 'MaxDocumentSizeExceeded'
      ? {
          code: 'DocumentTooLarge',
          message: `${resource} is over the 64 KB that Systems Manager takes, parameters included`,
          suggestions: ['hold the nodes to fewer controls, or split the baseline in two'],
        }
      : null,
  ({ name, message = '' }, { resource }) =>
    name === 'DocumentLimitExceeded' || name === 'DocumentVersionLimitExceeded'
      ? {
          code: 'DocumentLimit',
          message: `there is no room for ${resource}: ${oneLine(message)}`,
          suggestions: [
            'delete SSM documents that nobody uses (aws ssm list-documents --filters Key=Owner,Values=Self)',
          ],
        }
      : null,
  ({ $metadata, name = '' }, { action }) =>
    ($metadata?.httpStatusCode ?? 0) >= 500
      ? {
          code: 'AwsUnavailable',
          message: `AWS answered ${action} with ${$metadata?.httpStatusCode} ${name}, ${$metadata?.attempts ?? 1} times`,
          suggestions: ['see the AWS Health Dashboard, and start again later'],
        }
      : null,
];

/** The SDK's messages may hold line ends and a hint for its own developers. */
function oneLine(message = ''): string {
  return (message.split('\n  Deserialization error')[0] ?? '').replace(/\s+/g, ' ').trim().slice(0, 400);
}
