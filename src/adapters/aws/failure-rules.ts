/** What was asked of AWS: the IAM action, and on what. */
export interface Call {
  action: string;
  resource: string;
}

/** As much of an SDK error as there may be; `words` is its message on one line. */
export interface Failure {
  name: string;
  code: string;
  words: string;
  status: number;
  attempts: number;
  /** Who answered, or should have. */
  host: string;
}

/** One way for AWS to fail: how it is known, what to say, what to do next. */
export interface Rule {
  code: string;
  when(failure: Failure): boolean;
  say(failure: Failure, call: Call): string;
  next: string[];
}

const EXPIRED = ['ExpiredTokenException', 'ExpiredToken', 'RequestExpired', 'TokenProviderError'];
const WRONG_KEYS = [
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'AuthFailure',
  'IncompleteSignature',
  'InvalidSignatureException',
];
const NOT_ENABLED = ['OptInRequired', 'RegionDisabledException'];
const SKEWED = ['RequestTimeTooSkewed', 'RequestInTheFuture'];
const DENIED = [
  'AccessDeniedException',
  'AccessDenied',
  'UnauthorizedOperation',
  'UnauthorizedException',
  'ForbiddenException',
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
const isThrottled = (name: string, status: number) => THROTTLED.includes(name) || status === 429;

/** Whether an error of the SDK says that it was asked too often. */
export const isThrottling = (error: unknown): boolean => {
  const { name = '', $metadata } = (error ?? {}) as { name?: string; $metadata?: { httpStatusCode?: number } };
  return isThrottled(name, $metadata?.httpStatusCode ?? 0);
};

const UNREACHABLE =
  /^(ENOTFOUND|EAI_AGAIN|ECONN|EPIPE|ETIMEDOUT|E(HOST|NET)(UNREACH|DOWN)|ERR_INVALID_URL|ERR_STREAM_PREMATURE)|CERT|UNABLE_TO_|^EPROTO/;
/** The SDK's own word, and S3's for a connection on which nothing came. */
const TIMED_OUT = ['TimeoutError', 'RequestTimeout', 'RequestTimeoutException'];

/** In the order of asking: the first that knows a failure explains it. */
export const RULES: Rule[] = [
  {
    code: 'NoRegion',
    when: ({ words }) => words.startsWith('Region is missing'),
    say: () => 'no AWS Region is set',
    next: ['set AWS_REGION or pass --region (AWS_DEFAULT_REGION is not read by the AWS SDK for JavaScript)'],
  },
  {
    code: 'InvalidRegion',
    when: ({ words }) => words.startsWith('Region not accepted'),
    say: ({ words }) => words,
    next: ['write the Region as eu-west-1'],
  },
  {
    code: 'RegionNotEnabled',
    when: ({ name }) => NOT_ENABLED.includes(name),
    say: ({ words }) => `the Region is not enabled in the account: ${words}`,
    next: ['aws account enable-region enables it; or leave it out of --region'],
  },
  {
    code: 'ExpiredCredentials',
    when: ({ name, words }) =>
      EXPIRED.includes(name) ||
      /(token|session|credentials?)[^.]* (is|has|have) expired|session token not found|aws sso login/i.test(words),
    say: ({ words }) => `your AWS session has expired: ${words}`,
    next: ['aws sso login (with your --profile), or whatever gave you the credentials'],
  },
  {
    code: 'NoCredentials',
    when: ({ name }) => name === 'CredentialsProviderError',
    say: ({ words }) => `no AWS credentials were found: ${words}`,
    next: [
      'aws configure sso, then aws sso login',
      'name a profile with --profile or AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    ],
  },
  {
    code: 'ClockSkew',
    when: ({ name, words }) => SKEWED.includes(name) || /signature (expired|not yet current)/i.test(words),
    say: ({ words }) => `AWS refuses the time of the request: ${words}`,
    next: ['set the clock of this machine; AWS takes requests only within minutes of its own time'],
  },
  {
    code: 'InvalidCredentials',
    when: ({ name }) => WRONG_KEYS.includes(name),
    say: ({ words }) => `AWS does not accept your credentials: ${words}`,
    next: ['aws sts get-caller-identity shows what they are; AWS_PROFILE beats AWS_ACCESS_KEY_ID'],
  },
  {
    code: 'NoServiceRole',
    when: ({ name, words }) => DENIED.includes(name) && words.includes('iam:CreateServiceLinkedRole'),
    say: ({ words }, { action }) =>
      `${action} needs the service-linked role AWSServiceRoleForAmazonSSM, which this account has not and you may not create: ${words}`,
    next: [
      'have somebody run: aws iam create-service-linked-role --aws-service-name ssm.amazonaws.com',
      'or name a role of your own that State Manager may take on, with --dispatch-role',
    ],
  },
  {
    code: 'MayNotPassRole',
    when: ({ name, words }) => DENIED.includes(name) && words.includes('iam:PassRole'),
    say: ({ words }, { action }) => `${action} has the service use a role that you may not pass to it: ${words}`,
    next: [
      'have iam:PassRole allowed on that role; iam:PassedToService is ssm.amazonaws.com for schedules, ec2.amazonaws.com for nodes',
    ],
  },
  {
    code: 'MayNotUseTemplate',
    when: ({ words }) => /not authorized to use launch template/i.test(words),
    say: ({ words }, { action }) => `${action} launches instances in your name, which you may not: ${words}`,
    next: [
      'have ec2:RunInstances and ec2:CreateTags allowed by that launch template, and iam:PassRole on the role of its instance profile',
    ],
  },
  {
    code: 'NoSuchCluster',
    when: ({ name, words }) => name === 'ResourceNotFoundException' && words.startsWith('No cluster found'),
    say: (_, { resource }) => `EKS has not ${resource} in this account and Region`,
    next: ['aws eks list-clusters names those that there are'],
  },
  {
    code: 'SecurityHubOff',
    when: ({ name, words }) => name === 'InvalidAccessException' || /not subscribed to AWS Security Hub/i.test(words),
    say: ({ words }) => `Security Hub is not enabled in this account and Region: ${words}`,
    next: [
      'aws securityhub enable-security-hub --no-enable-default-standards enables it, at its price',
      'or leave out --to security-hub',
    ],
  },
  {
    code: 'InspectorOff',
    when: ({ name, words }) =>
      DENIED.includes(name) && /not (an )?enabled|disabled/i.test(words) && /inspector/i.test(words),
    say: ({ words }) => `Amazon Inspector is not enabled in this account and Region: ${words}`,
    next: ['winharden inspector enable turns it on for EC2, at its price'],
  },
  {
    code: 'NoPermission',
    when: ({ name }) => DENIED.includes(name),
    say: ({ words }, { action, resource }) => `you may not call ${action} on ${resource}: ${words}`,
    next: ['have that action allowed on that resource: winharden init writes the whole policy (docs/security.md)'],
  },
  {
    code: 'Throttled',
    when: ({ name, status }) => isThrottled(name, status),
    say: ({ attempts }, { action }) => `AWS throttled ${action} ${attempts} times in a row`,
    next: ['wait a minute and start again', 'AWS_MAX_ATTEMPTS=20 tries longer'],
  },
  {
    code: 'NotAws',
    when: ({ name, words }) => name === 'SyntaxError' || words.includes('XML parse error'),
    say: ({ host }, { action }) => `${host} did not answer ${action} like AWS does`,
    next: ['check AWS_ENDPOINT_URL, endpoint_url in the profile, proxies and VPN'],
  },
  {
    code: 'NoInspectorHere',
    when: ({ code, host }) => code === 'ENOTFOUND' && host.startsWith('inspector2.'),
    say: ({ host }) => `Amazon Inspector is not offered in this Region: there is no ${host}`,
    next: ['name another Region with --region; the AWS Regional Services list says where Inspector is'],
  },
  {
    code: 'Unreachable',
    when: ({ code, name }) => UNREACHABLE.test(code) || TIMED_OUT.includes(name),
    say: ({ host, words }, { action }) => `${host} could not be reached for ${action}: ${words}`,
    next: ['check the network, the Region (--region), proxies and AWS_ENDPOINT_URL'],
  },
  {
    code: 'NoSuchBucket',
    when: ({ name }) => name === 'NoSuchBucket',
    say: (_, { resource }) => `${resource} does not exist`,
    next: ['check --bucket and the account, or have winharden init create it (docs/setup.md)'],
  },
  {
    code: 'NoSuchBucket',
    when: ({ name }) => name === 'InvalidOutputFolder' || name === 'InvalidOutputLocation',
    say: ({ words }) => `Systems Manager cannot use the bucket: ${words}`,
    next: ['check --bucket and its Region'],
  },
  {
    code: 'DocumentTooLarge',
    when: ({ name }) => name === 'MaxDocumentSizeExceeded',
    say: (_, { resource }) => `${resource} is over the 64 KB that Systems Manager takes, parameters included`,
    next: ['hold the nodes to fewer controls, or split the baseline in two'],
  },
  {
    code: 'DocumentLimit',
    when: ({ name }) => name === 'DocumentLimitExceeded' || name === 'DocumentVersionLimitExceeded',
    say: ({ words }, { resource }) => `there is no room for ${resource}: ${words}`,
    next: ['delete SSM documents that nobody uses (aws ssm list-documents --filters Key=Owner,Values=Self)'],
  },
  {
    code: 'ScheduleRefused',
    when: ({ name }) => name === 'InvalidSchedule',
    say: ({ words }, { resource }) => `State Manager does not take the schedule of ${resource}: ${words}`,
    next: [
      'every day at two: cron(0 2 * * ? *); on Sundays: cron(0 2 ? * SUN *); every week from now on: rate(7 days)',
    ],
  },
  {
    code: 'NoSuchSchedule',
    when: ({ name }) => name === 'AssociationDoesNotExist',
    say: (_, { resource }) => `${resource} is not there any more`,
    next: ['winharden schedule list'],
  },
  {
    code: 'ScheduleChanged',
    when: ({ name }) => name === 'InvalidAssociationVersion',
    say: ({ words }, { resource }) => `somebody else changes ${resource} at the same time: ${words}`,
    next: ['look at it with winharden schedule show, and start again'],
  },
  {
    code: 'ScheduleLimit',
    when: ({ name }) => name === 'AssociationLimitExceeded',
    say: ({ words }, { resource }) => `there is no room for ${resource}: ${words}`,
    next: ['delete associations that nobody uses (winharden schedule list, aws ssm list-associations)'],
  },
  {
    code: 'ScheduleLimit',
    when: ({ name }) => name === 'AssociationVersionLimitExceeded',
    say: ({ words }, { resource }) => `${resource} has been changed as often as it can be: ${words}`,
    next: ['delete it and create it again'],
  },
  {
    code: 'AwsUnavailable',
    when: ({ status }) => status >= 500,
    say: ({ status, name, attempts }, { action }) => `AWS answered ${action} with ${status} ${name}, ${attempts} times`,
    next: ['see the AWS Health Dashboard, and start again later'],
  },
];

/** What no rule knows, in AWS's own words. */
export const UNKNOWN: Rule = {
  code: 'AwsRefused',
  when: () => true,
  say: ({ name, words }, { action, resource }) => `${action} on ${resource} was refused: ${name}: ${words}`,
  next: [],
};
