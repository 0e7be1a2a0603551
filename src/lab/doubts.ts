import { AwsError } from './protocol/error.ts';
import { header, type LabRequest } from './protocol/message.ts';
import type { World } from './world.ts';

/** Why a request is not believed: its key has expired, or its time is not the service's. */
export function doubtOf(world: World, service: string, request: LabRequest): AwsError | undefined {
  if (world.hasExpired(keyOf(request))) return error(EXPIRED, service);
  if (world.faults.ofService('clock-skew') === undefined) return undefined;
  const apart = Math.abs(Date.now() + world.clock.aheadMs - signedAt(request));
  return apart > MOST_APART_MS ? error(SKEWED, service) : undefined;
}

/** Signatures are good for so long before and after (API: five minutes; S3 allows fifteen). */
const MOST_APART_MS = 5 * 60_000;

type Words = Record<string, [code: string, message: string, status: number]>;

const EXPIRED_WORDS = 'The security token included in the request is expired';
const EXPIRED: Words = {
  ssm: ['ExpiredTokenException', EXPIRED_WORDS, 400],
  sts: ['ExpiredToken', EXPIRED_WORDS, 403],
  ec2: ['RequestExpired', 'Request has expired.', 400],
  s3: ['ExpiredToken', 'The provided token has expired.', 400],
  'resource-groups': ['ExpiredTokenException', EXPIRED_WORDS, 403],
  securityhub: ['ExpiredTokenException', EXPIRED_WORDS, 403],
};

const SKEWED_WORDS = 'Signature not yet current or expired: the time of the request is too far from the service’s.';
const SKEWED: Words = {
  ssm: ['InvalidSignatureException', SKEWED_WORDS, 400],
  sts: ['SignatureDoesNotMatch', SKEWED_WORDS, 403],
  ec2: ['AuthFailure', 'AWS was not able to validate the provided access credentials', 401],
  s3: ['RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.', 403],
  'resource-groups': ['InvalidSignatureException', SKEWED_WORDS, 403],
  securityhub: ['InvalidSignatureException', SKEWED_WORDS, 403],
};

const error = (words: Words, service: string) => new AwsError(...(words[service] ?? words['ssm'] ?? ['', '', 400]));

function keyOf(request: LabRequest): string {
  return /Credential=([^/]+)/.exec(header(request, 'authorization') ?? '')?.[1] ?? '';
}

/** `20261124T231500Z` as a time. */
function signedAt(request: LabRequest): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(header(request, 'x-amz-date') ?? '');
  const [year = 0, month = 1, ...rest] = (parts ?? []).slice(1).map(Number);
  return Date.UTC(year, month - 1, ...rest);
}

/** The first key that is seen is good for so many requests; every other one for ever. */
export function expiry(requests: number | undefined): (key: string) => boolean {
  let first: string | undefined;
  let left = requests ?? Number.POSITIVE_INFINITY;
  return (key) => {
    first ??= key;
    return key === first && left-- <= 0;
  };
}
