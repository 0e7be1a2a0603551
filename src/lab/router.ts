import { autoScaling } from './auto-scaling/service.ts';
import { cloudFormation } from './cloudformation/service.ts';
import { ec2 } from './ec2/service.ts';
import { eks } from './eks/service.ts';
import { refusal, spoilt } from './fault-answer.ts';
import { guardDuty } from './guardduty/service.ts';
import { iam } from './iam/service.ts';
import { inspector2 } from './inspector2/service.ts';
import { worldFor } from './locations.ts';
import { AwsError } from './protocol/error.ts';
import { jsonError } from './protocol/json.ts';
import { header, type LabRequest, type LabResponse } from './protocol/message.ts';
import { resourceGroups } from './resource-groups/service.ts';
import { s3 } from './s3/service.ts';
import { securityHub } from './security-hub/service.ts';
import type { Service } from './service.ts';
import { ssm } from './ssm/service.ts';
import { sts } from './sts/service.ts';
import type { World } from './world.ts';

const SERVICES: readonly Service[] = [
  ssm,
  s3,
  ec2,
  eks,
  autoScaling,
  sts,
  iam,
  inspector2,
  resourceGroups,
  securityHub,
  guardDuty,
  cloudFormation,
];

/** Answers one request: which service it is for says the credential scope of its signature, which itself is not verified. */
export async function answer(worlds: ReadonlyMap<string, World>, request: LabRequest): Promise<LabResponse> {
  const scope = scopeOf(request);
  const service = SERVICES.find((each) => each.name === scope?.service);
  if (!scope || !service) return jsonError(unknownService(scope?.service));
  try {
    const world = worldFor(worlds, scope);
    const operation = await service.operationOf(request);
    const fault = world.faults.ofRequest(service.name, operation);
    const refused = refusal(world, service, operation, request, fault);
    const response = refused ?? spoilt(await answerOf(service, world, operation, request), fault);
    return { ...response, headers: { ...response.headers, 'X-Lab-Operation': `${service.name}:${operation}` } };
  } catch (error) {
    return service.refuse(asAwsError(error), request);
  }
}

const answerOf = (service: Service, world: World, operation: string, request: LabRequest) =>
  service.answer(world, operation, request).catch((error: unknown) => service.refuse(asAwsError(error), request));

/** Who asks, for which Region and service, as the signature has it. */
function scopeOf(request: LabRequest): { key: string; region: string; service: string } | undefined {
  const authorization = header(request, 'authorization') ?? '';
  const match = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(authorization);
  const [, key, region, service] = match ?? [];
  return key && region && service ? { key, region, service } : undefined;
}

function unknownService(name: string | undefined): AwsError {
  const has = `The lab has ${SERVICES.map((each) => each.name).join(', ')}.`;
  if (name) return new AwsError('UnknownOperationException', `The lab has no service "${name}". ${has}`, 404);
  return new AwsError('MissingAuthenticationTokenException', `The request has no AWS signature. ${has}`, 403);
}

/** Anything else is a mistake of the lab itself and answered as AWS answers its own, so that the client says where it was. */
function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  return new AwsError(
    'InternalServerError',
    `The lab failed: ${error instanceof Error ? error.message : String(error)}`,
    500,
  );
}
