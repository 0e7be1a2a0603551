import { doubtOf } from './doubts.ts';
import type { RequestFault } from './faults.ts';
import { AwsError } from './protocol/error.ts';
import type { LabRequest, LabResponse } from './protocol/message.ts';
import type { Service } from './service.ts';
import type { World } from './world.ts';

/** The answer of a request that is not carried out: too many, or struck by a fault. Undefined for all others. */
export function refusal(
  world: World,
  service: Service,
  operation: string,
  request: LabRequest,
  fault: RequestFault | undefined,
): LabResponse | undefined {
  const stranger = doubtOf(world, service.name, request);
  if (stranger) return service.refuse(stranger, request);
  if (fault === 'throttling' || !world.takeToken(service.name, operation))
    return service.refuse(throttled(service.name), request);
  if (fault === 'html') return HTML;
  if (fault === 'outage') return { ...NOTHING, outage: world.clock.sleep(OUTAGE_SECONDS) };
  if (fault === 'server-errors') return service.refuse(serverError(service.name), request);
  if (fault === 'denied') return service.refuse(denied(world, service.name, operation), request);
  return undefined;
}

/** An answer that gets lost on the way, where that is the fault. */
export function spoilt(response: LabResponse, fault: RequestFault | undefined): LabResponse {
  if (fault === 'lost-answers') return { ...response, lost: 'broken' };
  return fault === 'silence' ? { ...response, lost: 'silence' } : response;
}

const OUTAGE_SECONDS = 2;
const NOTHING: LabResponse = { status: 0, headers: {}, body: '', lost: 'broken' };

const HTML: LabResponse = {
  status: 200,
  headers: { 'Content-Type': 'text/html' },
  body: '<!doctype html>\n<html><head><title>Sign in to the network</title></head><body>Please sign in.</body></html>\n',
};

/** What each service says when it is asked too often. */
const THROTTLED: Record<string, [code: string, message: string, status: number]> = {
  ssm: ['ThrottlingException', 'Rate exceeded', 400],
  sts: ['Throttling', 'Rate exceeded', 400],
  iam: ['Throttling', 'Rate exceeded', 400],
  cloudformation: ['Throttling', 'Rate exceeded', 400],
  ec2: ['RequestLimitExceeded', 'Request limit exceeded.', 503],
  s3: ['SlowDown', 'Please reduce your request rate.', 503],
  eks: ['ThrottlingException', 'Rate exceeded', 429],
  'resource-groups': ['TooManyRequestsException', 'Rate exceeded', 429],
  securityhub: ['TooManyRequestsException', 'Rate exceeded', 429],
};

function throttled(service: string): AwsError {
  return new AwsError(...(THROTTLED[service] ?? ['ThrottlingException', 'Rate exceeded', 400]));
}

function serverError(service: string): AwsError {
  if (service === 's3')
    return new AwsError('InternalError', 'We encountered an internal error. Please try again.', 500);
  if (service === 'ec2')
    return new AwsError('Unavailable', 'The service is unavailable. Please try again shortly.', 503);
  return new AwsError('InternalServerError', 'An error occurred on the server side.', 500);
}

const DENIED: Record<string, [code: string, status: number]> = {
  ssm: ['AccessDeniedException', 400],
  eks: ['AccessDeniedException', 403],
  'resource-groups': ['ForbiddenException', 403],
  securityhub: ['AccessDeniedException', 403],
  ec2: ['UnauthorizedOperation', 403],
  sts: ['AccessDenied', 403],
  iam: ['AccessDenied', 403],
  cloudformation: ['AccessDenied', 403],
  s3: ['AccessDenied', 403],
};

/** S3 actions have other names than its operations. */
const S3_ACTIONS: Record<string, string> = {
  HeadObject: 'GetObject',
  ListObjectsV2: 'ListBucket',
  HeadBucket: 'ListBucket',
  ListBuckets: 'ListAllMyBuckets',
};

function denied({ account }: World, service: string, operation: string): AwsError {
  const [code, status] = DENIED[service] ?? ['AccessDeniedException', 400];
  const action = `${service}:${service === 's3' ? (S3_ACTIONS[operation] ?? operation) : operation}`;
  const message = `User: arn:aws:iam::${account}:user/lab is not authorized to perform: ${action} on resource: * because no identity-based policy allows the ${action} action`;
  return new AwsError(code, message, status);
}
