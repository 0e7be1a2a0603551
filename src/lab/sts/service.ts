import type { GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { header, type LabRequest } from '../protocol/message.ts';
import { type Handler, queryService } from '../query-service.ts';
import type { World } from '../world.ts';
import { assumeRole } from './assume-role.ts';

export const sts = queryService({
  name: 'sts',
  client: 'sts',
  dialect: 'query',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  handlers: {
    GetCallerIdentity: (world, _, request) => identity(world, request),
    AssumeRole: assumeRole as Handler,
  },
  limits: {
    AssumeRole: {
      RoleArn: { min: 20, max: 2048 },
      RoleSessionName: { min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ },
      ExternalId: { min: 2, max: 1224, pattern: /^[\w+=,.@:/-]*$/ },
      DurationSeconds: { min: 900, max: 43_200 },
    },
  },
  unknown: (operation) => `Could not find operation ${operation}; the lab's STS has GetCallerIdentity and AssumeRole.`,
  invalid: 'ValidationError',
});

function identity({ account, sessions }: World, request: LabRequest): GetCallerIdentityResponse {
  const [, key = ''] = /Credential=([^/]+)/.exec(header(request, 'authorization') ?? '') ?? [];
  const session = sessions.get(key);
  if (session) return { UserId: 'AROALABLABLABLABLABLA', Account: account, Arn: session.arn };
  return { UserId: 'AIDALABLABLABLABLABLA', Account: account, Arn: `arn:aws:iam::${account}:user/lab` };
}
